/**
 * The disruption controller: how many pods of a PodDisruptionBudget are healthy, how many must be, and so how many may be
 * evicted (pkg/controller/disruption).
 *
 * Left out: the map of pods whose eviction was granted and is not seen yet (the informer sees a deletion before the next
 * eviction can ask), and controllers of custom kinds.
 */
import { millisecond } from '../../clock/clock.ts';
import { type Resource, resource } from '../api/resources.ts';
import { same } from '../api/same.ts';
import { matches, selectorRequirements } from '../api/selector.ts';
import { failed } from '../client/client.ts';
import { keyOf } from '../client/informer.ts';
import { WorkQueue } from '../client/work-queue.ts';
import type { PodDisruptionBudget } from '../objects/cluster.ts';
import type { IntOrString, KubeObject, LabelSelector } from '../objects/meta.ts';
import type { Pod } from '../objects/pod.ts';
import type { ControllerContext } from './context.ts';
import { isReady } from './pod-state.ts';

const budgets = resource('poddisruptionbudgets', 'policy');
const scalable = new Map<string, Resource>(
  [resource('replicasets', 'apps'), resource('statefulsets', 'apps'), resource('replicationcontrollers')].map(
    (of) => [of.kind, of],
  ),
);

type Status = NonNullable<PodDisruptionBudget['status']>;

interface Expected {
  readonly count: number;
  readonly healthy: number;
  readonly hasUnmanaged: boolean;
}

