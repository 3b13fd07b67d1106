/**
 * The ReplicaSet controller: as many pods as asked for (pkg/controller/replicaset).
 *
 * Left out: minReadySeconds waits are looked at again by time; expectations are not needed, as the informer has seen a
 * write before the next key is handled.
 */
import { millisecond, second } from '../../clock/clock.ts';
import { resource } from '../api/resources.ts';
import { hasLabels, matches, selectorRequirements } from '../api/selector.ts';
import type { Status } from '../api/status.ts';
import { failed, type Unborn } from '../client/client.ts';
import { keyOf } from '../client/informer.ts';
import { WorkQueue } from '../client/work-queue.ts';
import type { OwnerReference } from '../objects/meta.ts';
import type { Pod } from '../objects/pod.ts';
import type { ReplicaSet } from '../objects/workload.ts';
import { byController, byNamespace, type ControllerContext, orphans } from './context.ts';
import { isActive, isAvailable, isReady, isTerminal } from './pod-state.ts';

const pods = resource('pods');
const replicaSets = resource('replicasets', 'apps');

export function startReplicaSetController(context: ControllerContext): void {
  const { informers } = context;
  const client = context.client('replicaset-controller');
  const recorder = context.recorder('replicaset-controller');
  /** Pods asked for and not yet seen, by ReplicaSet uid. */
  const expected = new Map<string, { creations: number; readonly deletions: Set<string> }>();

  /** How often in a row the pods of a key could not be made. */
  const failures = new Map<string, number>();

  // A batch of pod events is one round of work.
  const queue = new WorkQueue(context.clock, sync, 2 * millisecond);

  informers.replicaSets.onChange(({ object, gone }) => {
    if (gone) expected.delete(object.metadata.uid);
    else queue.add(keyOf(object));
  });
  informers.pods.onChange(({ object, old, gone }) => {
    const owner = controllerReference(object);
    if (owner?.kind === 'ReplicaSet') {
      const waiting = expected.get(owner.uid);
      if (waiting !== undefined) {
        if (old === undefined && !gone) waiting.creations--;
        if (gone || object.metadata.deletionTimestamp !== undefined)
          waiting.deletions.delete(object.metadata.uid);
      }
      queue.add(`${object.metadata.namespace ?? ''}/${owner.name}`);
    } else if (owner === undefined && !gone && object.metadata.labels !== undefined) {
      for (const set of informers.replicaSets.indexed(byNamespace, object.metadata.namespace ?? ''))
        if (matches(selectorRequirements(set.spec.selector), object.metadata.labels)) queue.add(keyOf(set));
    }
  });

  function sync(key: string): void {
    const set = informers.replicaSets.byKey(key);
    if (set === undefined) return;
    const owned = claimed(set);
    const active = owned.filter(isActive);
    const waiting = expected.get(set.metadata.uid);
    if (waiting !== undefined && (waiting.creations > 0 || waiting.deletions.size > 0)) {
      updateStatus(set, owned);
      return;
    }
    const failure = set.metadata.deletionTimestamp === undefined ? manage(set, active) : undefined;
    if (failure === undefined) failures.delete(key);
    else {
      // The workqueue's rate limiter.
      const times = failures.get(key) ?? 0;
      failures.set(key, times + 1);
      queue.addAfter(key, Math.min(5 * 2 ** times, 1_000_000) * millisecond);
    }
    updateStatus(set, owned, failure ?? 'none');
  }

  /** Its own pods, with orphans that match taken in. */
  function claimed(set: ReplicaSet): readonly Pod[] {
    const own = informers.pods.indexed(byController, set.metadata.uid);
    if (set.metadata.deletionTimestamp !== undefined) return own;
    const requirements = selectorRequirements(set.spec.selector);
    const released = own.filter((pod) => !matches(requirements, pod.metadata.labels));
    for (const pod of released) {
      const ownerReferences =
        pod.metadata.ownerReferences?.filter(({ uid }) => uid !== set.metadata.uid) ?? [];
      client.update(pods, { ...pod, metadata: { ...pod.metadata, ownerReferences } });
    }
    const kept = released.length === 0 ? own : own.filter((pod) => !released.includes(pod));
    if (own.length >= (set.spec.replicas ?? 0) && own.length > 0) return kept;
    const adopted: Pod[] = [];
    for (const pod of orphansOf(set))
      if (matches(requirements, pod.metadata.labels)) {
        const next = client.update(pods, {
          ...pod,
          metadata: {
            ...pod.metadata,
            ownerReferences: [...(pod.metadata.ownerReferences ?? []), referenceTo(set)],
          },
        });
        if (!failed(next)) adopted.push(next);
      }
    return [...kept, ...adopted];
  }

  function orphansOf(set: ReplicaSet): readonly Pod[] {
    // Only when the set is new or short of pods: looking through a namespace costs.
    if ((set.status.observedGeneration ?? 0) > 0 && expected.has(set.metadata.uid)) return [];
    return informers.pods.indexed(orphans, set.metadata.namespace ?? '').filter(isActive);
  }

  /** @returns why pods could not be made */
  function manage(set: ReplicaSet, active: readonly Pod[]): string | undefined {
    const wanted = set.spec.replicas ?? 1;
    const difference = active.length - wanted;
    if (difference === 0) return undefined;
    if (difference < 0) {
      const count = Math.min(-difference, 500);
      const waiting = { creations: 0, deletions: new Set<string>() };
      expected.set(set.metadata.uid, waiting);
      const unborn = podFrom(set);
      for (let number = 0; number < count; number++) {
        const pod = client.create<Pod>(pods, unborn);
        if (failed(pod)) {
          if (isTerminating(pod)) return undefined;
          recorder.warning(set, 'FailedCreate', `Error creating: ${pod.message ?? ''}`);
          return pod.message ?? '';
        }
        waiting.creations++;
        recorder.normal(set, 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
      }
      if (count < -difference) queue.addAfter(keyOf(set), 5 * millisecond);
      return undefined;
    }
    const waiting = { creations: 0, deletions: new Set<string>() };
    expected.set(set.metadata.uid, waiting);
    for (const pod of toDelete(active, Math.min(difference, 500))) {
      waiting.deletions.add(pod.metadata.uid);
      client.delete(pods, pod.metadata.namespace, pod.metadata.name);
      recorder.normal(set, 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`);
    }
    return undefined;
  }

  /** ActivePodsWithRanks: unscheduled before scheduled, pending before running, not ready first, doubled-up nodes, younger. */
  function toDelete(active: readonly Pod[], count: number): readonly Pod[] {
    if (count >= active.length) return active;
    const perNode = new Map<string, number>();
    for (const { spec } of active)
      perNode.set(spec.nodeName ?? '', (perNode.get(spec.nodeName ?? '') ?? 0) + 1);
    const phases = { Pending: 0, Unknown: 1, Running: 2, Succeeded: 2, Failed: 2 };
    const rank = (pod: Pod): readonly number[] => [
      pod.spec.nodeName === undefined ? 0 : 1,
      phases[pod.status.phase ?? 'Pending'],
      isReady(pod) ? 1 : 0,
      -(perNode.get(pod.spec.nodeName ?? '') ?? 0),
      -Date.parse(pod.metadata.creationTimestamp),
    ];
    return [...active]
      .map((pod) => ({ pod, rank: rank(pod) }))
      .sort((one, other) => {
        for (const [index, value] of one.rank.entries()) {
          const difference = value - (other.rank[index] ?? 0);
          if (difference !== 0) return difference;
        }
        return one.pod.metadata.name < other.pod.metadata.name ? -1 : 1;
      })
      .slice(0, count)
      .map(({ pod }) => pod);
  }

  /** @param failure of making pods; `none` when all were made; undefined when it was not tried */
  function updateStatus(set: ReplicaSet, owned: readonly Pod[], failure?: string): void {
    const now = context.wallClock.milliseconds;
    const minReady = set.spec.minReadySeconds ?? 0;
    const labels = set.spec.template.metadata?.labels ?? {};
    let active = 0;
    let labeled = 0;
    let ready = 0;
    let available = 0;
    let terminating = 0;
    for (const pod of owned) {
      if (!isActive(pod)) {
        if (!isTerminal(pod)) terminating++;
        continue;
      }
      active++;
      if (hasLabels(pod.metadata.labels, labels)) labeled++;
      if (!isReady(pod)) continue;
      ready++;
      if (isAvailable(pod, minReady, now)) available++;
      else queue.addAfter(keyOf(set), minReady * second);
    }
    const status: ReplicaSet['status'] = {
      replicas: active,
      ...(labeled === 0 ? {} : { fullyLabeledReplicas: labeled }),
      ...(ready === 0 ? {} : { readyReplicas: ready }),
      ...(available === 0 ? {} : { availableReplicas: available }),
      terminatingReplicas: terminating,
      observedGeneration: set.metadata.generation ?? 1,
      ...conditionsOf(set, failure),
    };
    const old = set.status;
    if (
      old.replicas === status.replicas &&
      old.fullyLabeledReplicas === status.fullyLabeledReplicas &&
      old.readyReplicas === status.readyReplicas &&
      old.availableReplicas === status.availableReplicas &&
      old.terminatingReplicas === status.terminatingReplicas &&
      old.observedGeneration === status.observedGeneration &&
      old.conditions?.length === status.conditions?.length
    )
      return;
    const result = client.updateStatus(replicaSets, { ...set, status });
    if (failed(result) && result.reason === 'Conflict') queue.add(keyOf(set));
  }

  /** ReplicaFailure stands as it was first told until pods can be made. */
  function conditionsOf(
    { status: { conditions } }: ReplicaSet,
    failure: string | undefined,
  ): Pick<ReplicaSet['status'], 'conditions'> {
    const type = 'ReplicaFailure';
    const others = (conditions ?? []).filter((one) => one.type !== type);
    const known = conditions?.find((one) => one.type === type);
    if (failure === undefined) return conditions === undefined ? {} : { conditions };
    if (failure === 'none') return others.length === 0 ? {} : { conditions: others };
    const lastTransitionTime = context.wallClock.timestamp;
    const told = {
      type,
      status: 'True',
      lastTransitionTime,
      reason: 'FailedCreate',
      message: failure,
    } as const;
    return { conditions: [...others, known ?? told] };
  }
}

function isTerminating({ details }: Status): boolean {
  return details?.causes?.some(({ reason }) => reason === 'NamespaceTerminating') === true;
}

export function controllerReference(object: Pod | ReplicaSet): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find(({ controller }) => controller === true);
}

function referenceTo(set: ReplicaSet): OwnerReference {
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    name: set.metadata.name,
    uid: set.metadata.uid,
    controller: true,
    blockOwnerDeletion: true,
  };
}

function podFrom(set: ReplicaSet): Unborn<Pod> {
  const { metadata, spec } = set.spec.template;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: `${set.metadata.name}-`,
      namespace: set.metadata.namespace ?? '',
      ...(metadata?.labels === undefined ? {} : { labels: metadata.labels }),
      ...(metadata?.annotations === undefined ? {} : { annotations: metadata.annotations }),
      ownerReferences: [referenceTo(set)],
    },
    spec: { ...spec, enableServiceLinks: spec.enableServiceLinks ?? true },
    status: {},
  };
}
