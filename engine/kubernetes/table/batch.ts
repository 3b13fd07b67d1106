/**
 * The rows of StatefulSet, ReplicationController, PodTemplate, Job, CronJob and HorizontalPodAutoscaler.
 */
import type {
  CronJobRow,
  HorizontalPodAutoscaler,
  JobRow,
  Metric,
  MetricSource,
  MetricValue,
  PodTemplate,
  ReplicationController,
  StatefulSetRow,
} from '../objects/cluster.ts';
import type { Condition } from '../objects/meta.ts';
import { columns, type TableKind } from './columns.ts';
import { humanDuration, since } from './duration.ts';
import { containerImages, containerNames, formatLabels, formatSelector } from './format.ts';

const statefulSet: TableKind<StatefulSetRow> = {
  columns: columns('Name', 'Ready', 'Age', '+Containers', '+Images'),
  cells: ({ metadata, spec, status }, now) => [
    metadata.name,
    `${status?.readyReplicas ?? 0}/${spec.replicas ?? 0}`,
    since(metadata.creationTimestamp, now),
    containerNames(spec.template.spec.containers),
    containerImages(spec.template.spec.containers),
  ],
};

const replicationController: TableKind<ReplicationController> = {
  columns: columns('Name', '*Desired', '*Current', '*Ready', 'Age', '+Containers', '+Images', '+Selector'),
  cells: ({ metadata, spec, status }, now) => [
    metadata.name,
    spec.replicas ?? 0,
    status?.replicas ?? 0,
    status?.readyReplicas ?? 0,
    since(metadata.creationTimestamp, now),
    containerNames(spec.template?.spec.containers ?? []),
    containerImages(spec.template?.spec.containers ?? []),
    formatLabels(spec.selector),
  ],
};

const podTemplate: TableKind<PodTemplate> = {
  columns: columns('Name', 'Containers', 'Images', 'Pod Labels'),
  cells: ({ metadata, template }) => [
    metadata.name,
    containerNames(template.spec.containers),
    containerImages(template.spec.containers),
    formatLabels(template.metadata?.labels),
  ],
};

function is(conditions: readonly Condition[] | undefined, type: string): boolean {
  return conditions?.some((one) => one.type === type && one.status === 'True') === true;
}

function jobStatus({ metadata, status }: JobRow): string {
  if (is(status?.conditions, 'Complete')) return 'Complete';
  if (is(status?.conditions, 'Failed')) return 'Failed';
  if (metadata.deletionTimestamp !== undefined) return 'Terminating';
  const word = ['Suspended', 'FailureTarget', 'SuccessCriteriaMet'].find((type) =>
    is(status?.conditions, type),
  );
  return word ?? 'Running';
}

function completions({ spec, status }: JobRow): string {
  const succeeded = status?.succeeded ?? 0;
  if (spec.completions !== undefined) return `${succeeded}/${spec.completions}`;
  const parallelism = spec.parallelism ?? 0;
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function jobDuration({ status }: JobRow, now: number): string {
  if (status?.startTime === undefined) return '';
  const end = status.completionTime === undefined ? now : Date.parse(status.completionTime);
  return humanDuration(end - Date.parse(status.startTime));
}

const job: TableKind<JobRow> = {
  columns: columns('Name', 'Status', 'Completions', 'Duration', 'Age', '+Containers', '+Images', '+Selector'),
  cells: (object, now) => [
    object.metadata.name,
    jobStatus(object),
    completions(object),
    jobDuration(object, now),
    since(object.metadata.creationTimestamp, now),
    containerNames(object.spec.template.spec.containers),
    containerImages(object.spec.template.spec.containers),
    formatSelector(object.spec.selector),
  ],
};

const cronJob: TableKind<CronJobRow> = {
  columns: columns(
    'Name',
    'Schedule',
    'Timezone',
    '?Suspend',
    '*Active',
    'Last Schedule',
    'Age',
    '+Containers',
    '+Images',
    '+Selector',
  ),
  cells: ({ metadata, spec, status }, now) => [
    metadata.name,
    spec.schedule,
    spec.timeZone ?? '<none>',
    spec.suspend === undefined ? '<unset>' : spec.suspend ? 'True' : 'False',
    (status?.active ?? []).length,
    status?.lastScheduleTime === undefined ? '<none>' : since(status.lastScheduleTime, now),
    since(metadata.creationTimestamp, now),
    containerNames(spec.jobTemplate.spec.template.spec.containers),
    containerImages(spec.jobTemplate.spec.template.spec.containers),
    formatSelector(spec.jobTemplate.spec.selector),
  ],
};

function sourceOf(metric: Metric | undefined): MetricSource | undefined {
  if (metric === undefined) return undefined;
  const source = metric[metric.type.slice(0, 1).toLowerCase() + metric.type.slice(1)];
  return typeof source === 'string' ? undefined : source;
}

function metricText(metric: Metric, status: Metric | undefined): string {
  const source = sourceOf(metric);
  const target: MetricValue = source?.target ?? {};
  const current: MetricValue | undefined = sourceOf(status)?.current;
  switch (metric.type) {
    case 'External':
    case 'Object':
      return target.averageValue === undefined
        ? `${current === undefined ? '<unknown>' : (current.value ?? '<nil>')}/${target.value ?? '<nil>'}`
        : `${current?.averageValue ?? '<unknown>'}/${target.averageValue} (avg)`;
    case 'Pods':
      return `${current?.averageValue ?? '<unknown>'}/${target.averageValue ?? '<nil>'}`;
    case 'Resource':
    case 'ContainerResource': {
      const name = source?.name ?? '';
      if (target.averageValue !== undefined)
        return `${name}: ${current?.averageValue ?? '<unknown>'}/${target.averageValue}`;
      const wanted = target.averageUtilization;
      const is = current?.averageUtilization;
      return `${name}: ${is === undefined ? '<unknown>' : `${is}%`}/${wanted === undefined ? '<auto>' : `${wanted}%`}`;
    }
    default:
      return '<unknown type>';
  }
}

const mostMetrics = 2;

function formatMetrics(
  metrics: readonly Metric[] | undefined,
  statuses: readonly Metric[] | null | undefined,
): string {
  if (metrics === undefined || metrics.length === 0) return '<none>';
  const all = metrics.map((metric, index) => metricText(metric, statuses?.[index]));
  const shown = all.slice(0, mostMetrics).join(', ');
  return all.length > mostMetrics ? `${shown} + ${all.length - mostMetrics} more...` : shown;
}

const horizontalPodAutoscaler: TableKind<HorizontalPodAutoscaler> = {
  columns: columns('Name', 'Reference', 'Targets', 'MinPods', 'MaxPods', 'Replicas', 'Age'),
  cells: ({ metadata, spec, status }, now) => [
    metadata.name,
    `${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}`,
    formatMetrics(spec.metrics, status?.currentMetrics),
    spec.minReplicas === undefined ? '<unset>' : String(spec.minReplicas),
    spec.maxReplicas,
    status?.currentReplicas ?? 0,
    since(metadata.creationTimestamp, now),
  ],
};

export const batchColumns = {
  StatefulSet: statefulSet,
  ReplicationController: replicationController,
  PodTemplate: podTemplate,
  Job: job,
  CronJob: cronJob,
  HorizontalPodAutoscaler: horizontalPodAutoscaler,
};
