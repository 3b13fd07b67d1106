/**
 * The StatefulSet controller: pods with names of their own, made in order and taken away in the opposite order, updated
 * one by one from the last (pkg/controller/statefulset).
 *
 * Left out: maxUnavailable, the retention policy of claims, adoption of orphans.
 */
import { millisecond, second } from '../../clock/clock.ts';
import { resource } from '../api/resources.ts';
import { same } from '../api/same.ts';
import { failed } from '../client/client.ts';
import { keyOf } from '../client/informer.ts';
import { WorkQueue } from '../client/work-queue.ts';
import type { StatefulSet } from '../objects/batch.ts';
import type { KubeObject } from '../objects/meta.ts';
import type { Pod, PodTemplateSpec } from '../objects/pod.ts';
import { byController, type ControllerContext } from './context.ts';
import {
  type ControllerRevision,
  newestRevision,
  revisionsOf,
  truncateHistory,
} from './controller-revision.ts';
import { podFromTemplate } from './pod-from-template.ts';
import { isAvailable, isReady, isTerminal } from './pod-state.ts';

const pods = resource('pods');
const claims = resource('persistentvolumeclaims');
const sets = resource('statefulsets', 'apps');
const revisionLabel = 'controller-revision-hash';

interface Revisions {
  readonly current: ControllerRevision;
  readonly update: ControllerRevision;
}

