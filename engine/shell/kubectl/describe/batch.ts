/**
 * `kubectl describe` of Job and CronJob (k8s.io/kubectl pkg/describe).
 */
import { formatRequirements, selectorRequirements } from '../../../kubernetes/api/selector.ts';
import type { CronJob, Job } from '../../../kubernetes/objects/batch.ts';
import { humanDuration } from '../../../kubernetes/table/duration.ts';
import { describeTemplate } from './containers.ts';
import { type Describe, head } from './describer.ts';
import { controllerName, rfc1123 } from './text.ts';

/** Of a Job's completed indexes; the rest of the one that crosses it is still shown. */
const longestIndexes = 50;

const job: Describe<Job> = (object, out, { events }) => {
  const { spec, status, metadata } = object;
  head(object, out);
  out.line(0, `Selector:\t${formatRequirements(selectorRequirements(spec.selector))}`);
  out.pairs('Labels', metadata.labels);
  out.annotations('Annotations', metadata.annotations);
  const owner = controllerName(object);
  if (owner !== undefined) out.line(0, `Controlled By:\t${owner}`);
  if (spec.parallelism !== undefined) out.line(0, `Parallelism:\t${spec.parallelism}`);
  out.line(0, `Completions:\t${spec.completions ?? '<unset>'}`);
  if (spec.completionMode !== undefined) out.line(0, `Completion Mode:\t${spec.completionMode}`);
  if (spec.suspend !== undefined) out.line(0, `Suspend:\t${spec.suspend}`);
  if (spec.backoffLimit !== undefined) out.line(0, `Backoff Limit:\t${spec.backoffLimit}`);
  if (spec.ttlSecondsAfterFinished !== undefined)
    out.line(0, `TTL Seconds After Finished:\t${spec.ttlSecondsAfterFinished}`);
  const { startTime, completionTime } = status;
  if (startTime !== undefined) out.line(0, `Start Time:\t${rfc1123(startTime)}`);
  if (completionTime !== undefined) out.line(0, `Completed At:\t${rfc1123(completionTime)}`);
  if (startTime !== undefined && completionTime !== undefined)
    out.line(0, `Duration:\t${humanDuration(Date.parse(completionTime) - Date.parse(startTime))}`);
  if (spec.activeDeadlineSeconds !== undefined)
    out.line(0, `Active Deadline Seconds:\t${spec.activeDeadlineSeconds}s`);
  const ready = status.ready === undefined ? '' : ` (${status.ready} Ready)`;
  out.line(
    0,
    `Pods Statuses:\t${status.active ?? 0} Active${ready} / ${status.succeeded ?? 0} Succeeded / ${status.failed ?? 0} Failed`,
  );
  if (spec.completionMode === 'Indexed')
    out.line(0, `Completed Indexes:\t${indexesText(status.completedIndexes ?? '')}`);
  describeTemplate(out, spec.template);
  out.events(events);
};

function indexesText(indexes: string): string {
  if (indexes === '') return '<none>';
  const comma = indexes.indexOf(',', longestIndexes);
  return comma === -1 ? indexes : `${indexes.slice(0, comma + 1)}...`;
}

const cronJob: Describe<CronJob> = (object, out, { events }) => {
  const { spec, status, metadata } = object;
  head(object, out);
  out.pairs('Labels', metadata.labels);
  out.annotations('Annotations', metadata.annotations);
  out.line(0, `Schedule:\t${spec.schedule}`);
  out.line(0, `Concurrency Policy:\t${spec.concurrencyPolicy ?? ''}`);
  out.line(0, `Suspend:\t${spec.suspend === undefined ? '<unset>' : spec.suspend ? 'True' : 'False'}`);
  out.line(0, `Time Zone:\t${spec.timeZone ?? '<unset>'}`);
  out.line(0, `Successful Job History Limit:\t${spec.successfulJobsHistoryLimit ?? '<unset>'}`);
  out.line(0, `Failed Job History Limit:\t${spec.failedJobsHistoryLimit ?? '<unset>'}`);
  const { startingDeadlineSeconds } = spec;
  out.line(
    0,
    `Starting Deadline Seconds:\t${startingDeadlineSeconds === undefined ? '<unset>' : `${startingDeadlineSeconds}s`}`,
  );
  const template = spec.jobTemplate.spec;
  const selector =
    template.selector === undefined ? '<unset>' : formatRequirements(selectorRequirements(template.selector));
  out.line(0, `Selector:\t${selector}`);
  out.line(0, `Parallelism:\t${template.parallelism ?? '<unset>'}`);
  out.line(0, `Completions:\t${template.completions ?? '<unset>'}`);
  if (template.activeDeadlineSeconds !== undefined)
    out.line(0, `Active Deadline Seconds:\t${template.activeDeadlineSeconds}s`);
  describeTemplate(out, template.template);
  const last = status.lastScheduleTime;
  out.line(0, `Last Schedule Time:\t${last === undefined ? '<unset>' : rfc1123(last)}`);
  const active = (status.active ?? []).map(({ name = '' }) => name);
  out.line(0, `Active Jobs:\t${active.join(', ') || '<none>'}`);
  out.events(events);
};

export const batchDescribers = { Job: job, CronJob: cronJob };
