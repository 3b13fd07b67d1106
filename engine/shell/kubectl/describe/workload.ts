/**
 * `kubectl describe` of Deployment, ReplicaSet, ReplicationController, DaemonSet and StatefulSet (k8s.io/kubectl pkg/describe).
 */
import { formatRequirements, selectorRequirements } from '../../../kubernetes/api/selector.ts';
import type { StatefulSet } from '../../../kubernetes/objects/batch.ts';
import type { ReplicationController } from '../../../kubernetes/objects/cluster.ts';
import type { Condition } from '../../../kubernetes/objects/meta.ts';
import type { Pod } from '../../../kubernetes/objects/pod.ts';
import type { DaemonSet, Deployment, ReplicaSet } from '../../../kubernetes/objects/workload.ts';
import { formatLabels, formatSelector } from '../../../kubernetes/table/format.ts';
import { describeTemplate } from './containers.ts';
import { claimClass } from './storage.ts';
import { type Describe, head } from './describer.ts';
import { controllerName, type DescribeText, rfc1123 } from './text.ts';

const deployment: Describe<Deployment> = (object, out, { events, replicaSets }) => {
  const { spec, status, metadata } = object;
  head(object, out);
  out.line(0, `CreationTimestamp:\t${rfc1123(metadata.creationTimestamp)}`);
  out.pairs('Labels', metadata.labels);
  out.annotations('Annotations', metadata.annotations);
  out.line(0, `Selector:\t${formatRequirements(selectorRequirements(spec.selector))}`);
  out.line(
    0,
    `Replicas:\t${spec.replicas ?? 1} desired | ${status.updatedReplicas ?? 0} updated | ${status.replicas ?? 0} total | ${status.availableReplicas ?? 0} available | ${status.unavailableReplicas ?? 0} unavailable`,
  );
  out.line(0, `StrategyType:\t${spec.strategy?.type ?? ''}`);
  out.line(0, `MinReadySeconds:\t${spec.minReadySeconds ?? 0}`);
  const rolling = spec.strategy?.rollingUpdate;
  if (rolling !== undefined)
    out.line(
      0,
      `RollingUpdateStrategy:\t${rolling.maxUnavailable ?? ''} max unavailable, ${rolling.maxSurge ?? ''} max surge`,
    );
  describeTemplate(out, spec.template);
  conditions(out, status.conditions);
  const mine = replicaSets.filter(({ metadata: { ownerReferences } }) =>
    ownerReferences?.some(({ uid }) => uid === metadata.uid),
  );
  const revision = metadata.annotations?.['deployment.kubernetes.io/revision'];
  const newest = mine.filter(
    (set) => set.metadata.annotations?.['deployment.kubernetes.io/revision'] === revision,
  );
  const old = mine.filter((set) => !newest.includes(set));
  if (mine.length > 0) {
    out.line(0, `OldReplicaSets:\t${setsText(old)}`);
    out.line(0, `NewReplicaSet:\t${setsText(newest)}`);
  }
  out.events(events);
};

function setsText(sets: readonly ReplicaSet[]): string {
  return (
    sets
      .map(
        ({ metadata, spec, status }) =>
          `${metadata.name} (${status.replicas}/${spec.replicas ?? 0} replicas created)`,
      )
      .join(', ') || '<none>'
  );
}

function conditions(out: DescribeText, given: readonly Condition[] | undefined): void {
  if (given === undefined || given.length === 0) return;
  out.line(0, 'Conditions:\n  Type\tStatus\tReason');
  out.line(1, '----\t------\t------');
  for (const { type, status, reason = '' } of given) out.line(1, `${type} \t${status}\t${reason}`);
}

function podCounts(pods: readonly Pod[], uid: string): string {
  const counts = { Running: 0, Pending: 0, Succeeded: 0, Failed: 0, Unknown: 0 };
  for (const { metadata, status } of pods)
    if (metadata.ownerReferences?.some((one) => one.uid === uid && one.controller === true) === true)
      counts[status.phase ?? 'Pending']++;
  return `${counts.Running} Running / ${counts.Pending} Waiting / ${counts.Succeeded} Succeeded / ${counts.Failed} Failed`;
}

