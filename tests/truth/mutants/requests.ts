/** Requests at the API's door, as a client sends them, and mutations of them: bodies, patches, queries, paths, media types. */
import type { Random } from '../../../engine/clock/random.ts';
import type { ApiRequest, Method } from '../../../engine/kubernetes/api/request.ts';
import { resources } from '../../../engine/kubernetes/api/resources.ts';
import { administrator } from '../../../engine/kubernetes/authorization/attributes.ts';
import type { KubeObject } from '../../../engine/kubernetes/objects/meta.ts';
import { chance, maybe, sample } from '../fuzz/draw.ts';
import type { Manifest } from './corpus.ts';
import { mutatedValue } from './mutate-value.ts';

const queries: readonly (readonly [string, readonly string[]])[] = [
  ['dryRun', ['All', 'all', '']],
  ['fieldManager', ['me', '', 'x'.repeat(200), '\u0000']],
  ['fieldValidation', ['Strict', 'Warn', 'Ignore', 'nosuch']],
  ['force', ['true', 'false', 'x']],
  ['limit', ['1', '0', '-1', 'x', '99999999999999999999']],
  ['continue', ['x', 'eyJ2IjoibWV0YS5rOHMuaW8vdjEifQ', '{}', '%']],
  ['labelSelector', ['app=web', 'app in (', '=', '!', 'a b', ',', 'app>x']],
  ['fieldSelector', ['metadata.name=web', 'spec.x=1', '=', 'a,b', 'metadata.name!=']],
  ['resourceVersion', ['0', '1', '-1', 'x', '99999999']],
  ['resourceVersionMatch', ['Exact', 'NotOlderThan', 'x']],
  ['watch', ['true', '1', 'x']],
  ['timeoutSeconds', ['1', 'x', '-1']],
  ['gracePeriodSeconds', ['0', '-1', 'x', '99999999999']],
  ['propagationPolicy', ['Orphan', 'Foreground', 'Background', 'x']],
  ['pretty', ['true', 'x']],
  ['container', ['shell', 'nosuch']],
  ['tailLines', ['x', '-1', '1']],
];

/** Empty: the header is left out. */
const accepts = [
  '',
  'application/json',
  'application/json;as=Table;v=v1;g=meta.k8s.io',
  'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io',
  'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io',
  'application/json;as=Nosuch;v=v9;g=x',
  'text/plain',
  ';;',
];

const patchTypes = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
  'application/json',
  'text/plain',
];

const subresources = [
  'status',
  'scale',
  'log',
  'exec',
  'eviction',
  'binding',
  'token',
  'ephemeralcontainers',
  'finalize',
  'proxy',
  'nosuch',
  'resize',
  'portforward',
  'attach',
];

/** @param standing objects that are there */
export function drawRequest(
  random: Random,
  manifests: readonly Manifest[],
  standing: readonly KubeObject[],
): ApiRequest {
  const made = random.pick(kinds)(random, manifests, standing);
  const query = drawQuery(random, made.query ?? {});
  const accept = random.pick(accepts);
  return {
    ...made,
    path: chance(random, 0.1) ? mutatedPath(random, made.path) : made.path,
    query,
    ...(accept === '' ? {} : { accept }),
    client: administrator,
    managedFields: chance(random, 0.5),
  };
}

type Drawn = Pick<ApiRequest, 'method' | 'path' | 'query' | 'body' | 'contentType'>;
type Kind = (random: Random, manifests: readonly Manifest[], standing: readonly KubeObject[]) => Drawn;

const creation: Kind = (random, manifests) => {
  const manifest = random.pick(manifests);
  return {
    method: 'POST',
    path: collectionOf(manifest),
    body: chance(random, 0.95) ? mutatedValue(random, manifest, manifests) : random.pick(manifests),
  };
};

const replacement: Kind = (random, _manifests, standing) => {
  const object = random.pick(standing);
  return { method: 'PUT', path: pathOf(random, object), body: mutatedValue(random, object, standing) };
};

const patch: Kind = (random, manifests, standing) => {
  const object = random.pick(standing);
  const contentType = random.pick(patchTypes);
  const body =
    contentType === 'application/json-patch+json' && chance(random, 0.9)
      ? jsonPatch(random, object, standing)
      : chance(random, 0.5)
        ? mutatedValue(random, fragment(random, object), standing)
        : mutatedValue(random, chance(random, 0.5) ? object : random.pick(manifests), manifests);
  return {
    method: 'PATCH',
    path: pathOf(random, object),
    contentType,
    body,
    query: contentType === 'application/apply-patch+yaml' ? { fieldManager: 'me' } : {},
  };
};

