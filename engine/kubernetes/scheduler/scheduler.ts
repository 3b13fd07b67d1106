/**
 * The scheduler: takes pods without a node one after the other, filters the nodes, prefers the emptiest and those with
 * fewer pods of the same owner, binds (pkg/scheduler). Between equal nodes it draws.
 *
 * Left out: preemption, priorities in the queue, preferred affinities other than spreading an owner's pods, topology spread
 * constraints.
 */
import { millisecond, second } from '../../clock/clock.ts';
import { resource } from '../api/resources.ts';
import { same } from '../api/same.ts';
import { keyOf } from '../client/informer.ts';
import { WorkQueue } from '../client/work-queue.ts';
import type { ControllerContext } from '../controllers/context.ts';
import { isTerminal } from '../controllers/pod-state.ts';
import type { Condition } from '../objects/meta.ts';
import type { Node } from '../objects/node.ts';
import type { Pod } from '../objects/pod.ts';
import { filter, type PodRequests, requestsOf } from './filters.ts';
import { hasAntiAffinity, type Placed, podAffinity } from './pod-affinity.ts';
import { NodeUsage, ownerOf } from './usage.ts';

const pods = resource('pods');

export function startScheduler(context: ControllerContext): void {
  const { informers } = context;
  const client = context.client('kube-scheduler');
  const recorder = context.recorder('default-scheduler');
  const random = context.random.fork('scheduler');
  const usage = new Map<string, NodeUsage>();
  /** Where each pod is counted, by uid. */
  const placed = new Map<string, Placed>();
  const waiting = new Set<string>();
  /** Pods that keep others away, by uid. */
  const withRules = new Set<string>();
  const queue = new WorkQueue(context.clock, schedule, 2 * millisecond);

  informers.nodes.onChange(({ object, old, gone }) => {
    const { name } = object.metadata;
    if (gone) {
      usage.delete(name);
      return;
    }
    usageOf(name).setNode(object);
    if (
      old === undefined ||
      !same(old.spec, object.spec) ||
      old.metadata.labels !== object.metadata.labels ||
      !same(old.status.allocatable, object.status.allocatable)
    )
      retry();
  });
  informers.pods.onChange(({ object, gone }) => {
    const { uid } = object.metadata;
    const before = placed.get(uid);
    if (gone || isTerminal(object)) {
      waiting.delete(keyOf(object));
      if (before !== undefined) {
        usageOf(before.node).remove(before.pod);
        placed.delete(uid);
        withRules.delete(uid);
        retry();
      }
      return;
    }
    if (object.spec.nodeName !== undefined) {
      if (before === undefined) count(object, object.spec.nodeName);
    } else if (object.spec.schedulerName === undefined || object.spec.schedulerName === 'default-scheduler') {
      if (object.metadata.deletionTimestamp === undefined && !waiting.has(keyOf(object)))
        queue.add(keyOf(object));
    }
  });

  function usageOf(node: string): NodeUsage {
    let found = usage.get(node);
    if (found === undefined) usage.set(node, (found = new NodeUsage()));
    return found;
  }

  function count(pod: Pod, node: string): void {
    usageOf(node).add(pod);
    placed.set(pod.metadata.uid, { node, pod });
    if (hasAntiAffinity(pod)) withRules.add(pod.metadata.uid);
  }

  /** Something changed that may help those who found no node. */
  function retry(): void {
    for (const key of waiting) {
      waiting.delete(key);
      queue.addAfter(key, second);
    }
  }

  function schedule(key: string): void {
    const pod = informers.pods.byKey(key);
    if (pod === undefined || pod.spec.nodeName !== undefined || placed.has(pod.metadata.uid)) return;
    if (pod.metadata.deletionTimestamp !== undefined) return;
    const gates = (pod.spec as { schedulingGates?: readonly { name: string }[] }).schedulingGates ?? [];
    if (gates.length > 0) {
      setUnscheduled(pod, 'SchedulingGated', 'Scheduling is blocked due to non-empty scheduling gates');
      return;
    }
    const requests = requestsOf(pod);
    const candidates: Node[] = [];
    // Looked at only where a rule between pods exists.
    const neighbours =
      pod.spec.affinity !== undefined || withRules.size > 0 ? [...placed.values()] : ([] as Placed[]);
    const failures = new Map<string, number>();
    let unhelpful = 0;
    let victims = 0;
    let total = 0;
    for (const node of informers.nodes.values()) {
      total++;
      let verdict = filter(pod, node, usageOf(node.metadata.name), requests);
      if (verdict.fits && neighbours.length > 0)
        verdict = podAffinity(pod, node, neighbours, (name) => informers.nodes.get('', name)) ?? verdict;
      if (verdict.fits) {
        candidates.push(node);
        continue;
      }
      for (const reason of verdict.reasons) failures.set(reason, (failures.get(reason) ?? 0) + 1);
      if (verdict.resolvable) victims++;
      else unhelpful++;
    }
    const node = choose(pod, candidates, requests);
    if (node === undefined) {
      waiting.add(key);
      const message = unschedulableMessage(total, failures, unhelpful, victims);
      recorder.warning(pod, 'FailedScheduling', message);
      setUnscheduled(pod, 'Unschedulable', message);
      return;
    }
    const { name } = node.metadata;
    const status = client.post(pods, pod.metadata.namespace, pod.metadata.name, 'binding', {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name: pod.metadata.name, namespace: pod.metadata.namespace },
      target: { kind: 'Node', name },
    });
    if (status !== undefined) return;
    count(pod, name);
    recorder.normal(
      pod,
      'Scheduled',
      `Successfully assigned ${pod.metadata.namespace ?? ''}/${pod.metadata.name} to ${name}`,
    );
  }

  function setUnscheduled(pod: Pod, reason: string, message: string): void {
    const old = pod.status.conditions?.find(({ type }) => type === 'PodScheduled');
    if (old?.reason === reason && old.message === message) return;
    const condition: Condition = {
      type: 'PodScheduled',
      status: 'False',
      reason,
      message,
      lastProbeTime: null,
      lastTransitionTime:
        old?.status === 'False' ? (old.lastTransitionTime ?? '') : context.wallClock.timestamp,
      observedGeneration: pod.metadata.generation ?? 1,
    };
    const conditions = (pod.status.conditions ?? []).filter(({ type }) => type !== 'PodScheduled');
    client.updateStatus(pods, { ...pod, status: { ...pod.status, conditions: [...conditions, condition] } });
  }

  /** Least allocated, balanced, spread over nodes; ties are drawn. */
  function choose(pod: Pod, candidates: readonly Node[], requests: PodRequests): Node | undefined {
    if (candidates.length < 2) return candidates[0];
    const owner = ownerOf(pod);
    let best: Node[] = [];
    let bestScore = Number.NEGATIVE_INFINITY;
    for (const node of candidates) {
      const used = usageOf(node.metadata.name);
      const cpu = (used.scoreCpu + (requests.cpu || 0.1)) / (used.allocatable.cpu || 1);
      const memory = (used.scoreMemory + (requests.memory || 209_715_200)) / (used.allocatable.memory || 1);
      const free = ((1 - cpu + (1 - memory)) / 2) * 100;
      const balanced = (1 - Math.abs(cpu - memory) / 2) * 100;
      const alike = owner === undefined ? 0 : (used.owners.get(owner) ?? 0);
      const score = Math.floor(free) + Math.floor(balanced) - alike * 50;
      if (score > bestScore) {
        bestScore = score;
        best = [node];
      } else if (score === bestScore) best.push(node);
    }
    return best.length === 1 ? best[0] : random.pick(best);
  }
}

function unschedulableMessage(
  total: number,
  failures: ReadonlyMap<string, number>,
  unhelpful: number,
  victims: number,
): string {
  if (total === 0) return 'no nodes available to schedule pods';
  const reasons = [...failures].map(([reason, count]) => `${count} ${reason}`).sort();
  const preemption = [
    ...(victims === 0 ? [] : [`${victims} No preemption victims found for incoming pod`]),
    ...(unhelpful === 0 ? [] : [`${unhelpful} Preemption is not helpful for scheduling`]),
  ].sort();
  return `0/${total} nodes are available: ${reasons.join(', ')}. no new claims to deallocate, preemption: 0/${total} nodes are available: ${preemption.join(', ')}.`;
}
