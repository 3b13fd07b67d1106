/**
 * Deployment, ReplicaSet, DaemonSet and ControllerRevision at the API server (pkg/registry/apps).
 */
import type { KubeObject } from '../objects/meta.ts';
import type { DaemonSet, Deployment, ReplicaSet } from '../objects/workload.ts';
import { resource } from '../api/resources.ts';
import { defaultDaemonSet, defaultDeployment, defaultReplicaSet } from '../defaults/workload.ts';
import { validateMeta } from '../validation/meta.ts';
import { isDns1123Subdomain } from '../validation/names.ts';
import {
  validateDaemonSet,
  validateDeployment,
  validateReplicaSet,
  validateSelectorUnchanged,
} from '../validation/workload.ts';
import { podSpecWarnings } from './pod.ts';
import type { Strategy } from './strategy.ts';

export const deploymentStrategy: Strategy<Deployment> = {
  resource: resource('deployments', 'apps'),
  hasStatus: true,
  counted: true,
  defaults: defaultDeployment,
  prepareForCreate: (deployment) => ({ ...deployment, status: {} }),
  prepareForUpdate: (deployment, old) => ({ ...deployment, status: old.status }),
  validate: validateDeployment,
  validateUpdate: (deployment, old) => [
    ...validateDeployment(deployment),
    ...validateSelectorUnchanged(deployment, old),
  ],
  warnings: ({ spec }) => podSpecWarnings(spec.template.spec, 'spec.template.spec'),
};

export const replicaSetStrategy: Strategy<ReplicaSet> = {
  resource: resource('replicasets', 'apps'),
  hasStatus: true,
  counted: true,
  defaults: defaultReplicaSet,
  prepareForCreate: (replicaSet) => ({ ...replicaSet, status: { replicas: 0 } }),
  prepareForUpdate: (replicaSet, old) => ({ ...replicaSet, status: old.status }),
  validate: validateReplicaSet,
  validateUpdate: (replicaSet, old) => [
    ...validateReplicaSet(replicaSet),
    ...validateSelectorUnchanged(replicaSet, old),
  ],
  warnings: ({ spec }) => podSpecWarnings(spec.template.spec, 'spec.template.spec'),
};

export const daemonSetStrategy: Strategy<DaemonSet> = {
  resource: resource('daemonsets', 'apps'),
  hasStatus: true,
  counted: true,
  defaults: defaultDaemonSet,
  prepareForCreate: (daemonSet) => ({ ...daemonSet, status: noDaemons }),
  prepareForUpdate: (daemonSet, old) => ({ ...daemonSet, status: old.status }),
  validate: validateDaemonSet,
  validateUpdate: (daemonSet, old) => [
    ...validateDaemonSet(daemonSet),
    ...validateSelectorUnchanged(daemonSet, old),
  ],
  warnings: ({ spec }) => podSpecWarnings(spec.template.spec, 'spec.template.spec'),
};

const noDaemons: DaemonSet['status'] = {
  currentNumberScheduled: 0,
  numberMisscheduled: 0,
  desiredNumberScheduled: 0,
  numberReady: 0,
};

export const controllerRevisionStrategy: Strategy = {
  resource: resource('controllerrevisions', 'apps'),
  validate: (object: KubeObject) => validateMeta(object, isDns1123Subdomain),
};
