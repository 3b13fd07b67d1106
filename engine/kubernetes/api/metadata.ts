/**
 * Metadata that the server alone sets, on a new object and through updates (k8s.io/apiserver pkg/registry/rest).
 */
import type { Random } from '../../clock/random.ts';
import { generateName, uid } from '../allocation/names.ts';
import type { KubeObject, Timestamp } from '../objects/meta.ts';
import type { Strategy } from '../strategy/strategy.ts';
import type { Target } from './path.ts';
import type { Resource } from './resources.ts';
import { badRequest } from './status.ts';

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Namespace, name and what only the server may set. The object is the caller's to write to. */
export function newMeta(
  object: KubeObject,
  target: Target,
  strategy: Strategy,
  now: Timestamp,
  random: Random,
): KubeObject['metadata'] {
  const { resource } = target;
  const { managedFields: _entries, ...given } = object.metadata as Partial<KubeObject['metadata']>;
  if (given.resourceVersion !== undefined && given.resourceVersion !== '')
    throw badRequest('resourceVersion should not be set on objects to be created');
  const metadata: Writable<KubeObject['metadata']> = {
    ...given,
    name: given.name ?? '',
    uid: uid(random),
    creationTimestamp: now,
  } as Writable<KubeObject['metadata']>;
  // What is stored gets one; a dry run answers without.
  delete (metadata as Partial<typeof metadata>).resourceVersion;
  if (metadata.name === '' && given.generateName !== undefined)
    metadata.name = generateName(random, given.generateName);
  if (strategy.counted === true) metadata.generation = 1;
  if (resource.namespaced) {
    if (given.namespace !== undefined && given.namespace !== target.namespace)
      throw badRequest(
        'the namespace of the provided object does not match the namespace sent on the request',
      );
    metadata.namespace = target.namespace ?? '';
  } else delete metadata.namespace;
  return metadata;
}

/**
 * An object that is put somewhere belongs there (k8s.io/apiserver pkg/endpoints/handlers rest.go checkName).
 *
 * @throws ApiError
 */
export function checkName({ metadata }: KubeObject, { resource, namespace }: Target, name: string): void {
  const given = metadata as Partial<KubeObject['metadata']>;
  if (resource.namespaced && namespace !== undefined && (given.namespace ?? namespace) !== namespace)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  if (given.name === undefined)
    throw badRequest(
      `the name of the object (${name} based on URL) was undeterminable: name must be provided`,
    );
  if (given.name !== name)
    throw badRequest(`the name of the object (${given.name}) does not match the name on the URL (${name})`);
}

/** What an update may not change. */
export function keptMeta(
  wanted: KubeObject['metadata'],
  old: KubeObject['metadata'],
): KubeObject['metadata'] {
  const { managedFields: _entries, ...given } = wanted;
  return {
    ...given,
    name: old.name,
    uid: old.uid,
    creationTimestamp: old.creationTimestamp,
    resourceVersion: old.resourceVersion,
    ...(old.namespace === undefined ? {} : { namespace: old.namespace }),
    ...(old.generateName === undefined ? {} : { generateName: old.generateName }),
    ...(old.generation === undefined ? {} : { generation: old.generation }),
    ...(old.deletionTimestamp === undefined ? {} : { deletionTimestamp: old.deletionTimestamp }),
    ...(old.deletionGracePeriodSeconds === undefined
      ? {}
      : { deletionGracePeriodSeconds: old.deletionGracePeriodSeconds }),
  };
}

/** Their statuses are written without a change of their metadata (ResetObjectMetaForStatus, and what does the same). */
const statusOnly: ReadonlySet<string> = new Set([
  'apiservices',
  'customresourcedefinitions',
  'servicecidrs',
  'validatingadmissionpolicies',
  'volumeattachments',
]);

/** What writing a status makes of metadata: of most kinds labels, annotations and finalizers may be written with it. */
export function statusMeta(
  { name, struct }: Pick<Resource, 'name' | 'struct'>,
  wanted: KubeObject['metadata'],
  old: KubeObject['metadata'],
): KubeObject['metadata'] {
  if (struct === undefined || statusOnly.has(name)) return old;
  const { labels, ownerReferences, ...rest } = keptMeta(wanted, old);
  const named = { labels: name === 'deployments' ? old.labels : labels };
  const owners = { ownerReferences: name === 'pods' ? old.ownerReferences : ownerReferences };
  return {
    ...rest,
    ...(named.labels === undefined ? {} : named),
    ...(owners.ownerReferences === undefined ? {} : owners),
  };
}
