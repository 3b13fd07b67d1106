/**
 * The conditions of a Job (pkg/controller/job newCondition, IsJobFinished).
 */
import type { Job } from '../objects/batch.ts';
import type { Condition, Timestamp } from '../objects/meta.ts';

export function ofType({ status }: Job, type: string): Condition | undefined {
  return status.conditions?.find((one) => one.type === type);
}

/** The condition that says it is over. */
export function finished(job: Job): Condition | undefined {
  return [ofType(job, 'Complete'), ofType(job, 'Failed')].find((one) => one?.status === 'True');
}

/** The Job with one condition new or another. */
export function withCondition(
  job: Job,
  type: string,
  status: 'True' | 'False',
  reason: string,
  message: string,
  now: Timestamp,
): Job {
  const condition: Condition = { type, status, lastProbeTime: now, lastTransitionTime: now, reason, message };
  const old = job.status.conditions ?? [];
  const conditions = old.some((one) => one.type === type)
    ? old.map((one) => (one.type === type ? condition : one))
    : [...old, condition];
  return { ...job, status: { ...job.status, conditions } };
}
