/**
 * What the API server would say to a manifest, without anything happening: a dry run of what `kubectl apply` sends
 * (creation, or a patch from what was applied last), an answer for each of its objects. Nothing remains of it, not even
 * in the generator of chance, so it is no action of the world.
 *
 * Left out: several objects that need each other (a namespace and what is in it): each is tried alone.
 */
import '../../kubernetes/api/whole-code.ts';
import type { ApiDoor } from '../../kubernetes/api/request.ts';
import { type Resource, resourceOfKind, resourcePath } from '../../kubernetes/api/resources.ts';
import { isStatus, type Status } from '../../kubernetes/api/status.ts';
import type { JsonObject, KubeObject } from '../../kubernetes/objects/meta.ts';
import { lastAppliedAnnotation, withLastApplied } from '../../kubernetes/patch/last-applied.ts';
import { NoMergeKey } from '../../kubernetes/patch/merge-keys.ts';
import { threeWayPatch } from '../../kubernetes/patch/three-way.ts';
import { toYaml } from '../../shell/kubectl/printers/yaml.ts';
import { readYaml } from '../../shell/kubectl/yaml-reader.ts';

export interface ManifestProblem {
  /** In the words of who found it. */
  readonly message: string;
  /** `spec.ports[0].port`; undefined when it is about the whole object. */
  readonly field: string | undefined;
}

export interface TriedObject {
  /** `Service default/web`; as far as it says. */
  readonly name: string;
  /** What applying would do; undefined when it is refused. */
  readonly verb: 'created' | 'configured' | 'unchanged' | undefined;
  readonly problems: readonly ManifestProblem[];
  /** As it is now, without what only the server writes; undefined when it is not there. */
  readonly before: string | undefined;
  /** As it would be. */
  readonly after: string | undefined;
}

/** @returns the objects in the order of the text; one that cannot be read is the last */
export function tryManifest(api: ApiDoor, text: string): readonly TriedObject[] {
  return readYaml(text).map((read) =>
    read.kind === 'failed'
      ? refused('', [{ message: read.message, field: undefined }])
      : tryObject(api, read.value),
  );
}

const refused = (name: string, problems: readonly ManifestProblem[]): TriedObject => ({
  name,
  verb: undefined,
  problems,
  before: undefined,
  after: undefined,
});

function tryObject(api: ApiDoor, value: unknown): TriedObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refused('', [{ message: 'invalid object to validate', field: undefined }]);
  const object = value as JsonObject;
  const { apiVersion, kind } = object;
  const missing = ['apiVersion', 'kind'].filter(
    (key) => typeof object[key] !== 'string' || object[key] === '',
  );
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || missing.length > 0)
    return refused(
      '',
      missing.map((key) => ({ message: `${key} not set`, field: undefined })),
    );
  const resource = resourceOfKind(apiVersion, kind);
  if (resource === undefined)
    return refused(kind, [
      { message: `no matches for kind "${kind}" in version "${apiVersion}"`, field: 'kind' },
    ]);
  const metadata = (object['metadata'] ?? {}) as Partial<KubeObject['metadata']>;
  if (typeof metadata.name !== 'string' || metadata.name === '')
    return refused(kind, [{ message: 'resource name may not be empty', field: 'metadata' }]);
  return applyDry(api, resource, object, metadata.name, metadata.namespace);
}

const dryRun = {
  dryRun: 'All',
  fieldManager: 'kubectl-client-side-apply',
  fieldValidation: 'Strict',
} as const;

function applyDry(
  api: ApiDoor,
  resource: Resource,
  object: JsonObject,
  name: string,
  givenNamespace: string | undefined,
): TriedObject {
  const namespace = resource.namespaced ? (givenNamespace ?? 'default') : undefined;
  const shown = `${resource.kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
  const path = resourcePath(resource, namespace, name);
  const live = ask(api, { method: 'GET', path });
  // kubectl writes down the namespace it applies to.
  const metadata = {
    ...(object['metadata'] as JsonObject),
    ...(namespace === undefined ? {} : { namespace }),
  };
  const now = withLastApplied({ ...object, metadata });
  if (isStatus(live)) {
    if (live.reason !== 'NotFound') return refused(shown, problemsOf(live));
    const list = resourcePath(resource, namespace);
    return told(shown, undefined, ask(api, { method: 'POST', path: list, body: now, query: dryRun }));
  }
  const current = live as KubeObject;
  const applied = current.metadata.annotations?.[lastAppliedAnnotation];
  const last = applied === undefined ? {} : (JSON.parse(applied) as JsonObject);
  const body = patchTo(resource.struct, last, now, current as unknown as JsonObject);
  if (body instanceof NoMergeKey) return refused(shown, [{ message: body.message, field: undefined }]);
  if (Object.keys(body).length === 0) return told(shown, current, current);
  const contentType = 'application/strategic-merge-patch+json';
  return told(shown, current, ask(api, { method: 'PATCH', path, body, contentType, query: dryRun }));
}

/** @returns the patch, or that an element lacks what it would be known by: then none can be made */
function patchTo(...states: Parameters<typeof threeWayPatch>): JsonObject | NoMergeKey {
  try {
    return threeWayPatch(...states);
  } catch (error) {
    if (error instanceof NoMergeKey) return error;
    throw error;
  }
}

/** @returns the object, or the status that says why not */
function ask(api: ApiDoor, request: Parameters<ApiDoor['request']>[0]): unknown {
  const answer = api.request(request);
  return answer.kind === 'response' ? answer.body : undefined;
}

function told(name: string, before: KubeObject | undefined, answer: unknown): TriedObject {
  if (isStatus(answer)) return refused(name, problemsOf(answer));
  const [old, next] = [before === undefined ? undefined : readable(before), readable(answer as KubeObject)];
  const verb = before === undefined ? 'created' : before === answer ? 'unchanged' : 'configured';
  return { name, verb, problems: [], before: old, after: next };
}

/** What a person writes and reads: without bookkeeping and status. */
function readable({ metadata, ...rest }: KubeObject): string {
  const { [lastAppliedAnnotation]: _text, ...annotations } = metadata.annotations ?? {};
  const {
    uid: _uid,
    resourceVersion: _revision,
    creationTimestamp: _time,
    generation: _number,
    ...kept
  } = metadata;
  const { status: _status, ...parts } = rest as Record<string, unknown>;
  const own = Object.keys(annotations).length === 0 ? undefined : annotations;
  return toYaml({ ...parts, metadata: { ...kept, annotations: own } });
}

function problemsOf({ message = '', details, reason }: Status): readonly ManifestProblem[] {
  const causes = reason === 'Invalid' ? (details?.causes ?? []) : [];
  if (causes.length > 0)
    return causes.map(({ field, message: words }) => ({ message: `${field ?? ''}: ${words}`, field }));
  const unknown = [...message.matchAll(/unknown field "([^"]+)"/g)];
  if (unknown.length > 0)
    return unknown.map(([words, field]) => ({ message: `strict decoding error: ${words}`, field }));
  return [{ message, field: /Go struct field [A-Za-z]+\.(\S+) of type/.exec(message)?.[1] }];
}
