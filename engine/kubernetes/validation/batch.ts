/**
 * Validation of Job and CronJob (pkg/apis/batch/validation) and StatefulSet (pkg/apis/apps/validation).
 *
 * Left out: failure and success policies, indexes of Jobs beyond their mode.
 */
import { parseSchedule } from '../controllers/cron-schedule.ts';
import type { CronJob, Job, JobSpec, StatefulSet } from '../objects/batch.ts';
import { same } from '../api/same.ts';
import { matches, selectorRequirements } from '../api/selector.ts';
import { type FieldError, fieldError } from '../api/status.ts';
import { internalPodTemplate } from '../schema/internal-json.ts';
import { validateMeta } from './meta.ts';
import { isDns1123Subdomain } from './names.ts';
import { validateTemplate } from './pod.ts';
import { notNegative, validateSelector, validateWorkloadTemplate } from './workload.ts';

export function validateJob(job: Job): readonly FieldError[] {
  return [
    ...validateMeta(job, isDns1123Subdomain),
    ...validateJobSpec(job.spec, 'spec'),
    ...validateOwnSelector(job.spec),
  ];
}

/** The selector is made when the Job is; who replaces a Job leaves it out in vain. */
function validateOwnSelector({ selector, template }: JobSpec): readonly FieldError[] {
  const labels = template.metadata?.labels;
  const isOwn = selector !== undefined && matches(selectorRequirements(selector), labels);
  return [
    ...(selector === undefined ? [fieldError.required('spec.selector')] : []),
    ...(isOwn
      ? []
      : [
          fieldError.invalid(
            'spec.template.metadata.labels',
            labels ?? null,
            '`selector` does not match template `labels`',
          ),
        ]),
  ];
}

function validateJobSpec(spec: JobSpec, at: string): readonly FieldError[] {
  const errors: FieldError[] = [
    ...notNegative(`${at}.parallelism`, spec.parallelism),
    ...notNegative(`${at}.completions`, spec.completions),
    ...notNegative(`${at}.activeDeadlineSeconds`, spec.activeDeadlineSeconds),
    ...notNegative(`${at}.backoffLimit`, spec.backoffLimit),
    ...notNegative(`${at}.ttlSecondsAfterFinished`, spec.ttlSecondsAfterFinished),
  ];
  const mode = spec.completionMode as string | undefined;
  if (mode !== undefined && mode !== 'NonIndexed' && mode !== 'Indexed')
    errors.push(fieldError.notSupported(`${at}.completionMode`, mode, ['Indexed', 'NonIndexed']));
  if (mode === 'Indexed' && spec.completions === undefined)
    errors.push(fieldError.required(`${at}.completions`, 'when completion mode is Indexed'));
  errors.push(...validateTemplate(spec.template, `${at}.template`));
  const policy = spec.template.spec.restartPolicy;
  if (policy === undefined || policy === 'Always')
    errors.push(
      fieldError.required(`${at}.template.spec.restartPolicy`, 'valid values: "OnFailure", "Never"'),
    );
  return errors;
}

export function validateJobUpdate(job: Job, old: Job): readonly FieldError[] {
  const errors = [...validateJob(job)];
  const unchanged = (field: keyof JobSpec): void => {
    if (!same(job.spec[field], old.spec[field]))
      errors.push(
        fieldError.invalid(
          `spec.${field}`,
          field === 'template' ? internalPodTemplate(job.spec.template) : (job.spec[field] ?? null),
          'field is immutable',
        ),
      );
  };
  const elastic = job.spec.completionMode === 'Indexed' && job.spec.completions === job.spec.parallelism;
  if (!elastic) unchanged('completions');
  unchanged('selector');
  // A suspended Job that never ran may still be told where to run.
  if (!(old.spec.suspend === true && old.status.startTime === undefined)) unchanged('template');
  unchanged('completionMode');
  return errors;
}

