/**
 * The paths at which a custom resource is served, as OpenAPI v3 tells them (k8s.io/apiextensions-apiserver
 * pkg/controller/openapi/builder, generateBuilder and buildRoute). Parameters are the same as those of Kubernetes' own
 * resources and are taken from there.
 */
import type { Documents } from './documents.ts';
import type { OpenApiObject } from './openapi-object.ts';

export interface CustomResource {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly listKind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  /** It has the subresource. */
  readonly status: boolean;
  readonly scale: boolean;
  /** The names of its schema and of its list's. */
  readonly model: string;
  readonly listModel: string;
}

const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1';
const scaleModel = 'io.k8s.api.autoscaling.v1.Scale';
const media = ['application/json', 'application/yaml'];
const patches = [
  'application/apply-patch+yaml',
  'application/json-patch+json',
  'application/merge-patch+json',
];

const listOptions = [
  'allowWatchBookmarks',
  'continue',
  'fieldSelector',
  'labelSelector',
  'limit',
  'resourceVersion',
  'resourceVersionMatch',
  'sendInitialEvents',
  'shardSelector',
  'timeoutSeconds',
  'watch',
];
const createOptions = ['dryRun', 'fieldManager', 'fieldValidation'];
const deleteOptions = [
  'dryRun',
  'gracePeriodSeconds',
  'ignoreStoreReadErrorWithClusterBreakingPotential',
  'orphanDependents',
  'propagationPolicy',
];

interface Route {
  readonly method: string;
  readonly action: string;
  /** How its operation begins. */
  readonly verb: string;
  readonly says: string;
  readonly options: readonly string[];
  /** The schema of the body, and its media types. */
  readonly reads?: readonly [model: string, types: readonly string[]];
  readonly answers: string;
  readonly statuses: readonly string[];
}

export function customResourcePaths(resource: CustomResource, own: Documents): OpenApiObject {
  const { group, version, plural, namespaced, model, listModel, kind } = resource;
  const write = new PathWriter(resource, own);
  const root = `/apis/${group}/${version}`;
  const collection = `${root}/${namespaced ? 'namespaces/{namespace}/' : ''}${plural}`;
  const list = route('get', 'list', 'list', ` objects of kind ${kind}`, listOptions, listModel);
  const deleteAll = route(
    'delete',
    'deletecollection',
    'deletecollection',
    '',
    listOptions,
    `${meta}.Status`,
  );
  const paths: Record<string, unknown> = {
    [collection]: write.item('', false, [
      { ...list },
      {
        ...route('post', 'post', 'create', ` ${article(kind)}${kind}`, createOptions, model),
        reads: [model, media],
        statuses: ['200', '201', '202'],
      },
      deleteAll,
    ]),
    [`${collection}/{name}`]: write.item('', true, [
      ...single('', model, kind),
      {
        ...route('delete', 'delete', 'delete', ` ${article(kind)}${kind}`, deleteOptions, `${meta}.Status`),
        reads: [`${meta}.DeleteOptions`, media],
        statuses: ['200', '202'],
      },
    ]),
  };
  if (namespaced) paths[`${root}/${plural}`] = write.everywhere(list);
  if (resource.status)
    paths[`${collection}/{name}/status`] = write.item('Status', true, single('status', model, kind));
  if (resource.scale)
    paths[`${collection}/{name}/scale`] = write.item('Scale', true, single('scale', scaleModel, kind));
  return paths;
}

function article(kind: string): string {
  return /^[aeiou]/i.test(kind) ? 'an ' : 'a ';
}

function route(
  method: string,
  action: string,
  verb: string,
  says: string,
  options: readonly string[],
  answers: string,
): Route {
  return { method, action, verb, says: `${verb}${says}`, options, answers, statuses: ['200'] };
}

