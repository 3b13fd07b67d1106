/**
 * The Job controller: pods until enough of them succeeded or too many failed (pkg/controller/job).
 *
 * Left out: the finalizer by which the real one counts pods that vanish (here they are counted as they are seen),
 * success and failure policies, backoffLimitPerIndex, managedBy.
 */
import { millisecond, second } from '../../clock/clock.ts';
import { resource } from '../api/resources.ts';
import { same } from '../api/same.ts';
import { failed } from '../client/client.ts';
import { keyOf } from '../client/informer.ts';
import { WorkQueue } from '../client/work-queue.ts';
import type { Job } from '../objects/batch.ts';
import type { Pod } from '../objects/pod.ts';
import { byController, type ControllerContext } from './context.ts';
import { finished, ofType, withCondition } from './job-conditions.ts';
import { indexesText, missingIndexes, podOfJob } from './job-indexes.ts';
import { isReady, isTerminal } from './pod-state.ts';

const pods = resource('pods');
const jobs = resource('jobs', 'batch');

/** Between two pods of a Job that fails: 10 s, doubled up to ten minutes. */
const firstDelay = 10;
const longestDelay = 600;

/** What has been seen of a Job's pods. */
interface Tally {
  /** Their uids, counted once. */
  readonly counted: Set<string>;
  readonly indexes: Set<number>;
  succeeded: number;
  failed: number;
  /** Milliseconds since 1970. */
  lastFailure: number;
}

