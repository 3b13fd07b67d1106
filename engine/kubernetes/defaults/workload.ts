/**
 * Defaults of Deployment, ReplicaSet and DaemonSet (pkg/apis/apps/v1). Objects are decoded copies: filled in place.
 */
import type { DaemonSet, Deployment, ReplicaSet } from '../objects/workload.ts';
import { defaultPodSpec } from './pod.ts';

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

export function defaultDeployment(deployment: Deployment): void {
  const spec = deployment.spec as Writable<Deployment['spec']>;
  defaultPodSpec(spec.template.spec);
  spec.replicas ??= 1;
  const strategy = (spec.strategy ?? {}) as Writable<NonNullable<Deployment['spec']['strategy']>>;
  strategy.type ??= 'RollingUpdate';
  if (strategy.type === 'RollingUpdate')
    strategy.rollingUpdate = { maxUnavailable: '25%', maxSurge: '25%', ...strategy.rollingUpdate };
  spec.strategy = strategy;
  spec.revisionHistoryLimit ??= 10;
  spec.progressDeadlineSeconds ??= 600;
}

export function defaultReplicaSet(replicaSet: ReplicaSet): void {
  const spec = replicaSet.spec as Writable<ReplicaSet['spec']>;
  defaultPodSpec(spec.template.spec);
  spec.replicas ??= 1;
}

export function defaultDaemonSet(daemonSet: DaemonSet): void {
  const spec = daemonSet.spec as Writable<DaemonSet['spec']>;
  defaultPodSpec(spec.template.spec);
  const strategy = (spec.updateStrategy ?? {}) as { type?: string; rollingUpdate?: object };
  strategy.type ??= 'RollingUpdate';
  if (strategy.type === 'RollingUpdate')
    strategy.rollingUpdate = { maxUnavailable: 1, maxSurge: 0, ...strategy.rollingUpdate };
  spec.updateStrategy = strategy;
  spec.revisionHistoryLimit ??= 10;
}