/** Reading, replacing and patching one, or its subresource. */
function single(subresource: string, model: string, kind: string): readonly Route[] {
  const what = `${subresource === '' ? '' : ` ${subresource} of`} the specified ${kind}`;
  return [
    route('get', 'get', 'read', what, ['resourceVersion'], model),
    {
      ...route('put', 'put', 'replace', what, createOptions, model),
      reads: [model, media],
      statuses: ['200', '201'],
    },
    {
      ...route('patch', 'patch', 'patch', what, [...createOptions, 'force'], model),
      says: `partially update${what}`,
      reads: [`${meta}.Patch`, patches],
    },
  ];
}

const descriptions: Readonly<Record<string, string>> = { 200: 'OK', 201: 'Created', 202: 'Accepted' };

class PathWriter {
  readonly #resource: CustomResource;
  readonly #parameters = new Map<string, OpenApiObject>();

  constructor(resource: CustomResource, own: Documents) {
    this.#resource = resource;
    for (const item of Object.values(own.paths('apis/apps/v1')) as readonly OpenApiObject[])
      for (const [method, { parameters }] of [
        ['', item],
        ...(Object.entries(item) as [string, OpenApiObject][]),
      ] as const)
        for (const parameter of (parameters ?? []) as readonly OpenApiObject[]) {
          const name = String(parameter['name']);
          // A patch says more of its field manager.
          this.#parameters.set(method === 'patch' ? `patch ${name}` : name, parameter);
        }
  }

  item(subresource: string, named: boolean, routes: readonly Route[]): OpenApiObject {
    const scope = this.#resource.namespaced ? ['namespace'] : [];
    return {
      parameters: this.#named([...(named ? ['name'] : []), ...scope, 'pretty']),
      ...Object.fromEntries(routes.map((one) => [one.method, this.#operation(one, subresource)])),
    };
  }

  /** Across all namespaces. */
  everywhere(list: Route): OpenApiObject {
    const { kind } = this.#resource;
    return {
      get: {
        ...this.#operation({ ...list, options: [] }, ''),
        operationId: `list${this.#prefix}${kind}ForAllNamespaces`,
      },
      parameters: this.#named([...listOptions, 'pretty'].sort()),
    };
  }

  get #prefix(): string {
    const { group, version } = this.#resource;
    return [...group.split(/[.-]/), version]
      .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
      .join('');
  }

  #operation(given: Route, subresource: string): OpenApiObject {
    const { group, version, kind, namespaced } = this.#resource;
    const isCollection = given.action === 'deletecollection';
    const [first = '', ...rest] = group.split(/[.-]/);
    return {
      description: isCollection ? `delete collection of ${kind}` : given.says,
      operationId: `${isCollection ? 'delete' : given.verb}${this.#prefix}${isCollection ? 'Collection' : ''}${namespaced ? 'Namespaced' : ''}${kind}${subresource}`,
      ...(given.options.length === 0 ? {} : { parameters: this.#named(given.options, given.method) }),
      ...(given.reads === undefined
        ? {}
        : {
            requestBody: {
              content: contents(...given.reads),
              ...(given.method === 'delete' ? {} : { required: true }),
            },
          }),
      responses: {
        ...Object.fromEntries(
          given.statuses.map((status) => [
            status,
            { content: contents(given.answers, media), description: descriptions[status] },
          ]),
        ),
        401: { description: 'Unauthorized' },
      },
      tags: [
        `${first}${rest.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('')}_${version}`,
      ],
      'x-kubernetes-action': given.action,
      'x-kubernetes-group-version-kind': { group, kind, version },
    };
  }

  #named(names: readonly string[], method = ''): readonly OpenApiObject[] {
    return names.flatMap((name) => {
      const known = this.#parameters.get(`${method} ${name}`) ?? this.#parameters.get(name);
      if (known === undefined) return [];
      return name === 'name' ? [{ ...known, description: `name of the ${this.#resource.kind}` }] : [known];
    });
  }
}

function contents(model: string, types: readonly string[]): OpenApiObject {
  return Object.fromEntries(
    types.map((type) => [type, { schema: { $ref: `#/components/schemas/${model}` } }]),
  );
}
