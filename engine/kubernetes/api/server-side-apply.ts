/**
 * Whose the fields of an object are, and server-side apply with its conflicts in the API's words (k8s.io/apiserver
 * pkg/endpoints/handlers create.go, patch.go; k8s.io/apimachinery pkg/util/managedfields).
 */
import { type FieldSet, fromFieldsV1, noFields, pathText } from '../managed-fields/field-set.ts';
import type { Fold } from '../managed-fields/history.ts';
import {
  afterApply,
  afterUpdate,
  type Conflict,
  type Owner,
  type Owners,
} from '../managed-fields/managers.ts';
import { typedFaults } from '../managed-fields/typed.ts';
import { unstructuredWords } from '../schema/unstructured-words.ts';
import { fieldPathText } from '../managed-fields/path-text.ts';
import { shapeOf, untyped } from '../managed-fields/shape.ts';
import type { JsonObject, KubeObject, Timestamp } from '../objects/meta.ts';
import { hasLastApplied, lastApplied, lastAppliedAnnotation, sortedJson } from '../patch/last-applied.ts';
import { isObject } from '../patch/merge.ts';
import { decode } from '../schema/decode.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { authorOf } from './ownership.ts';
import type { ApiRequest } from './request.ts';
import { apiVersionOf, type Resource, resourceOfKind } from './resources.ts';
import { ApiError, badRequest } from './status.ts';

/** A status is written through its own path only, everything else through the object's. */
const status: FieldSet = fromFieldsV1({ 'f:status': {} });

/** The manager that kubectl's own server-side apply names. */
const kubectl = 'kubectl';

/** Who owns what after a row of writes. */
export const foldOwners: Fold = (owners, writes, object) => {
  const { apiVersion, kind } = object;
  const resource = resourceOfKind(apiVersion, kind);
  const shape = resource === undefined ? untyped : shapeOfResource(resource);
  const empty = resource === undefined ? { metadata: {}, apiVersion, kind } : emptyOf(resource);
  return writes.reduce(
    (all, { author, time, leavesStatus, from, to }) =>
      afterUpdate(
        all,
        { shape, author, now: time, ignored: leavesStatus ? status : noFields },
        from ?? empty,
        to,
      ),
    owners,
  );
};

interface Applying {
  readonly name: string;
  readonly now: Timestamp;
  readonly owners: Owners;
  /** Of a kind that is no Go struct. */
  readonly custom: Strategy | undefined;
}

/**
 * Server-side apply: what the object becomes, and whose its fields are then.
 * @param old undefined: there is none
 * @param owners of its fields
 * @throws ApiError for a conflict, and for what is no configuration
 */
export function applied(
  request: ApiRequest,
  resource: Resource,
  old: KubeObject | undefined,
  { name, now, owners, custom }: Applying,
): { readonly object: KubeObject; readonly owners: Owners } {
  const config = configuration(request, resource, name, custom);
  const author = authorOf(request, resource, '');
  const live = old ?? emptyOf(resource);
  const shape = shapeOfResource(resource);
  const change = { shape, author, now, ignored: status };
  const isForced = request.query?.['force'] === 'true';
  let outcome = afterApply(owners, change, live, config, isForced);
  if (outcome.kind === 'conflicts' && author.manager === kubectl && hasLastApplied(live)) {
    // kubectl's own client-side apply is no stranger to kubectl's server-side apply.
    const strangers = outcome.conflicts.filter(({ owner }) => owner.manager !== 'kubectl-client-side-apply');
    if (strangers.length === 0) outcome = afterApply(owners, change, live, config, true);
  }
  if (outcome.kind === 'conflicts') throw applyConflict(outcome.conflicts);
  const { object } = outcome;
  const isSynced = author.manager === kubectl && old !== undefined && hasLastApplied(old);
  return {
    object: isSynced ? withText(object, appliedText(config as unknown as JsonObject)) : object,
    owners: outcome.owners,
  };
}

/** As it was sent: without annotations where it had none (lastappliedmanager.go). */
function appliedText(config: JsonObject): string {
  const { annotations } = (config['metadata'] ?? {}) as JsonObject;
  return annotations === undefined ? `${sortedJson(config)}\n` : lastApplied(config);
}

