/**
 * The rows of Deployment, ReplicaSet, DaemonSet and ControllerRevision.
 */
import type { KubeObject } from '../objects/meta.ts';
import type { DaemonSet, Deployment, ReplicaSet } from '../objects/workload.ts';
import { columns, type TableKind } from './columns.ts';
import { since } from './duration.ts';
import { containerImages, containerNames, formatLabels, formatSelector } from './format.ts';

const deployment: TableKind<Deployment> = {
  columns: columns(
    'Name',
    'Ready',
    '*Up-to-date',
    '*Available',
    'Age',
    '+Containers',
    '+Images',
    '+Selector',
  ),
  cells: ({ metadata, spec, status }, now) => [
    metadata.name,
    `${status.readyReplicas ?? 0}/${spec.replicas ?? 0}`,
    status.updatedReplicas ?? 0,
    status.availableReplicas ?? 0,
    since(metadata.creationTimestamp, now),
    containerNames(spec.template.spec.containers),
    containerImages(spec.template.spec.containers),
    formatSelector(spec.selector),
  ],
};

const replicaSet: TableKind<ReplicaSet> = {
  columns: columns('Name', '*Desired', '*Current', '*Ready', 'Age', '+Containers', '+Images', '+Selector'),
  cells: ({ metadata, spec, status }, now) => [
    metadata.name,
    spec.replicas ?? 0,
    status.replicas,
    status.readyReplicas ?? 0,
    since(metadata.creationTimestamp, now),
    containerNames(spec.template.spec.containers),
    containerImages(spec.template.spec.containers),
    formatSelector(spec.selector),
  ],
};

const daemonSet: TableKind<DaemonSet> = {
  columns: columns(
    'Name',
    '*Desired',
    '*Current',
    '*Ready',
    '*Up-to-date',
    '*Available',
    'Node Selector',
    'Age',
    '+Containers',
    '+Images',
    '+Selector',
  ),
  cells: ({ metadata, spec, status }, now) => [
    metadata.name,
    status.desiredNumberScheduled,
    status.currentNumberScheduled,
    status.numberReady,
    status.updatedNumberScheduled ?? 0,
    status.numberAvailable ?? 0,
    formatLabels(spec.template.spec.nodeSelector),
    since(metadata.creationTimestamp, now),
    containerNames(spec.template.spec.containers),
    containerImages(spec.template.spec.containers),
    formatSelector(spec.selector),
  ],
};

const revision: TableKind<KubeObject & { readonly revision: number }> = {
  columns: columns('Name', 'Controller', '*Revision', 'Age'),
  cells({ metadata, revision }, now) {
    const owner = metadata.ownerReferences?.find((one) => one.controller === true);
    const group = owner?.apiVersion.split('/')[0] ?? '';
    return [
      metadata.name,
      owner === undefined ? '<none>' : `${owner.kind.toLowerCase()}.${group}/${owner.name}`,
      revision,
      since(metadata.creationTimestamp, now),
    ];
  },
};

export const workloadColumns = {
  Deployment: deployment,
  ReplicaSet: replicaSet,
  DaemonSet: daemonSet,
  ControllerRevision: revision,
};
