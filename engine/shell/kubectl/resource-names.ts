/**
 * From what a person types to resources: plurals, singulars, short names, `all`, `TYPE/NAME` (cli-runtime's builder and
 * RESTMapper).
 */
import { type Resource, resources } from '../../kubernetes/api/resources.ts';
import { Failure, PlainFailure } from './failure.ts';

/** @throws Failure for an unknown type */
export function findType(text: string, served: readonly Resource[] = resources): Resource {
  const [name = '', ...rest] = text.toLowerCase().split('.');
  const group = rest.join('.').replace(/^v[0-9]+(?:(?:alpha|beta)[0-9]+)?\./, '');
  // What the server was built with comes before custom kinds.
  const wanted = served
    .filter((one) => one.name === name || one.singular === name || one.shortNames.includes(name))
    .sort((one, other) => Number(one.struct === undefined) - Number(other.struct === undefined));
  const found =
    rest.length === 0
      ? wanted[0]
      : wanted.find((one) => one.group === group || `${one.version}.${one.group}` === rest.join('.'));
  if (found === undefined)
    throw new Failure(`the server doesn't have a resource type "${text.split('.')[0] ?? text}"`);
  return found;
}

/** Where the mapper is asked and not the builder, it is not called an error. @throws PlainFailure */
export function mappedType(text: string, served: readonly Resource[] = resources): Resource {
  try {
    return findType(text, served);
  } catch (error) {
    throw error instanceof Failure ? new PlainFailure(error.message) : error;
  }
}

/** `pods,svc`, `all`: each with its type as typed. */
export function findTypes(text: string, served: readonly Resource[] = resources): readonly Resource[] {
  return text.split(',').flatMap((one) => {
    const category = served.filter(({ categories }) => categories.includes(one));
    return category.length > 0 ? category.sort(byAllOrder) : [findType(one, served)];
  });
}

/** The order of `kubectl get all`: core first, then by group. */
const allOrder = [
  'pods',
  'replicationcontrollers',
  'services',
  'daemonsets',
  'deployments',
  'replicasets',
  'statefulsets',
  'horizontalpodautoscalers',
  'cronjobs',
  'jobs',
];

function byAllOrder(one: Resource, other: Resource): number {
  return allOrder.indexOf(one.name) - allOrder.indexOf(other.name);
}

/** As in front of a name: `pod`, `deployment.apps`. */
export function qualifiedSingular({ singular, group }: Resource): string {
  return group === '' ? singular : `${singular}.${group}`;
}

export interface Selection {
  readonly resource: Resource;
  /** undefined: all that match. */
  readonly name: string | undefined;
}

/** Arguments after the verb as resources and names. @throws Failure */
export function selections(
  words: readonly string[],
  served: readonly Resource[] = resources,
): readonly Selection[] {
  const [first = ''] = words;
  if (words.some((word) => word.includes('/'))) {
    const other = words.find((word) => !word.includes('/'));
    if (other !== undefined)
      throw new Failure(
        `there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'`,
      );
    return words.map((word) => {
      const parts = word.split('/');
      if (parts.length !== 2)
        throw new Failure(`arguments in resource/name form may not have more than one slash`);
      const [type = '', name = ''] = parts;
      if (type === '' || name === '')
        throw new Failure('arguments in resource/name form must have a single resource and name');
      return { resource: findType(type, served), name };
    });
  }
  const types = findTypes(first, served);
  const names = words.slice(1);
  if (names.length === 0) return [...new Set(types)].map((resource) => ({ resource, name: undefined }));
  if (types.length > 1 && !first.includes(',')) throw new Failure('you must specify only one resource');
  return types.flatMap((resource) => names.map((name) => ({ resource, name })));
}

/** What a short name means besides what it stands for, as `Warning:` tells. */
export function otherMeanings(text: string, served: readonly Resource[] = resources): readonly string[] {
  const short = text.toLowerCase();
  if (served.some(({ name, singular }) => name === short || singular === short)) return [];
  const found = served.filter(({ shortNames }) => shortNames.includes(short));
  return found
    .slice(1)
    .map(
      ({ name, group }) =>
        `short name ${JSON.stringify(text)} could also match lower priority resource ${group === '' ? name : `${name}.${group}`}`,
    );
}
