/**
 * The garbage collector: what lost its owner goes too; owners deleted in the foreground wait for what they own, orphaned
 * ones let go of it (pkg/controller/garbagecollector).
 */
import { millisecond } from '../../clock/clock.ts';
import { type Resource, resource } from '../api/resources.ts';
import { type Informer, keyOf } from '../client/informer.ts';
import { WorkQueue } from '../client/work-queue.ts';
import type { KubeObject } from '../objects/meta.ts';
import { byOwner, type ControllerContext } from './context.ts';

interface Watched {
  readonly resource: Resource;
  readonly informer: Informer<KubeObject>;
}

export function startGarbageCollector(context: ControllerContext): void {
  const { informers } = context;
  const client = context.client('generic-garbage-collector');
  const watched = (resource: Resource, informer: unknown): Watched => ({
    resource,
    informer: informer as Informer<KubeObject>,
  });
  const owners: readonly Watched[] = [
    watched(resource('deployments', 'apps'), informers.deployments),
    watched(resource('replicasets', 'apps'), informers.replicaSets),
    watched(resource('daemonsets', 'apps'), informers.daemonSets),
    watched(resource('statefulsets', 'apps'), informers.statefulSets),
    watched(resource('jobs', 'batch'), informers.jobs),
    watched(resource('cronjobs', 'batch'), informers.cronJobs),
    watched(resource('services'), informers.services),
    watched(resource('endpoints'), informers.endpoints),
    watched(resource('pods'), informers.pods),
  ];
  const dependents: readonly Watched[] = [
    watched(resource('replicasets', 'apps'), informers.replicaSets),
    watched(resource('pods'), informers.pods),
    watched(resource('jobs', 'batch'), informers.jobs),
    watched(resource('endpointslices', 'discovery.k8s.io'), informers.endpointSlices),
  ];
  const revisions = resource('controllerrevisions', 'apps');
  /** Owners to look at, by resource index and key. */
  const queue = new WorkQueue(context.clock, attempt, 2 * millisecond);

  for (const [index, { informer, resource: of }] of owners.entries())
    informer.onChange(({ object, gone }) => {
      if (gone) {
        collect(object);
        if (of.name === 'daemonsets' || of.name === 'statefulsets')
          for (const revision of client.list(revisions, object.metadata.namespace))
            if (revision.metadata.ownerReferences?.some(({ uid }) => uid === object.metadata.uid) === true)
              client.delete(revisions, revision.metadata.namespace, revision.metadata.name);
      } else if (object.metadata.deletionTimestamp !== undefined && waits(object))
        queue.add(`${index}|${keyOf(object)}`);
    });
  for (const { informer } of dependents)
    informer.onChange(({ object, gone, old }) => {
      if (gone)
        for (const reference of object.metadata.ownerReferences ?? [])
          for (const [index, owner] of owners.entries())
            if (owner.resource.kind === reference.kind)
              queue.add(`${index}|${object.metadata.namespace ?? ''}/${reference.name}`);
      // Born after its owner's end.
      if (!gone && old === undefined) orphanCheck(object);
    });

  function orphanCheck(object: KubeObject): void {
    for (const reference of object.metadata.ownerReferences ?? []) {
      const owner = owners.find(({ resource: of }) => of.kind === reference.kind);
      if (owner === undefined) continue;
      const found = client.get(owner.resource, object.metadata.namespace, reference.name);
      if (found === undefined || found.metadata.uid !== reference.uid)
        collect({ ...object, metadata: { ...object.metadata, uid: reference.uid } });
    }
  }

  /** Everything that the gone owner owned alone. */
  function collect(owner: KubeObject): void {
    for (const { resource: of, informer } of dependents)
      for (const object of informer.indexed(byOwner, owner.metadata.uid)) {
        if (object.metadata.deletionTimestamp !== undefined) continue;
        // The informer may not have seen yet that the owner let go of it (attemptToDeleteItem reads it anew).
        const fresh = client.get(of, object.metadata.namespace, object.metadata.name);
        if (fresh?.metadata.ownerReferences?.some(({ uid }) => uid === owner.metadata.uid) !== true) continue;
        client.delete(of, object.metadata.namespace, object.metadata.name, {
          propagationPolicy: 'Background',
          preconditions: { uid: object.metadata.uid },
        });
      }
  }

  function waits(object: KubeObject): boolean {
    const finalizers = object.metadata.finalizers ?? [];
    return finalizers.includes('foregroundDeletion') || finalizers.includes('orphan');
  }

  function attempt(key: string): void {
    const [index = '0', name = ''] = key.split('|');
    const entry = owners[Number(index)];
    const [namespace, objectName = ''] = name.split('/');
    const object = entry === undefined ? undefined : client.get(entry.resource, namespace, objectName);
    if (entry === undefined || object?.metadata.deletionTimestamp === undefined || !waits(object)) return;
    if (object.metadata.finalizers?.includes('orphan') === true) {
      for (const { resource: of, informer } of dependents)
        for (const dependent of informer.indexed(byOwner, object.metadata.uid)) {
          const fresh = client.get(of, dependent.metadata.namespace, dependent.metadata.name);
          if (fresh === undefined) continue;
          const { ownerReferences = [], ...metadata } = fresh.metadata;
          const kept = ownerReferences.filter(({ uid }) => uid !== object.metadata.uid);
          client.update(of, {
            ...fresh,
            metadata: { ...metadata, ...(kept.length === 0 ? {} : { ownerReferences: kept }) },
          });
        }
      release(entry.resource, object, 'orphan');
      return;
    }
    let blocked = false;
    for (const { resource: of, informer } of dependents)
      for (const dependent of informer.indexed(byOwner, object.metadata.uid)) {
        const blocking =
          dependent.metadata.ownerReferences?.some(
            ({ uid, blockOwnerDeletion }) => uid === object.metadata.uid && blockOwnerDeletion === true,
          ) === true;
        if (blocking) blocked = true;
        if (dependent.metadata.deletionTimestamp === undefined)
          client.delete(of, dependent.metadata.namespace, dependent.metadata.name, {
            propagationPolicy: 'Foreground',
          });
      }
    if (!blocked) release(entry.resource, object, 'foregroundDeletion');
  }

  function release(of: Resource, object: KubeObject, finalizer: string): void {
    const fresh = client.get(of, object.metadata.namespace, object.metadata.name);
    if (fresh === undefined) return;
    const { finalizers = [], ...metadata } = fresh.metadata;
    const kept = finalizers.filter((one) => one !== finalizer);
    client.update(of, {
      ...fresh,
      metadata: { ...metadata, ...(kept.length === 0 ? {} : { finalizers: kept }) },
    });
  }
}