/** With the text of what was applied last, for those who go back to client-side apply. */
function withText(object: KubeObject, text: string): KubeObject {
  const annotations = { ...object.metadata.annotations, [lastAppliedAnnotation]: text };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

function shapeOfResource(resource: Resource): ReturnType<typeof shapeOf> {
  return resource.struct === undefined ? untyped : shapeOf(resource.struct);
}

/** What Go's empty struct of the kind is as JSON: what stands in it, nobody sets. */
function emptyOf(resource: Resource): KubeObject {
  const empty = resource.struct === undefined ? undefined : decode(resource.struct, {});
  const object = empty?.kind === 'decoded' ? empty.object : {};
  return {
    metadata: {},
    ...object,
    apiVersion: apiVersionOf(resource),
    kind: resource.kind,
  } as unknown as KubeObject;
}

function configuration(
  request: ApiRequest,
  resource: Resource,
  name: string,
  custom: Applying['custom'],
): KubeObject {
  const { body, query } = request;
  if ((query?.['fieldManager'] ?? '') === '')
    throw new ApiError(
      422,
      'Invalid',
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    );
  if (!isObject(body)) throw badRequest('error decoding patch: the configuration is no object');
  const config = body as unknown as KubeObject;
  const { kind, apiVersion } = config as Partial<KubeObject>;
  if (apiVersion === undefined || apiVersion === '')
    throw badRequest("Object 'apiVersion' is missing in the configuration");
  if (kind === undefined || kind === '') throw badRequest("Object 'Kind' is missing in the configuration");
  const { metadata = {} as KubeObject['metadata'] } = config as Partial<KubeObject>;
  if (metadata.managedFields !== undefined) throw badRequest('metadata.managedFields must be nil');
  const place = typeof metadata.namespace === 'string' ? `${metadata.namespace}/${name}` : name;
  const faults =
    resource.struct === undefined ? undeclared(custom, body) : typedFaults(resource.struct, body);
  if (faults.length > 0) {
    const text = faults.length === 1 ? faults.join('') : ['errors:', ...faults].join('\n  ');
    throw new ApiError(
      500,
      '',
      `failed to create typed patch object (${place}; ${gvkText(resource)}): ${text}`,
    );
  }
  const decoded = resource.struct === undefined ? undefined : decode(resource.struct, body);
  if (decoded?.kind === 'failed') {
    const why = decoded.mismatch === undefined ? decoded.message : unstructuredWords(decoded.mismatch);
    const gvk = gvkText(resource);
    throw new ApiError(
      500,
      '',
      `failed to convert new object (${place}; ${gvk}) to proper version: unable to convert unstructured object to ${gvk}: ${why}`,
    );
  }
  return config;
}

/** Fields that a custom resource's schema does not have. @throws ApiError */
function undeclared(custom: Applying['custom'], body: unknown): readonly string[] {
  const decoded = custom?.decode?.(body);
  if (decoded?.kind === 'failed') throw badRequest(decoded.message);
  return (decoded?.unknownFields ?? [])
    .map((path) => `${fieldPathText(untyped, body, path)}: field not declared in schema`)
    .sort();
}

/** As Go prints a GroupVersionKind. */
function gvkText({ group, version, kind }: Resource): string {
  return `${group}/${version}, Kind=${kind}`;
}

function applyConflict(conflicts: readonly Conflict[]): ApiError {
  const said = conflicts.map(({ owner, path }) => ({ by: managerText(owner), path: pathText(path) }));
  const [first] = said;
  const count = said.length;
  let message = `Apply failed with ${String(count)} conflict: conflict with ${first?.by ?? ''}: ${first?.path ?? ''}`;
  if (count > 1) {
    const managers = [...new Set(said.map(({ by }) => by))].sort();
    const parts = managers.map(
      (manager) =>
        `conflicts with ${manager}:\n${said
          .filter(({ by }) => by === manager)
          .map(({ path }) => `- ${path}`)
          .join('\n')}`,
    );
    message = `Apply failed with ${String(count)} conflicts: ${parts.join('\n')}`;
  }
  return new ApiError(409, 'Conflict', message, {
    causes: said.map(({ by, path }) => ({
      reason: 'FieldManagerConflict',
      message: `conflict with ${by}`,
      field: path,
    })),
  });
}

function managerText({ manager, operation, apiVersion, subresource }: Owner): string {
  const name =
    JSON.stringify(manager) + (subresource === '' ? '' : ` with subresource ${JSON.stringify(subresource)}`);
  return operation === 'Update' ? `${name} using ${apiVersion}` : name;
}
