/**
 * The CronJob controller: a Job whenever its schedule says so, on virtual time (pkg/controller/cronjob).
 *
 * Left out: time zones other than UTC (the schedule is read as UTC, and the API warns), the hundred missed times after
 * which the real one gives up.
 */
import { millisecond } from '../../clock/clock.ts';
import { resource } from '../api/resources.ts';
import { same } from '../api/same.ts';
import { failed, type Unborn } from '../client/client.ts';
import { defaultJob } from '../defaults/batch.ts';
import { keyOf } from '../client/informer.ts';
import { WorkQueue } from '../client/work-queue.ts';
import type { CronJob, Job } from '../objects/batch.ts';
import type { ObjectReference } from '../objects/meta.ts';
import type { ControllerContext } from './context.ts';
import { parseSchedule } from './cron-schedule.ts';
import { finished } from './job-conditions.ts';
import { controlledBy } from './pod-from-template.ts';

const jobs = resource('jobs', 'batch');
const cronJobs = resource('cronjobs', 'batch');
const day = 86_400_000;

export function startCronJobController(context: ControllerContext): void {
  const { informers, wallClock } = context;
  const client = context.client('cronjob-controller');
  const recorder = context.recorder('cronjob-controller');
  const queue = new WorkQueue(context.clock, sync, 20 * millisecond);

  informers.cronJobs.onChange(({ object, gone }) => {
    if (!gone) queue.add(keyOf(object));
  });
  informers.jobs.onChange(({ object }) => {
    const owner = object.metadata.ownerReferences?.find(({ controller }) => controller === true);
    if (owner?.kind === 'CronJob') queue.add(`${object.metadata.namespace ?? ''}/${owner.name}`);
  });

  function sync(key: string): void {
    const cronJob = informers.cronJobs.byKey(key);
    if (cronJob === undefined || cronJob.metadata.deletionTimestamp !== undefined) return;
    const own = [...informers.jobs.values()].filter((job) =>
      job.metadata.ownerReferences?.some(({ uid }) => uid === cronJob.metadata.uid),
    );
    let status = seen(cronJob, own);
    cleanUp(cronJob, own);
    if (cronJob.spec.suspend !== true) status = run(cronJob, status, own);
    if (!same(status, cronJob.status)) client.updateStatus(cronJobs, { ...cronJob, status });
  }

  /** What became of the Jobs it started. */
  function seen(cronJob: CronJob, own: readonly Job[]): CronJob['status'] {
    const { status } = cronJob;
    const active: ObjectReference[] = [];
    let { lastSuccessfulTime } = status;
    for (const reference of status.active ?? []) {
      const job = own.find(({ metadata }) => metadata.uid === reference.uid);
      if (job === undefined) {
        recorder.normal(cronJob, 'MissingJob', `Active job went missing: ${reference.name ?? ''}`);
        continue;
      }
      const end = finished(job);
      if (end === undefined) {
        active.push(reference);
        continue;
      }
      recorder.normal(
        cronJob,
        'SawCompletedJob',
        `Saw completed job: ${job.metadata.name}, condition: ${end.type}`,
      );
      if (end.type === 'Complete') lastSuccessfulTime = job.status.completionTime;
    }
    return statusOf(status.lastScheduleTime, lastSuccessfulTime, active);
  }

  function statusOf(
    lastScheduleTime: string | undefined,
    lastSuccessfulTime: string | undefined,
    active: readonly ObjectReference[],
  ): CronJob['status'] {
    return {
      ...(active.length === 0 ? {} : { active }),
      ...(lastScheduleTime === undefined ? {} : { lastScheduleTime }),
      ...(lastSuccessfulTime === undefined ? {} : { lastSuccessfulTime }),
    };
  }

  function cleanUp(cronJob: CronJob, own: readonly Job[]): void {
    const { failedJobsHistoryLimit = 1, successfulJobsHistoryLimit = 3 } = cronJob.spec;
    const oldest = (type: string): Job[] =>
      own
        .filter((job) => finished(job)?.type === type)
        .sort((one, other) => ((one.status.startTime ?? '') < (other.status.startTime ?? '') ? -1 : 1));
    for (const [type, limit] of [
      ['Complete', successfulJobsHistoryLimit],
      ['Failed', failedJobsHistoryLimit],
    ] as const) {
      const ended = oldest(type);
      for (const job of ended.slice(0, Math.max(0, ended.length - limit))) remove(cronJob, job);
    }
  }

  function remove(cronJob: CronJob, job: Job): void {
    const { namespace, name } = job.metadata;
    if (client.delete(jobs, namespace, name, { propagationPolicy: 'Background' }) === undefined)
      recorder.normal(cronJob, 'SuccessfulDelete', `Deleted job ${name}`);
  }

  function run(cronJob: CronJob, status: CronJob['status'], own: readonly Job[]): CronJob['status'] {
    const { spec, metadata } = cronJob;
    const parsed = parseSchedule(spec.schedule);
    if (!parsed.ok) {
      recorder.warning(
        cronJob,
        'UnparseableSchedule',
        `unparseable schedule: ${spec.schedule}: ${parsed.error}`,
      );
      return status;
    }
    const now = wallClock.milliseconds;
    const deadline = spec.startingDeadlineSeconds;
    const since = Math.max(
      Date.parse(status.lastScheduleTime ?? metadata.creationTimestamp),
      deadline === undefined ? now - 7 * day : now - deadline * 1000,
    );
    let due: number | undefined;
    let next = parsed.schedule.next(since);
    for (; next !== undefined && next <= now; next = parsed.schedule.next(next)) due = next;
    if (next !== undefined) queue.addAfter(keyOf(cronJob), (next - now) * millisecond);
    if (due === undefined) return status;
    if (spec.concurrencyPolicy === 'Forbid' && (status.active ?? []).length > 0) {
      recorder.normal(
        cronJob,
        'JobAlreadyActive',
        'Not starting job because prior execution is running and concurrency policy is Forbid',
      );
      return status;
    }
    let active = status.active ?? [];
    if (spec.concurrencyPolicy === 'Replace') {
      for (const reference of active) {
        const job = own.find(({ metadata: { uid } }) => uid === reference.uid);
        if (job !== undefined) remove(cronJob, job);
      }
      active = [];
    }
    const job = start(cronJob, due);
    if (job === undefined) return status;
    const { apiVersion, kind } = job;
    const { name, namespace = '', uid, resourceVersion } = job.metadata;
    const reference = { apiVersion, kind, name, namespace, resourceVersion, uid };
    const scheduled = new Date(due).toISOString().replace('.000Z', 'Z');
    return statusOf(scheduled, status.lastSuccessfulTime, [...active, reference]);
  }

  function start(cronJob: CronJob, due: number): Job | undefined {
    const { jobTemplate } = cronJob.spec;
    const template: Unborn<Job> = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {
        name: `${cronJob.metadata.name}-${String(Math.floor(due / 60_000))}`,
        namespace: cronJob.metadata.namespace ?? '',
        ...(jobTemplate.metadata?.labels === undefined ? {} : { labels: jobTemplate.metadata.labels }),
        annotations: {
          ...jobTemplate.metadata?.annotations,
          'batch.kubernetes.io/cronjob-scheduled-timestamp': new Date(due)
            .toISOString()
            .replace('.000Z', 'Z'),
        },
        ownerReferences: [controlledBy(cronJob)],
      },
      spec: { ...jobTemplate.spec },
      status: {},
    };
    defaultJob(template);
    const job = client.create<Job>(jobs, template);
    if (failed(job)) {
      recorder.warning(cronJob, 'FailedCreate', `Error creating job: ${job.message ?? ''}`);
      return undefined;
    }
    recorder.normal(cronJob, 'SuccessfulCreate', `Created job ${job.metadata.name}`);
    return job;
  }
}