const replicaSet: Describe<ReplicaSet> = (object, out, { events, pods }) => {
  const { spec, status, metadata } = object;
  head(object, out);
  out.line(0, `Selector:\t${formatSelector(spec.selector)}`);
  out.pairs('Labels', metadata.labels);
  out.annotations('Annotations', metadata.annotations);
  const owner = controllerName(object);
  if (owner !== undefined) out.line(0, `Controlled By:\t${owner}`);
  out.line(0, `Replicas:\t${status.replicas} current / ${spec.replicas ?? 1} desired`);
  out.line(0, `Pods Status:\t${podCounts(pods, metadata.uid)}`);
  describeTemplate(out, spec.template);
  conditions(out, status.conditions);
  out.events(events);
};

const daemonSet: Describe<DaemonSet> = (object, out, { events, pods }) => {
  const { spec, status, metadata } = object;
  head(object, out);
  out.line(0, `Selector:\t${formatRequirements(selectorRequirements(spec.selector))}`);
  out.line(0, `Node-Selector:\t${formatLabels(spec.template.spec.nodeSelector)}`);
  out.pairs('Labels', metadata.labels);
  out.annotations('Annotations', metadata.annotations);
  out.line(0, `Desired Number of Nodes Scheduled: ${status.desiredNumberScheduled}`);
  out.line(0, `Current Number of Nodes Scheduled: ${status.currentNumberScheduled}`);
  out.line(0, `Number of Nodes Scheduled with Up-to-date Pods: ${status.updatedNumberScheduled ?? 0}`);
  out.line(0, `Number of Nodes Scheduled with Available Pods: ${status.numberAvailable ?? 0}`);
  out.line(0, `Number of Nodes Misscheduled: ${status.numberMisscheduled}`);
  out.line(0, `Pods Status:\t${podCounts(pods, metadata.uid)}`);
  describeTemplate(out, spec.template);
  out.events(events);
};

const replicationController: Describe<ReplicationController> = (object, out, { events, pods }) => {
  const { spec, status, metadata } = object;
  head(object, out);
  out.line(0, `Selector:\t${formatLabels(spec.selector)}`);
  out.pairs('Labels', metadata.labels);
  out.annotations('Annotations', metadata.annotations);
  out.line(0, `Replicas:\t${status?.replicas ?? 0} current / ${spec.replicas ?? 1} desired`);
  out.line(0, `Pods Status:\t${podCounts(pods, metadata.uid)}`);
  if (spec.template === undefined) out.line(0, 'Pod Template:\n  <unset>');
  else describeTemplate(out, spec.template);
  conditions(out, status?.conditions);
  out.events(events);
};

const statefulSet: Describe<StatefulSet> = (object, out, { events, pods }) => {
  const { spec, status, metadata } = object;
  head(object, out);
  out.line(0, `CreationTimestamp:\t${rfc1123(metadata.creationTimestamp)}`);
  out.line(0, `Selector:\t${formatRequirements(selectorRequirements(spec.selector))}`);
  out.pairs('Labels', metadata.labels);
  out.annotations('Annotations', metadata.annotations);
  out.line(0, `Replicas:\t${spec.replicas ?? 1} desired | ${status.replicas} total`);
  out.line(0, `Update Strategy:\t${spec.updateStrategy?.type ?? ''}`);
  const { partition, maxUnavailable } = spec.updateStrategy?.rollingUpdate ?? {};
  if (partition !== undefined) {
    out.line(1, `Partition:\t${partition}`);
    if (maxUnavailable !== undefined) out.line(1, `MaxUnavailable:\t${maxUnavailable}`);
  }
  out.line(0, `Pods Status:\t${podCounts(pods, metadata.uid)}`);
  describeTemplate(out, spec.template);
  const claims = spec.volumeClaimTemplates ?? [];
  out.line(0, claims.length === 0 ? 'Volume Claims:\t<none>' : 'Volume Claims:');
  for (const claim of claims) {
    out.line(1, `Name:\t${claim.metadata.name}`);
    out.line(1, `StorageClass:\t${claimClass(claim)}`);
    out.pairs('  Labels', claim.metadata.labels);
    out.pairs('  Annotations', claim.metadata.annotations);
    out.line(1, `Capacity:\t${claim.spec?.resources?.requests?.['storage'] ?? '<default>'}`);
    out.line(1, `Access Modes:\t[${(claim.spec?.accessModes ?? []).join(' ')}]`);
  }
  out.events(events);
};

export const workloadDescribers = {
  Deployment: deployment,
  ReplicaSet: replicaSet,
  ReplicationController: replicationController,
  DaemonSet: daemonSet,
  StatefulSet: statefulSet,
};
