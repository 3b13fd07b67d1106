/**
 * Job and CronJob (pkg/registry/batch) and StatefulSet (pkg/registry/apps/statefulset) at the API server.
 */
import { later } from '../api/later-code.ts';
import { resource } from '../api/resources.ts';
import { defaultCronJob, defaultJob, defaultStatefulSet } from '../defaults/batch.ts';
import type { CronJob, Job, StatefulSet } from '../objects/batch.ts';
import { podSpecWarnings } from './pod.ts';
import type { Strategy } from './strategy.ts';

export const jobStrategy: Strategy<Job> = {
  resource: resource('jobs', 'batch'),
  hasStatus: true,
  counted: true,
  defaults: defaultJob,
  prepareForCreate: (job) => selecting({ ...job, status: {} }),
  prepareForUpdate: (job, old) => ({ ...job, status: old.status }),
  validate: later(({ validateJob }) => validateJob),
  validateUpdate: later(({ validateJobUpdate }) => validateJobUpdate),
  warnings: ({ spec }) => podSpecWarnings(spec.template.spec, 'spec.template.spec'),
};

/** A Job finds its pods by its own uid, unless its selector is the user's. */
function selecting(job: Job): Job {
  if (job.spec.manualSelector === true) return job;
  const { uid, name } = job.metadata;
  const { template } = job.spec;
  const labels = {
    ...template.metadata?.labels,
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': name,
    'controller-uid': uid,
    'job-name': name,
  };
  return {
    ...job,
    // What has no labels of its own gets those of its template (registry/batch/job defaulting of v1).
    metadata: job.metadata.labels === undefined ? { ...job.metadata, labels } : job.metadata,
    spec: {
      ...job.spec,
      selector: {
        matchLabels: { ...job.spec.selector?.matchLabels, 'batch.kubernetes.io/controller-uid': uid },
      },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  };
}

export const cronJobStrategy: Strategy<CronJob> = {
  resource: resource('cronjobs', 'batch'),
  hasStatus: true,
  counted: true,
  defaults: defaultCronJob,
  prepareForCreate: (cronJob) => ({ ...cronJob, status: {} }),
  prepareForUpdate: (cronJob, old) => ({ ...cronJob, status: old.status }),
  validate: later(({ validateCronJob }) => validateCronJob),
  warnings: ({ spec }) =>
    podSpecWarnings(spec.jobTemplate.spec.template.spec, 'spec.jobTemplate.spec.template.spec'),
};

export const statefulSetStrategy: Strategy<StatefulSet> = {
  resource: resource('statefulsets', 'apps'),
  hasStatus: true,
  counted: true,
  defaults: defaultStatefulSet,
  prepareForCreate: (set) => ({ ...set, status: { replicas: 0, availableReplicas: 0 } }),
  prepareForUpdate: (set, old) => ({ ...set, status: old.status }),
  validate: later(({ validateStatefulSet }) => validateStatefulSet),
  validateUpdate: later(({ validateStatefulSetUpdate }) => validateStatefulSetUpdate),
  warnings: ({ spec }) => podSpecWarnings(spec.template.spec, 'spec.template.spec'),
};
