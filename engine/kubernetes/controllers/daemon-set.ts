/**
 * The DaemonSet controller: one pod on each node that it fits (pkg/controller/daemon). The pods are bound by the
 * scheduler, through a node affinity for the node's name.
 *
 * Left out: maxSurge.
 */
import { millisecond } from '../../clock/clock.ts';
import { resource } from '../api/resources.ts';
import { same } from '../api/same.ts';
import { failed } from '../client/client.ts';
import { keyOf } from '../client/informer.ts';
import { WorkQueue } from '../client/work-queue.ts';
import type { KubeObject, OwnerReference } from '../objects/meta.ts';
import type { Node } from '../objects/node.ts';
import type { Pod, PodTemplateSpec, Toleration } from '../objects/pod.ts';
import type { DaemonSet } from '../objects/workload.ts';
import { podTemplateHash } from '../schema/go-print.ts';
import { nodeMatches, untolerated } from '../scheduler/filters.ts';
import { byController, type ControllerContext } from './context.ts';
import { isActive, isAvailable, isReady } from './pod-state.ts';
import { scaled } from './rolling-update.ts';

const pods = resource('pods');
const daemonSets = resource('daemonsets', 'apps');
const revisions = resource('controllerrevisions', 'apps');

const extraTolerations: readonly Toleration[] = [
  { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/disk-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/memory-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/pid-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoSchedule' },
];
const networkToleration: Toleration = {
  key: 'node.kubernetes.io/network-unavailable',
  operator: 'Exists',
  effect: 'NoSchedule',
};

export function startDaemonSetController(context: ControllerContext): void {
  const { informers } = context;
  const client = context.client('daemon-set-controller');
  const recorder = context.recorder('daemonset-controller');
  const queue = new WorkQueue(context.clock, sync, 2 * millisecond);
  /** Templates whose revision is stored. */
  const hashes = new WeakMap<PodTemplateSpec, string>();
  /** Pods asked for and not yet seen: DaemonSet uid and node. */
  const expected = new Set<string>();

  informers.daemonSets.onChange(({ object, gone }) => {
    if (!gone) queue.add(keyOf(object));
  });
  informers.nodes.onChange(({ object, old, gone }) => {
    if (
      gone ||
      old === undefined ||
      !same(old.spec, object.spec) ||
      !same(old.metadata.labels, object.metadata.labels)
    )
      for (const set of informers.daemonSets.values()) queue.add(keyOf(set));
  });
  informers.pods.onChange(({ object, old }) => {
    const owner = object.metadata.ownerReferences?.find(({ controller }) => controller === true);
    if (owner?.kind !== 'DaemonSet') return;
    if (old === undefined) expected.delete(`${owner.uid}/${targetNode(object) ?? ''}`);
    queue.add(`${object.metadata.namespace ?? ''}/${owner.name}`);
  });

  function sync(key: string): void {
    const set = informers.daemonSets.byKey(key);
    if (set?.metadata.deletionTimestamp !== undefined || set === undefined) return;
    const hash = revisionOf(set);
    const own = informers.pods.indexed(byController, set.metadata.uid);
    const byNode = new Map<string, Pod[]>();
    for (const pod of own) {
      const node = targetNode(pod) ?? '';
      byNode.set(node, [...(byNode.get(node) ?? []), pod]);
    }
    let desired = 0;
    let current = 0;
    let ready = 0;
    let available = 0;
    let updated = 0;
    let misscheduled = 0;
    for (const node of informers.nodes.values()) {
      const here = (byNode.get(node.metadata.name) ?? []).filter(
        (pod) => pod.metadata.deletionTimestamp === undefined,
      );
      const { shouldRun, shouldStay } = placement(set, node);
      if (!shouldRun) {
        if (here.length > 0) misscheduled++;
        if (!shouldStay) for (const pod of here) remove(set, pod);
        continue;
      }
      desired++;
      const [pod, ...more] = here.filter(isActive);
      for (const extra of more) remove(set, extra);
      if (pod === undefined) {
        for (const ended of here) remove(set, ended);
        create(set, node, hash);
        continue;
      }
      current++;
      if (pod.metadata.labels?.['controller-revision-hash'] === hash) updated++;
      if (!isReady(pod)) continue;
      ready++;
      if (isAvailable(pod, 0, context.wallClock.milliseconds)) available++;
    }
    if (set.spec.updateStrategy?.type === 'RollingUpdate') roll(set, own, hash, desired);
    const unavailable = desired - available;
    const status: DaemonSet['status'] = {
      currentNumberScheduled: current,
      numberMisscheduled: misscheduled,
      desiredNumberScheduled: desired,
      numberReady: ready,
      observedGeneration: set.metadata.generation ?? 1,
      ...(updated === 0 ? {} : { updatedNumberScheduled: updated }),
      ...(available === 0 ? {} : { numberAvailable: available }),
      ...(unavailable === 0 ? {} : { numberUnavailable: unavailable }),
    };
    if (!same(status, set.status)) client.updateStatus(daemonSets, { ...set, status });
  }

  /** Pods of an old template go, as many at once as may be missing (daemon/update.go rollingUpdate). */
  function roll(set: DaemonSet, own: readonly Pod[], hash: string, desired: number): void {
    const { maxUnavailable = 1 } = set.spec.updateStrategy?.rollingUpdate ?? {};
    const isWell = (pod: Pod): boolean => isAvailable(pod, 0, context.wallClock.milliseconds);
    const here = own.filter(isActive);
    const old = here.filter(({ metadata }) => metadata.labels?.['controller-revision-hash'] !== hash);
    if (old.length === 0) return;
    // What is not well anyway is replaced without asking.
    for (const pod of old) if (!isWell(pod)) remove(set, pod);
    const missing = desired - here.filter(isWell).length;
    const most = Math.max(1, scaled(maxUnavailable, desired, Math.ceil));
    for (const pod of old.filter(isWell).slice(0, Math.max(0, most - missing))) remove(set, pod);
  }

  /** The ControllerRevision of the present template, made when missing. */
  function revisionOf(set: DaemonSet): string {
    const { template } = set.spec;
    const known = hashes.get(template);
    if (known !== undefined) return known;
    const hash = podTemplateHash(template);
    hashes.set(template, hash);
    const name = `${set.metadata.name}-${hash}`;
    if (client.get(revisions, set.metadata.namespace, name) === undefined)
      client.create<KubeObject & { readonly revision: number; readonly data: unknown }>(revisions, {
        apiVersion: 'apps/v1',
        kind: 'ControllerRevision',
        metadata: {
          name,
          namespace: set.metadata.namespace ?? '',
          labels: { ...set.spec.template.metadata?.labels, 'controller-revision-hash': hash },
          ownerReferences: [referenceTo(set)],
        },
        data: { spec: { template: { ...set.spec.template, $patch: 'replace' } } },
        revision: set.metadata.generation ?? 1,
      });
    return hash;
  }

  function remove(set: DaemonSet, pod: Pod): void {
    client.delete(pods, pod.metadata.namespace, pod.metadata.name);
    recorder.normal(set, 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`);
  }

  function create(set: DaemonSet, node: Node, hash: string): void {
    const mark = `${set.metadata.uid}/${node.metadata.name}`;
    if (expected.has(mark)) return;
    const { metadata, spec } = set.spec.template;
    const pod = client.create<Pod>(pods, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        generateName: `${set.metadata.name}-`,
        namespace: set.metadata.namespace ?? '',
        labels: {
          ...metadata?.labels,
          'controller-revision-hash': hash,
          'pod-template-generation':
            set.metadata.annotations?.['deprecated.daemonset.template.generation'] ?? '1',
        },
        ...(metadata?.annotations === undefined ? {} : { annotations: metadata.annotations }),
        ownerReferences: [referenceTo(set)],
      },
      spec: {
        ...spec,
        enableServiceLinks: true,
        affinity: {
          ...spec.affinity,
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [
                { matchFields: [{ key: 'metadata.name', operator: 'In', values: [node.metadata.name] }] },
              ],
            },
          },
        },
        tolerations: tolerationsOf(set),
      },
      status: {},
    });
    if (failed(pod)) recorder.warning(set, 'FailedCreate', `Error creating: ${pod.message ?? ''}`);
    else {
      expected.add(mark);
      recorder.normal(set, 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
    }
  }
}

function tolerationsOf({ spec }: DaemonSet): readonly Toleration[] {
  const { tolerations = [], hostNetwork } = spec.template.spec;
  return [...tolerations, ...extraTolerations, ...(hostNetwork === true ? [networkToleration] : [])];
}

function placement(
  set: DaemonSet,
  node: Node,
): { readonly shouldRun: boolean; readonly shouldStay: boolean } {
  const pod = { ...set.spec.template.spec, tolerations: tolerationsOf(set) };
  if (!nodeMatches(pod, node)) return { shouldRun: false, shouldStay: false };
  const taint = untolerated(pod, node);
  if (taint === undefined) return { shouldRun: true, shouldStay: true };
  return { shouldRun: false, shouldStay: taint.effect !== 'NoExecute' };
}

/** The node a daemon's pod is meant for. */
function targetNode(pod: Pod): string | undefined {
  return (
    pod.spec.nodeName ??
    pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms[0]
      ?.matchFields?.[0]?.values?.[0]
  );
}

function referenceTo(set: DaemonSet): OwnerReference {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    name: set.metadata.name,
    uid: set.metadata.uid,
    controller: true,
    blockOwnerDeletion: true,
  };
}
