/**
 * The pods of a Job, and the indexes of an Indexed one (pkg/controller/job indexed_job_utils.go).
 */
import type { Unborn } from '../client/client.ts';
import type { Job } from '../objects/batch.ts';
import type { Container, Pod } from '../objects/pod.ts';
import { podFromTemplate } from './pod-from-template.ts';

const indexKey = 'batch.kubernetes.io/job-completion-index';

export function podOfJob(job: Job, index: number | undefined): Unborn<Pod> {
  const { name } = job.metadata;
  if (index === undefined) return podFromTemplate(job, job.spec.template, { generateName: `${name}-` });
  const text = String(index);
  const { spec } = job.spec.template;
  const withIndex = (container: Container): Container => ({
    ...container,
    env: [
      ...(container.env ?? []),
      {
        name: 'JOB_COMPLETION_INDEX',
        valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: `metadata.labels['${indexKey}']` } },
      },
    ],
  });
  return podFromTemplate(job, job.spec.template, {
    generateName: `${name}-${text}-`,
    labels: { [indexKey]: text },
    annotations: { [indexKey]: text },
    spec: {
      hostname: `${name}-${text}`,
      containers: spec.containers.map(withIndex),
      ...(spec.initContainers === undefined ? {} : { initContainers: spec.initContainers.map(withIndex) }),
    },
  });
}

/** The lowest indexes that no pod has or had. */
export function missingIndexes(
  { spec }: Job,
  active: readonly Pod[],
  done: ReadonlySet<number>,
): readonly number[] {
  const taken = new Set(active.map(({ metadata }) => Number(metadata.annotations?.[indexKey])));
  const missing: number[] = [];
  for (let index = 0; index < (spec.completions ?? 0); index++)
    if (!taken.has(index) && !done.has(index)) missing.push(index);
  return missing;
}

/** `0-2,5` */
export function indexesText(indexes: ReadonlySet<number>): string {
  const sorted = [...indexes].sort((one, other) => one - other);
  const ranges: string[] = [];
  for (let at = 0; at < sorted.length;) {
    const from = sorted[at] ?? 0;
    let to = from;
    while (sorted[at + 1] === to + 1) {
      at++;
      to++;
    }
    at++;
    ranges.push(
      to === from
        ? String(from)
        : to === from + 1
          ? `${String(from)},${String(to)}`
          : `${String(from)}-${String(to)}`,
    );
  }
  return ranges.join(',');
}
