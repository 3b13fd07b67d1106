/**
 * From what a person types to resources: plurals, singulars, short names, `all`, `TYPE/NAME` (cli-runtime's builder and
 * RESTMapper).
 */
import { type Resource, resources } from '../../kubernetes/api/resources.ts';
import { Failure } from './failure.ts';

/** @throws Failure for an unknown type */
export function findType(text: string): Resource {
  const [name = '', ...rest] = text.toLowerCase().split('.');
  const group = rest.join('.').replace(/^v[0-9]+(?:(?:alpha|beta)[0-9]+)?\./, '');
  const wanted = resources.filter(
    (one) => one.name === name || one.singular === name || one.shortNames.includes(name),
  );
  const found =
    rest.length === 0
      ? wanted[0]
      : wanted.find((one) => one.group === group || `${one.version}.${one.group}` === rest.join('.'));
  if (found === undefined)
    throw new Failure(`the server doesn't have a resource type "${text.split('.')[0] ?? text}"`);
  return found;
}

/** `pods,svc`, `all`: each with its type as typed. */
export function findTypes(text: string): readonly Resource[] {
  return text.split(',').flatMap((one) => {
    const category = resources.filter(({ categories }) => categories.includes(one));
    return category.length > 0 ? category.sort(byAllOrder) : [findType(one)];
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
export function selections(words: readonly string[]): readonly Selection[] {
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
      return { resource: findType(type), name };
    });
  }
  const types = findTypes(first);
  const names = words.slice(1);
  if (names.length === 0) return types.map((resource) => ({ resource, name: undefined }));
  return types.flatMap((resource) => names.map((name) => ({ resource, name })));
}

export function multipleTypes(words: readonly string[]): boolean {
  const types = new Set<string>();
  for (const word of words.some((one) => one.includes('/')) ? words : words.slice(0, 1))
    for (const one of (word.split('/')[0] ?? '').split(',')) types.add(one);
  const [only = ''] = types;
  return types.size > 1 || resources.filter(({ categories }) => categories.includes(only)).length > 0;
}
