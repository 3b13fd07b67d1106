/**
 * Defaults of Job and CronJob (pkg/apis/batch/v1) and StatefulSet (pkg/apis/apps/v1). Objects are decoded copies: filled
 * in place.
 */
import type { ClaimTemplate, CronJob, Job, JobSpec, StatefulSet } from '../objects/batch.ts';
import { defaultClaim } from './plain.ts';
import { defaultPodSpec } from './pod.ts';

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

export function defaultJob(job: Pick<Job, 'spec'>): void {
  const spec = job.spec as Writable<JobSpec>;
  defaultPodSpec(spec.template.spec);
  if (spec.completions === undefined && spec.parallelism === undefined) {
    spec.completions = 1;
    spec.parallelism = 1;
  }
  spec.parallelism ??= 1;
  spec.backoffLimit ??= 6;
  spec.completionMode ??= 'NonIndexed';
  spec.suspend ??= false;
  spec.manualSelector ??= false;
  spec.podReplacementPolicy ??=
    (spec as { podFailurePolicy?: unknown }).podFailurePolicy === undefined
      ? 'TerminatingOrFailed'
      : 'Failed';
}

export function defaultCronJob(cronJob: CronJob): void {
  const spec = cronJob.spec as Writable<CronJob['spec']>;
  defaultPodSpec(spec.jobTemplate.spec.template.spec);
  spec.concurrencyPolicy ??= 'Allow';
  spec.suspend ??= false;
  spec.successfulJobsHistoryLimit ??= 3;
  spec.failedJobsHistoryLimit ??= 1;
}

export function defaultStatefulSet(set: StatefulSet): void {
  const spec = set.spec as Writable<StatefulSet['spec']>;
  defaultPodSpec(spec.template.spec);
  for (const template of (spec.volumeClaimTemplates ?? []) as Writable<ClaimTemplate>[]) {
    template.apiVersion ??= 'v1';
    template.kind ??= 'PersistentVolumeClaim';
    defaultClaim(template);
    template.status = { phase: 'Pending' };
  }
  spec.podManagementPolicy ??= 'OrderedReady';
  const strategy = (spec.updateStrategy ?? {}) as Writable<
    NonNullable<StatefulSet['spec']['updateStrategy']>
  >;
  strategy.type ??= 'RollingUpdate';
  if (strategy.type === 'RollingUpdate') strategy.rollingUpdate = { partition: 0, ...strategy.rollingUpdate };
  spec.updateStrategy = strategy;
  spec.persistentVolumeClaimRetentionPolicy = {
    whenDeleted: 'Retain',
    whenScaled: 'Retain',
    ...spec.persistentVolumeClaimRetentionPolicy,
  };
  spec.replicas ??= 1;
  spec.revisionHistoryLimit ??= 10;
}