export function startStatefulSetController(context: ControllerContext): void {
  const { informers, wallClock } = context;
  const client = context.client('statefulset-controller');
  const recorder = context.recorder('statefulset-controller');
  const queue = new WorkQueue(context.clock, sync, 5 * millisecond);

  informers.statefulSets.onChange(({ object, gone }) => {
    if (!gone) queue.add(keyOf(object));
  });
  informers.pods.onChange(({ object }) => {
    const owner = object.metadata.ownerReferences?.find(({ controller }) => controller === true);
    if (owner?.kind === 'StatefulSet') queue.add(`${object.metadata.namespace ?? ''}/${owner.name}`);
  });

  function sync(key: string): void {
    const set = informers.statefulSets.byKey(key);
    if (set === undefined || set.metadata.deletionTimestamp !== undefined) return;
    const known = revisionsOf(client, set);
    const update = newestRevision(client, set, known);
    const current = known.find(({ metadata }) => metadata.name === set.status.currentRevision) ?? update;
    const own = informers.pods.indexed(byController, set.metadata.uid);
    work(set, own, { current, update });
    writeStatus(set, { current, update });
    const live = new Set([current, update].map(({ metadata }) => metadata.name));
    for (const pod of own) live.add(pod.metadata.labels?.[revisionLabel] ?? '');
    truncateHistory(client, set, known, live);
  }

  function work(set: StatefulSet, own: readonly Pod[], revisions: Revisions): void {
    const { replicas = 1, podManagementPolicy, ordinals } = set.spec;
    const ordered = podManagementPolicy !== 'Parallel';
    const first = ordinals?.start ?? 0;
    const byOrdinal = new Map(own.map((pod) => [ordinalOf(pod), pod]));
    let isBlocked = false;
    for (let ordinal = first; ordinal < first + replicas && !isBlocked; ordinal++) {
      const pod = byOrdinal.get(ordinal);
      if (pod === undefined) {
        isBlocked = !create(set, ordinal, revisions) || ordered;
        continue;
      }
      if (isTerminal(pod) && pod.metadata.deletionTimestamp === undefined) {
        recorder.warning(
          set,
          pod.status.phase === 'Failed' ? 'RecreatingFailedPod' : 'RecreatingTerminatedPod',
          `StatefulSet ${set.metadata.namespace ?? ''}/${set.metadata.name} is recreating ${pod.status.phase === 'Failed' ? 'failed' : 'terminated'} Pod ${pod.metadata.name}`,
        );
        remove(set, pod);
        isBlocked = true;
      } else if (ordered && !isHealthy(set, pod)) isBlocked = true;
    }
    const condemned = own
      .filter((pod) => ordinalOf(pod) >= first + replicas || ordinalOf(pod) < first)
      .sort((one, other) => ordinalOf(other) - ordinalOf(one));
    if (isBlocked && ordered && condemned.every((pod) => isHealthy(set, pod))) return;
    for (const pod of condemned) {
      if (pod.metadata.deletionTimestamp === undefined) remove(set, pod);
      if (ordered) return;
    }
    if (!isBlocked && set.spec.updateStrategy?.type !== 'OnDelete') rollOn(set, byOrdinal, revisions);
  }

  /** The last pod that is not of the newest revision is replaced, once all behind it are well. */
  function rollOn(set: StatefulSet, byOrdinal: ReadonlyMap<number, Pod>, { update }: Revisions): void {
    const { replicas = 1, ordinals, updateStrategy } = set.spec;
    const first = ordinals?.start ?? 0;
    const partition = updateStrategy?.rollingUpdate?.partition ?? 0;
    for (let ordinal = first + replicas - 1; ordinal >= first + partition; ordinal--) {
      const pod = byOrdinal.get(ordinal);
      if (pod === undefined) return;
      if (
        pod.metadata.labels?.[revisionLabel] !== update.metadata.name &&
        pod.metadata.deletionTimestamp === undefined
      ) {
        remove(set, pod);
        return;
      }
      if (!isHealthy(set, pod)) return;
    }
  }

  function isHealthy({ spec }: StatefulSet, pod: Pod): boolean {
    return (
      pod.metadata.deletionTimestamp === undefined &&
      isAvailable(pod, spec.minReadySeconds ?? 0, wallClock.milliseconds)
    );
  }

  /** @returns whether it was made */
  function create(set: StatefulSet, ordinal: number, { current, update }: Revisions): boolean {
    const { updateStrategy, ordinals, serviceName, volumeClaimTemplates = [] } = set.spec;
    const first = ordinals?.start ?? 0;
    const partition = updateStrategy?.rollingUpdate?.partition ?? 0;
    const isOld = updateStrategy?.type === 'RollingUpdate' && ordinal < first + partition;
    const revision = isOld ? current : update;
    const { $patch: _patch, ...stored } = revision.data.spec.template;
    const template: PodTemplateSpec = stored;
    const name = `${set.metadata.name}-${String(ordinal)}`;
    const volumes = volumeClaimTemplates.map(({ metadata }) => ({
      name: metadata.name,
      persistentVolumeClaim: { claimName: `${metadata.name}-${name}` },
    }));
    for (const claim of volumeClaimTemplates) createClaim(set, claim, name);
    const taken = new Set(volumes.map((volume) => volume.name));
    const pod = client.create<Pod>(
      pods,
      podFromTemplate(set, template, {
        name,
        generateName: `${set.metadata.name}-`,
        labels: {
          'apps.kubernetes.io/pod-index': String(ordinal),
          [revisionLabel]: revision.metadata.name,
          'statefulset.kubernetes.io/pod-name': name,
        },
        spec: {
          hostname: name,
          ...(serviceName === undefined || serviceName === '' ? {} : { subdomain: serviceName }),
          ...(volumes.length === 0
            ? {}
            : {
                volumes: [
                  ...volumes,
                  ...(template.spec.volumes ?? []).filter((volume) => !taken.has(volume.name)),
                ],
              }),
        },
      }),
    );
    const where = `Pod ${name} in StatefulSet ${set.metadata.name}`;
    if (!failed(pod)) {
      recorder.normal(set, 'SuccessfulCreate', `Create ${where} successful`);
      return true;
    }
    if (pod.reason !== 'AlreadyExists')
      recorder.warning(set, 'FailedCreate', `Create ${where} failed error: ${pod.message ?? ''}`);
    queue.addAfter(keyOf(set), second);
    return false;
  }

  function createClaim(
    set: StatefulSet,
    { metadata, ...rest }: NonNullable<StatefulSet['spec']['volumeClaimTemplates']>[number],
    podName: string,
  ): void {
    const name = `${metadata.name}-${podName}`;
    if (client.get(claims, set.metadata.namespace, name) !== undefined) return;
    const claim = client.create<KubeObject>(claims, {
      ...rest,
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: {
        ...metadata,
        name,
        namespace: set.metadata.namespace ?? '',
        labels: { ...metadata.labels, ...set.spec.selector.matchLabels },
      },
    });
    const where = `Claim ${name} Pod ${podName} in StatefulSet ${set.metadata.name}`;
    if (failed(claim))
      recorder.warning(set, 'FailedCreate', `Create ${where} failed error: ${claim.message ?? ''}`);
    else recorder.normal(set, 'SuccessfulCreate', `Create ${where} success`);
  }

  function remove(set: StatefulSet, pod: Pod): void {
    if (pod.metadata.deletionTimestamp !== undefined) return;
    client.delete(pods, pod.metadata.namespace, pod.metadata.name);
    recorder.normal(
      set,
      'SuccessfulDelete',
      `Delete Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name} successful`,
    );
  }

  function writeStatus(set: StatefulSet, { current, update }: Revisions): void {
    const own = informers.pods.indexed(byController, set.metadata.uid);
    const { replicas = 1, minReadySeconds = 0 } = set.spec;
    const of = (revision: ControllerRevision): number =>
      own.filter(
        (pod) =>
          pod.metadata.deletionTimestamp === undefined &&
          pod.metadata.labels?.[revisionLabel] === revision.metadata.name,
      ).length;
    const ready = own.filter(isReady).length;
    const available = own.filter((pod) => isAvailable(pod, minReadySeconds, wallClock.milliseconds)).length;
    if (available < ready) queue.addAfter(keyOf(set), second);
    const updated = of(update);
    const isRolled = updated === replicas && ready === replicas && own.length === replicas;
    const now = isRolled ? update : current;
    const count = of(now);
    const status: StatefulSet['status'] = {
      availableReplicas: available,
      collisionCount: set.status.collisionCount ?? 0,
      ...(count === 0 ? {} : { currentReplicas: count }),
      currentRevision: now.metadata.name,
      observedGeneration: set.metadata.generation ?? 1,
      ...(ready === 0 ? {} : { readyReplicas: ready }),
      replicas: own.length,
      updateRevision: update.metadata.name,
      ...(updated === 0 ? {} : { updatedReplicas: updated }),
    };
    if (same(status, set.status)) return;
    if (failed(client.updateStatus(sets, { ...set, status }))) queue.add(keyOf(set));
  }
}

function ordinalOf({ metadata: { name } }: Pod): number {
  return Number(name.slice(name.lastIndexOf('-') + 1));
}