export function validateCronJob(cronJob: CronJob): readonly FieldError[] {
  const { spec, metadata } = cronJob;
  const errors: FieldError[] = [...validateMeta(cronJob, isDns1123Subdomain)];
  // Its Jobs' names get eleven characters more.
  if (metadata.name.length > 52)
    errors.push(fieldError.invalid('metadata.name', metadata.name, 'must be no more than 52 characters'));
  if (spec.schedule === '') errors.push(fieldError.required('spec.schedule'));
  else {
    const parsed = parseSchedule(spec.schedule);
    if (!parsed.ok) errors.push(fieldError.invalid('spec.schedule', spec.schedule, parsed.error));
    if (/^(CRON_)?TZ=/.test(spec.schedule))
      errors.push(
        fieldError.invalid(
          'spec.schedule',
          spec.schedule,
          'cannot use TZ or CRON_TZ in schedule, use timeZone field instead',
        ),
      );
  }
  errors.push(...notNegative('spec.startingDeadlineSeconds', spec.startingDeadlineSeconds));
  const policy = spec.concurrencyPolicy as string | undefined;
  if (policy !== undefined && !['Allow', 'Forbid', 'Replace'].includes(policy))
    errors.push(fieldError.notSupported('spec.concurrencyPolicy', policy, ['Allow', 'Forbid', 'Replace']));
  errors.push(...validateJobSpec(spec.jobTemplate.spec, 'spec.jobTemplate.spec'));
  errors.push(...notNegative('spec.successfulJobsHistoryLimit', spec.successfulJobsHistoryLimit));
  errors.push(...notNegative('spec.failedJobsHistoryLimit', spec.failedJobsHistoryLimit));
  return errors;
}

export function validateStatefulSet(set: StatefulSet): readonly FieldError[] {
  const { spec } = set;
  const errors: FieldError[] = [...validateMeta(set, isDns1123Subdomain)];
  const management = spec.podManagementPolicy as string | undefined;
  if (management === '') errors.push(fieldError.required('spec.podManagementPolicy'));
  else if (management !== 'OrderedReady' && management !== 'Parallel')
    errors.push(
      fieldError.invalid(
        'spec.podManagementPolicy',
        management ?? '',
        "must be 'OrderedReady' or 'Parallel'",
      ),
    );
  const { type = '', rollingUpdate } = (spec.updateStrategy ?? {}) as {
    readonly type?: string;
    readonly rollingUpdate?: { readonly partition?: number };
  };
  if (type === 'OnDelete' && rollingUpdate !== undefined)
    errors.push(
      fieldError.invalid(
        'spec.updateStrategy.rollingUpdate',
        rollingUpdate,
        "only allowed for updateStrategy 'RollingUpdate'",
      ),
    );
  else if (type !== 'OnDelete' && type !== 'RollingUpdate')
    errors.push(
      fieldError.invalid(
        'spec.updateStrategy',
        spec.updateStrategy ?? {},
        "must be 'RollingUpdate' or 'OnDelete'",
      ),
    );
  errors.push(
    ...notNegative('spec.updateStrategy.rollingUpdate.partition', rollingUpdate?.partition),
    ...notNegative('spec.replicas', spec.replicas),
    ...notNegative('spec.minReadySeconds', spec.minReadySeconds),
    ...notNegative('spec.ordinals.start', spec.ordinals?.start),
    ...validateSelector(spec.selector, 'statefulset'),
    ...validateWorkloadTemplate(spec.template, spec.selector, 1),
  );
  return errors;
}

/** What of a StatefulSet may change. */
const changeable = new Set([
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
]);

export function validateStatefulSetUpdate(set: StatefulSet, old: StatefulSet): readonly FieldError[] {
  const rest = ({ spec }: StatefulSet): unknown =>
    Object.fromEntries(Object.entries(spec).filter(([field]) => !changeable.has(field)));
  if (same(rest(set), rest(old))) return validateStatefulSet(set);
  const names = [...changeable].map((field) => `'${field}'`);
  const list = `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
  return [
    ...validateStatefulSet(set),
    fieldError.forbidden('spec', `updates to statefulset spec for fields other than ${list} are forbidden`),
  ];
}
