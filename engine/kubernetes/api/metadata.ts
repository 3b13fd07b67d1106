/**
 * Metadata that the server alone sets, on a new object and through updates (k8s.io/apiserver pkg/registry/rest).
 */
import type { Random } from '../../clock/random.ts';
import { generateName, uid } from '../allocation/names.ts';
import type { KubeObject, Timestamp } from '../objects/meta.ts';
import type { Strategy } from '../strategy/strategy.ts';
import type { Target } from './path.ts';
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
  const given = object.metadata as Partial<KubeObject['metadata']>;
  if (given.resourceVersion !== undefined && given.resourceVersion !== '')
    throw badRequest('resourceVersion should not be set on objects to be created');
  const metadata: Writable<KubeObject['metadata']> = {
    ...given,
    name: given.name ?? '',
    uid: uid(random),
    resourceVersion: '',
    creationTimestamp: now,
  };
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

/** What an update may not change. */
export function keptMeta(given: KubeObject['metadata'], old: KubeObject['metadata']): KubeObject['metadata'] {
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