export function startDisruptionController(context: ControllerContext): void {
  const { informers, wallClock } = context;
  const client = context.client('disruption-controller');
  const recorder = context.recorder('controllermanager');
  const queue = new WorkQueue(context.clock, sync, 2 * millisecond);
  /** By key; few, and looked through whenever a pod changes. */
  const known = new Map<string, PodDisruptionBudget>();
  const watch = client.watch(budgets);
  watch.changed.add(() => {
    for (const { object, type } of watch.take()) {
      const key = keyOf(object);
      if (type === 'DELETED') known.delete(key);
      else {
        known.set(key, object as PodDisruptionBudget);
        queue.add(key);
      }
    }
  });
  informers.pods.onChange(({ object, old }) => {
    if (known.size === 0) return;
    for (const [key, budget] of known)
      if (isOf(budget, object) || (old !== undefined && isOf(budget, old))) queue.add(key);
  });

  function sync(key: string): void {
    const budget = known.get(key);
    if (budget === undefined) return;
    const pods = [...informers.pods.values()].filter((pod) => isOf(budget, pod));
    if (pods.length === 0) recorder.normal(budget, 'NoPods', 'No matching pods found');
    const expected = expectedOf(budget, pods);
    if (typeof expected === 'string') {
      const words = `Failed to calculate the number of expected pods: ${expected}`;
      recorder.warning(budget, 'CalculateExpectedPodCountFailed', words);
      const healthy = { ...budget.status, disruptionsAllowed: 0 };
      write(budget, { ...healthy, ...condition(budget, false, 'SyncFailed', expected) });
      return;
    }
    if (expected.hasUnmanaged)
      recorder.warning(
        budget,
        'UnmanagedPods',
        `Pods selected by this PodDisruptionBudget (selector: ${selectorText(budget.spec.selector)}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.`,
      );
    const healthy = pods.filter((pod) => pod.metadata.deletionTimestamp === undefined && isReady(pod)).length;
    const allowed = expected.count <= 0 ? 0 : Math.max(0, healthy - expected.healthy);
    write(budget, {
      ...condition(budget, allowed > 0, allowed > 0 ? 'SufficientPods' : 'InsufficientPods', ''),
      currentHealthy: healthy,
      desiredHealthy: expected.healthy,
      disruptionsAllowed: allowed,
      expectedPods: expected.count,
      observedGeneration: budget.metadata.generation ?? 1,
    });
  }

  function write(budget: PodDisruptionBudget, status: Status): void {
    if (same(status, budget.status)) return;
    if (failed(client.updateStatus(budgets, { ...budget, status }))) queue.add(keyOf(budget));
  }

  function condition(
    { metadata, status: given }: PodDisruptionBudget,
    isAllowed: boolean,
    reason: string,
    message: string,
  ): Pick<Status, 'conditions'> {
    const status = isAllowed ? 'True' : 'False';
    const old = given?.conditions?.find(({ type }) => type === 'DisruptionAllowed');
    const lastTransitionTime =
      old?.status === status ? (old.lastTransitionTime ?? wallClock.timestamp) : wallClock.timestamp;
    const observedGeneration = metadata.generation ?? 1;
    return {
      conditions: [
        { type: 'DisruptionAllowed', status, observedGeneration, lastTransitionTime, reason, message },
      ],
    };
  }

  /** @returns why it cannot be told, in words */
  function expectedOf({ spec }: PodDisruptionBudget, pods: readonly Pod[]): Expected | string {
    const { minAvailable, maxUnavailable } = spec;
    if (maxUnavailable === undefined && (minAvailable === undefined || typeof minAvailable === 'number'))
      return {
        count: minAvailable === undefined ? 0 : pods.length,
        healthy: minAvailable ?? 0,
        hasUnmanaged: false,
      };
    const scale = expectedScale(pods);
    if (typeof scale === 'string') return scale;
    const healthy =
      maxUnavailable === undefined
        ? scaled(minAvailable ?? 0, scale.count)
        : Math.max(0, scale.count - scaled(maxUnavailable, scale.count));
    return { ...scale, healthy };
  }

  /** The sum of what the pods' controllers want. */
  function expectedScale(pods: readonly Pod[]): Omit<Expected, 'healthy'> | string {
    const scales = new Map<string, number>();
    let hasUnmanaged = false;
    for (const { metadata } of pods) {
      const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
      if (owner === undefined) hasUnmanaged = true;
      if (owner === undefined || scales.has(owner.uid)) continue;
      const of = scalable.get(owner.kind);
      const found = of === undefined ? undefined : client.get(of, metadata.namespace, owner.name);
      if (found?.metadata.uid !== owner.uid) return `found no controllers for pod "${metadata.name}"`;
      const [uid, count] = wantedBy(found);
      scales.set(uid, count);
    }
    return { count: [...scales.values()].reduce((sum, one) => sum + one, 0), hasUnmanaged };
  }

  /** A ReplicaSet of a Deployment counts with what the Deployment wants. */
  function wantedBy(set: KubeObject): readonly [string, number] {
    const owner = set.metadata.ownerReferences?.find(({ controller }) => controller === true);
    const deployment =
      owner?.kind === 'Deployment'
        ? informers.deployments.get(set.metadata.namespace ?? '', owner.name)
        : undefined;
    const of = deployment ?? (set as KubeObject & { readonly spec: { readonly replicas?: number } });
    return [of.metadata.uid, of.spec.replicas ?? 1];
  }
}

function isOf({ metadata, spec }: PodDisruptionBudget, pod: Pod): boolean {
  return (
    metadata.namespace === pod.metadata.namespace &&
    spec.selector !== undefined &&
    matches(selectorRequirements(spec.selector), pod.metadata.labels)
  );
}

function scaled(value: IntOrString, total: number): number {
  return typeof value === 'number' ? value : Math.ceil((Number.parseInt(value, 10) * total) / 100);
}

/** As Go prints a pointer to a LabelSelector. */
export function selectorText(selector: LabelSelector | undefined): string {
  if (selector === undefined) return 'nil';
  const pairs = Object.entries(selector.matchLabels ?? {})
    .sort()
    .map(([key, value]) => `${key}: ${value},`);
  const expressions = (selector.matchExpressions ?? []).map(
    ({ key, operator, values = [] }) =>
      `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`,
  );
  return `&LabelSelector{MatchLabels:map[string]string{${pairs.join('')}},MatchExpressions:[]LabelSelectorRequirement{${expressions.join('')}},}`;
}