const kinds: readonly Kind[] = [
  creation,
  creation,
  creation,
  replacement,
  replacement,
  patch,
  patch,
  (random, _manifests, standing) => ({
    method: random.pick<Method>(['GET', 'GET', 'GET', 'DELETE']),
    path: chance(random, 0.5) ? pathOf(random, random.pick(standing)) : collectionOf(random.pick(standing)),
  }),
  (random, manifests, standing) => ({
    method: random.pick<Method>(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
    path: `${pathOf(random, random.pick(standing))}/${random.pick(subresources)}`,
    body: mutatedValue(
      random,
      random.pick([
        ...sample(random, manifests, 3),
        { kind: 'Scale', apiVersion: 'autoscaling/v1', spec: { replicas: 2 } },
        { kind: 'Eviction', apiVersion: 'policy/v1', metadata: { name: 'client' } },
        { kind: 'TokenRequest', apiVersion: 'authentication.k8s.io/v1', spec: {} },
      ]),
      manifests,
    ),
  }),
  (random, manifests) => {
    const review = random.pick(reviews);
    return { method: 'POST', path: collectionOf(review), body: mutatedValue(random, review, manifests) };
  },
];

const reviews: readonly Manifest[] = [
  {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: { verb: 'get', resource: 'pods', namespace: 'default' } },
  } as Manifest,
  {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectRulesReview',
    spec: { namespace: 'default' },
  } as Manifest,
  { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
];

function drawQuery(random: Random, given: Readonly<Record<string, string>>): Record<string, string> {
  const drawn = chance(random, 0.35) ? sample(random, queries, random.pick([1, 1, 2, 4])) : [];
  // A watch goes on: nobody reads it here.
  return { ...given, ...Object.fromEntries(drawn.map(([name, values]) => [name, random.pick(values)])) };
}

function collectionOf({ apiVersion, kind, metadata }: Manifest | KubeObject): string {
  const resource = resources.find((each) => each.kind === kind);
  const plural = resource?.name ?? `${kind.toLowerCase()}s`;
  const base = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return resource?.namespaced === false
    ? `${base}/${plural}`
    : `${base}/namespaces/${metadata?.namespace ?? 'default'}/${plural}`;
}

function pathOf(random: Random, object: KubeObject): string {
  return `${collectionOf(object)}/${object.metadata.name}${maybe(random, 0.15, () => `/${random.pick(subresources)}`)}`;
}

function mutatedPath(random: Random, path: string): string {
  const parts = path.split('/');
  const at = random.integer(0, parts.length - 1);
  parts.splice(
    at,
    random.pick([0, 1, 1]),
    random.pick([
      '',
      '..',
      'x',
      'namespaces',
      'pods',
      '__proto__',
      'v1',
      'apps',
      '名',
      'a b',
      '%2F',
      'x'.repeat(300),
      'constructor',
      'watch',
      'proxy',
    ]),
  );
  return parts.join('/');
}

/** The object without most of it. */
function fragment(random: Random, object: object): unknown {
  const entries = Object.entries(object) as [string, unknown][];
  const [drawn] = sample(random, entries, 1);
  if (drawn === undefined) return {};
  const [key, value] = drawn;
  return {
    [key]:
      typeof value === 'object' && value !== null && !Array.isArray(value) ? fragment(random, value) : value,
  };
}

const operations = ['add', 'replace', 'remove', 'test', 'copy', 'move', 'nosuch'];

function jsonPatch(random: Random, object: object, others: readonly unknown[]): unknown {
  const list = Array.from({ length: random.pick([0, 1, 1, 1, 2, 3]) }, () => ({
    op: random.pick(operations),
    path: pointer(random, object),
    ...(chance(random, 0.7) ? { value: mutatedValue(random, fragment(random, object), others) } : {}),
    ...(chance(random, 0.4) ? { from: pointer(random, object) } : {}),
  }));
  return chance(random, 0.3) ? mutatedValue(random, list, others) : list;
}

function pointer(random: Random, object: object): string {
  let text = '';
  let at: unknown = object;
  for (let depth = random.integer(0, 6); depth > 0 && typeof at === 'object' && at !== null; depth--) {
    const keys = Object.keys(at);
    if (keys.length === 0) break;
    const key = random.pick(keys);
    text += `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    at = (at as Record<string, unknown>)[key];
  }
  return (
    text +
    maybe(random, 0.3, () =>
      random.pick(['/-', '/0', '/99', '/nosuch', '/', '~', '/~2', '/-1', '/__proto__', '/01']),
    )
  );
}