export function startJobController(context: ControllerContext): void {
  const { informers, wallClock } = context;
  const client = context.client('job-controller');
  const recorder = context.recorder('job-controller');
  const queue = new WorkQueue(context.clock, sync, 20 * millisecond);
  const tallies = new Map<string, Tally>();

  informers.jobs.onChange(({ object, gone }) => {
    if (gone) tallies.delete(object.metadata.uid);
    else queue.add(keyOf(object));
  });
  informers.pods.onChange(({ object, gone }) => {
    const owner = object.metadata.ownerReferences?.find(({ controller }) => controller === true);
    if (owner?.kind !== 'Job') return;
    const tally = tallyOf(owner.uid);
    // A pod that was deleted before it ended is one that failed.
    if (isTerminal(object) || gone) count(tally, object);
    queue.add(`${object.metadata.namespace ?? ''}/${owner.name}`);
  });

  function tallyOf(uid: string): Tally {
    let tally = tallies.get(uid);
    if (tally === undefined) {
      tally = { counted: new Set(), indexes: new Set(), succeeded: 0, failed: 0, lastFailure: 0 };
      tallies.set(uid, tally);
    }
    return tally;
  }

  function count(tally: Tally, pod: Pod): void {
    if (tally.counted.has(pod.metadata.uid)) return;
    tally.counted.add(pod.metadata.uid);
    if (pod.status.phase !== 'Succeeded') {
      tally.failed++;
      tally.lastFailure = wallClock.milliseconds;
      return;
    }
    const index = pod.metadata.annotations?.['batch.kubernetes.io/job-completion-index'];
    if (index !== undefined && tally.indexes.has(Number(index))) return;
    if (index !== undefined) tally.indexes.add(Number(index));
    tally.succeeded++;
  }

  function sync(key: string): void {
    const job = informers.jobs.byKey(key);
    if (job === undefined || job.metadata.deletionTimestamp !== undefined) return;
    if (finished(job) !== undefined) {
      expire(job);
      return;
    }
    const tally = tallyOf(job.metadata.uid);
    const own = informers.pods.indexed(byController, job.metadata.uid);
    const running = own.filter((pod) => !isTerminal(pod));
    const active = running.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    const suspended = job.spec.suspend === true;
    let next = suspended ? job : started(job);
    const failure = suspended ? undefined : failureOf(next, own, tally);
    if (failure !== undefined) next = fail(next, failure, active, running.length);
    else if (isDone(next, tally, active.length)) next = complete(next, active, running.length);
    else if (suspended) next = suspend(next, active);
    else {
      next = resumed(next);
      manage(next, active, tally, own);
    }
    const over = finished(next) !== undefined || failure !== undefined || suspended;
    write(job, next, { active: over ? 0 : undefined, tally });
  }

  /** The pods in the status are those seen when it is written. */
  function write(old: Job, next: Job, { active, tally }: { active: number | undefined; tally: Tally }): void {
    const own = informers.pods.indexed(byController, old.metadata.uid).filter((pod) => !isTerminal(pod));
    const left = own.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    const running = active ?? left.length;
    const { startTime, completionTime, conditions } = next.status;
    const status: Job['status'] = {
      ...(running === 0 ? {} : { active: running }),
      ...(tally.indexes.size === 0 ? {} : { completedIndexes: indexesText(tally.indexes) }),
      ...(completionTime === undefined ? {} : { completionTime }),
      ...(conditions === undefined ? {} : { conditions }),
      ...(tally.failed === 0 ? {} : { failed: tally.failed }),
      ready: active === undefined ? left.filter(isReady).length : 0,
      ...(startTime === undefined ? {} : { startTime }),
      ...(tally.succeeded === 0 ? {} : { succeeded: tally.succeeded }),
      terminating: own.length - left.length,
      uncountedTerminatedPods: {},
    };
    if (same(status, old.status)) return;
    const result = client.updateStatus(jobs, { ...old, status });
    if (failed(result)) queue.add(keyOf(old));
  }

  function started(job: Job): Job {
    if (job.status.startTime !== undefined) return job;
    return { ...job, status: { ...job.status, startTime: wallClock.timestamp } };
  }

  function isDone({ spec }: Job, tally: Tally, active: number): boolean {
    if (spec.completions === undefined) return tally.succeeded > 0 && active === 0;
    return tally.succeeded >= spec.completions;
  }

  function failureOf(
    job: Job,
    own: readonly Pod[],
    tally: Tally,
  ): { readonly reason: string; readonly message: string } | undefined {
    const limit = job.spec.backoffLimit ?? 6;
    const restarts =
      job.spec.template.spec.restartPolicy === 'OnFailure'
        ? own
            .flatMap(({ status }) => [
              ...(status.initContainerStatuses ?? []),
              ...(status.containerStatuses ?? []),
            ])
            .reduce((sum, { restartCount }) => sum + restartCount, 0)
        : 0;
    if (tally.failed > limit || (restarts > 0 && restarts >= limit))
      return { reason: 'BackoffLimitExceeded', message: 'Job has reached the specified backoff limit' };
    const { activeDeadlineSeconds } = job.spec;
    if (activeDeadlineSeconds === undefined) return undefined;
    const left =
      Date.parse(job.status.startTime ?? '') + activeDeadlineSeconds * 1000 - wallClock.milliseconds;
    if (left <= 0)
      return { reason: 'DeadlineExceeded', message: 'Job was active longer than specified deadline' };
    queue.addAfter(keyOf(job), left * millisecond);
    return undefined;
  }

  function fail(
    job: Job,
    { reason, message }: { readonly reason: string; readonly message: string },
    active: readonly Pod[],
    running: number,
  ): Job {
    let next = job;
    if (ofType(job, 'FailureTarget') === undefined)
      next = withCondition(job, 'FailureTarget', 'True', reason, message, wallClock.timestamp);
    for (const pod of active) remove(job, pod);
    if (running > 0) return next;
    recorder.warning(job, reason, message);
    return withCondition(next, 'Failed', 'True', reason, message, wallClock.timestamp);
  }

  function complete(job: Job, active: readonly Pod[], running: number): Job {
    const reason = 'CompletionsReached';
    const message = 'Reached expected number of succeeded pods';
    const now = wallClock.timestamp;
    const next =
      ofType(job, 'SuccessCriteriaMet') === undefined
        ? withCondition(job, 'SuccessCriteriaMet', 'True', reason, message, now)
        : job;
    for (const pod of active) remove(job, pod);
    if (running > 0) return next;
    recorder.normal(job, 'Completed', 'Job completed');
    const done = withCondition(next, 'Complete', 'True', reason, message, now);
    return { ...done, status: { ...done.status, completionTime: now } };
  }

  function suspend(job: Job, active: readonly Pod[]): Job {
    for (const pod of active) remove(job, pod);
    if (ofType(job, 'Suspended')?.status === 'True') return job;
    recorder.normal(job, 'Suspended', 'Job suspended');
    const { startTime: _startTime, ...status } = job.status;
    const next = { ...job, status };
    return withCondition(next, 'Suspended', 'True', 'JobSuspended', 'Job suspended', wallClock.timestamp);
  }

  function resumed(job: Job): Job {
    if (ofType(job, 'Suspended')?.status !== 'True') return job;
    recorder.normal(job, 'Resumed', 'Job resumed');
    return withCondition(job, 'Suspended', 'False', 'JobResumed', 'Job resumed', wallClock.timestamp);
  }

  function manage(job: Job, active: readonly Pod[], tally: Tally, own: readonly Pod[]): void {
    const { parallelism = 1, completions } = job.spec;
    const wanted =
      completions === undefined
        ? tally.succeeded > 0
          ? active.length
          : parallelism
        : Math.min(parallelism, completions - tally.succeeded);
    for (const pod of active.slice(wanted)) remove(job, pod);
    // What is on its way out still takes its place (podReplacementPolicy Failed) or not.
    const leaving = own.filter((pod) => !isTerminal(pod)).length - active.length;
    const room = wanted - active.length - (job.spec.podReplacementPolicy === 'Failed' ? leaving : 0);
    if (room <= 0) return;
    const failures = tally.failed;
    if (failures > 0) {
      const wait = Math.min(firstDelay * 2 ** (failures - 1), longestDelay) * 1000;
      const left = tally.lastFailure + wait - wallClock.milliseconds;
      if (left > 0) {
        queue.addAfter(keyOf(job), left * millisecond);
        return;
      }
    }
    const indexes = job.spec.completionMode === 'Indexed' ? missingIndexes(job, active, tally.indexes) : [];
    for (let made = 0; made < room; made++) {
      const index = job.spec.completionMode === 'Indexed' ? indexes[made] : undefined;
      if (job.spec.completionMode === 'Indexed' && index === undefined) return;
      const pod = client.create<Pod>(pods, podOfJob(job, index));
      if (failed(pod)) {
        recorder.warning(job, 'FailedCreate', `Error creating: ${pod.message ?? ''}`);
        queue.addAfter(keyOf(job), second);
        return;
      }
      recorder.normal(job, 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
    }
  }

  function remove(job: Job, pod: Pod): void {
    client.delete(pods, pod.metadata.namespace, pod.metadata.name);
    recorder.normal(job, 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`);
  }

  /** Finished, and its time to live is over (pkg/controller/ttlafterfinished). */
  function expire(job: Job): void {
    const { ttlSecondsAfterFinished } = job.spec;
    if (ttlSecondsAfterFinished === undefined) return;
    const at = Date.parse(finished(job)?.lastTransitionTime ?? '') + ttlSecondsAfterFinished * 1000;
    const left = at - wallClock.milliseconds;
    if (left > 0) queue.addAfter(keyOf(job), left * millisecond);
    else
      client.delete(jobs, job.metadata.namespace, job.metadata.name, {
        propagationPolicy: 'Foreground',
        preconditions: { uid: job.metadata.uid },
      });
  }
}
