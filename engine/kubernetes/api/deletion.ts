/**
 * What a delete request means for an object: gone at once, kept, or marked with the time of its end and the finalizers
 * that hold it (k8s.io/apiserver pkg/registry/rest/delete.go, generic/registry/store.go).
 */
import type { KubeObject, Timestamp } from '../objects/meta.ts';
import { finalizersFor, type Propagation } from './finalizers.ts';
import type { ApiRequest } from './request.ts';
import type { Resource } from './resources.ts';
import { same } from './same.ts';
import { conflict } from './status.ts';

export type Deletion =
  | { readonly kind: 'remove' }
  | { readonly kind: 'keep' }
  | { readonly kind: 'mark'; readonly next: KubeObject };

interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: Propagation;
  readonly preconditions?: { readonly uid?: string };
  readonly dryRun?: readonly string[];
}

/**
 * @param after the time so many seconds from now
 * @throws ApiError Conflict when a precondition does not hold
 */
export function deletion(
  resource: Resource,
  object: KubeObject,
  request: ApiRequest,
  after: (seconds: number) => Timestamp,
): Deletion {
  const options = (request.body ?? {}) as DeleteOptions;
  const { metadata } = object;
  const wantedUid = options.preconditions?.uid;
  if (wantedUid !== undefined && wantedUid !== metadata.uid)
    throw conflict(
      resource,
      metadata.name,
      `Precondition failed: UID in precondition: ${wantedUid}, UID in object meta: ${metadata.uid}`,
    );
  if (options.dryRun !== undefined) return { kind: 'keep' };
  const asked = request.query?.['propagationPolicy'] as Propagation | undefined;
  const finalizers = finalizersFor(object, options.propagationPolicy ?? asked ?? 'Background');
  const grace = graceOf(resource, object, options.gracePeriodSeconds ?? graceQuery(request));
  const isNamespace = resource.name === 'namespaces';
  if (grace === 0 && finalizers.length === 0 && !isNamespace) return { kind: 'remove' };
  const left = metadata.deletionGracePeriodSeconds;
  if (
    metadata.deletionTimestamp !== undefined &&
    (left === undefined || left <= grace) &&
    same(finalizers, metadata.finalizers ?? [])
  )
    return { kind: 'keep' };
  const { finalizers: _finalizers, ...rest } = metadata;
  const next = {
    ...object,
    metadata: {
      ...rest,
      ...(finalizers.length === 0 ? {} : { finalizers }),
      deletionTimestamp: after(grace),
      ...(isNamespace ? {} : { deletionGracePeriodSeconds: grace }),
      ...(metadata.generation === undefined ? {} : { generation: metadata.generation + 1 }),
    },
    ...(isNamespace ? { status: { phase: 'Terminating' } } : {}),
  };
  return { kind: 'mark', next };
}

function graceQuery(request: ApiRequest): number | undefined {
  const text = request.query?.['gracePeriodSeconds'];
  return text === undefined ? undefined : Number(text);
}

/** Only pods end gracefully (pkg/registry/core/pod CheckGracefulDelete). */
function graceOf(resource: Resource, object: KubeObject, asked: number | undefined): number {
  if (resource.name !== 'pods') return 0;
  const pod = object as KubeObject & {
    spec: { nodeName?: string; terminationGracePeriodSeconds?: number };
    status?: { phase?: string };
  };
  if (pod.spec.nodeName === undefined || pod.status?.phase === 'Failed' || pod.status?.phase === 'Succeeded')
    return 0;
  return Math.max(0, asked ?? pod.spec.terminationGracePeriodSeconds ?? 30);
}
