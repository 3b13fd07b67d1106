/**
 * Deployment, ReplicaSet, DaemonSet and ControllerRevision at the API server (pkg/registry/apps).
 */
import type { DaemonSet, Deployment, ReplicaSet } from '../objects/workload.ts';
import { later } from '../api/later-code.ts';
import { resource } from '../api/resources.ts';
import { same } from '../api/same.ts';
import { defaultDaemonSet, defaultDeployment, defaultReplicaSet } from '../defaults/workload.ts';
import { podSpecWarnings } from './pod.ts';
import type { Strategy } from './strategy.ts';

export const deploymentStrategy: Strategy<Deployment> = {
  resource: resource('deployments', 'apps'),
  hasStatus: true,
  counted: true,
  defaults: defaultDeployment,
  prepareForCreate: (deployment) => ({ ...deployment, status: {} }),
  prepareForUpdate: (deployment, old) => ({ ...deployment, status: old.status }),
  validate: later(({ validateDeployment }) => validateDeployment),
  validateUpdate: later(({ validateDeploymentUpdate }) => validateDeploymentUpdate),
  warnings: ({ spec }) => podSpecWarnings(spec.template.spec, 'spec.template.spec'),
};

export const replicaSetStrategy: Strategy<ReplicaSet> = {
  resource: resource('replicasets', 'apps'),
  hasStatus: true,
  counted: true,
  defaults: defaultReplicaSet,
  prepareForCreate: (replicaSet) => ({ ...replicaSet, status: { replicas: 0 } }),
  prepareForUpdate: (replicaSet, old) => ({ ...replicaSet, status: old.status }),
  validate: later(({ validateReplicaSet }) => validateReplicaSet),
  validateUpdate: later(({ validateReplicaSetUpdate }) => validateReplicaSetUpdate),
  warnings: ({ spec }) => podSpecWarnings(spec.template.spec, 'spec.template.spec'),
};

export const daemonSetStrategy: Strategy<DaemonSet> = {
  resource: resource('daemonsets', 'apps'),
  hasStatus: true,
  counted: true,
  defaults: (daemonSet) => {
    defaultDaemonSet(daemonSet);
    const { metadata } = ofGeneration(
      daemonSet,
      Number(daemonSet.metadata.annotations?.[templateGeneration] ?? 0),
    );
    (daemonSet as { metadata: DaemonSet['metadata'] }).metadata = metadata;
  },
  prepareForCreate: (daemonSet) => ({ ...ofGeneration(daemonSet, 1), status: noDaemons }),
  prepareForUpdate: (daemonSet, old) => {
    const before = Number(old.metadata.annotations?.[templateGeneration] ?? 1);
    const changed = !same(daemonSet.spec.template, old.spec.template);
    return { ...ofGeneration(daemonSet, before + (changed ? 1 : 0)), status: old.status };
  },
  validate: later(({ validateDaemonSet }) => validateDaemonSet),
  validateUpdate: later(({ validateDaemonSetUpdate }) => validateDaemonSetUpdate),
  warnings: ({ spec }) => podSpecWarnings(spec.template.spec, 'spec.template.spec'),
};

/** The annotation in which v1 keeps what was a field of its spec (pkg/apis/apps/v1 conversion.go). */
const templateGeneration = 'deprecated.daemonset.template.generation';

function ofGeneration(daemonSet: DaemonSet, generation: number): DaemonSet {
  const annotations = { ...daemonSet.metadata.annotations, [templateGeneration]: String(generation) };
  return { ...daemonSet, metadata: { ...daemonSet.metadata, annotations } };
}

const noDaemons: DaemonSet['status'] = {
  currentNumberScheduled: 0,
  numberMisscheduled: 0,
  desiredNumberScheduled: 0,
  numberReady: 0,
};

export const controllerRevisionStrategy: Strategy = {
  resource: resource('controllerrevisions', 'apps'),
  validate: later(({ validatePlain }) => validatePlain),
};
