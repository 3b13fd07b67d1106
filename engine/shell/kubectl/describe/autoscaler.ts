/**
 * `kubectl describe` of a HorizontalPodAutoscaler, as autoscaling/v2 shows it (k8s.io/kubectl pkg/describe).
 */
import type {
  HorizontalPodAutoscaler,
  Metric,
  MetricSource,
  ScalingRules,
} from '../../../kubernetes/objects/cluster.ts';
import { type Describe, head } from './describer.ts';
import { type DescribeText, rfc1123 } from './text.ts';

const unknown = '<unknown>';

export const horizontalPodAutoscaler: Describe<HorizontalPodAutoscaler> = (object, out, { events }) => {
  const { spec, status, metadata } = object;
  head(object, out);
  out.pairs('Labels', metadata.labels);
  out.annotations('Annotations', metadata.annotations);
  out.line(0, `CreationTimestamp:\t${rfc1123(metadata.creationTimestamp)}`);
  out.line(0, `Reference:\t${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}`);
  out.line(0, 'Metrics:\t( current / target )');
  for (const [index, metric] of (spec.metrics ?? []).entries())
    out.line(1, metricText(metric, status?.currentMetrics?.[index]));
  out.line(0, `Min replicas:\t${spec.minReplicas ?? '<unset>'}`);
  out.line(0, `Max replicas:\t${spec.maxReplicas}`);
  if (spec.behavior !== undefined) {
    out.line(0, 'Behavior:');
    directionRows(out, 'Scale Up', spec.behavior.scaleUp);
    directionRows(out, 'Scale Down', spec.behavior.scaleDown);
  }
  out.line(
    0,
    `${spec.scaleTargetRef.kind} pods:\t${status?.currentReplicas ?? 0} current / ${status?.desiredReplicas ?? 0} desired`,
  );
  const conditions = status?.conditions ?? [];
  if (conditions.length > 0) {
    out.line(0, 'Conditions:');
    out.line(1, 'Type\tStatus\tReason\tMessage');
    out.line(1, '----\t------\t------\t-------');
    for (const { type, status: is, reason = '', message = '' } of conditions)
      out.line(1, `${type}\t${is}\t${reason}\t${message}`);
  }
  out.events(events);
};

/** Of one type of metric, what the spec asks for and what the status says. */
function metricText(metric: Metric, currently: Metric | undefined): string {
  const of = (given: Metric | undefined, field: string): MetricSource | undefined => {
    const source = given?.[field];
    return typeof source === 'object' ? source : undefined;
  };
  switch (metric.type) {
    case 'External':
    case 'Object': {
      const field = metric.type.toLowerCase();
      const source = of(metric, field);
      const current = of(currently, field)?.current;
      const isAverage =
        metric.type === 'External'
          ? source?.target?.averageValue !== undefined
          : source?.target?.type === 'AverageValue';
      const where = source?.describedObject;
      const on = where === undefined ? '' : ` on ${where.kind}/${where.name}`;
      const name = JSON.stringify(source?.metric?.name ?? '');
      return isAverage
        ? `${name}${on} (target average value):\t${current?.averageValue ?? unknown} / ${source?.target?.averageValue ?? ''}`
        : `${name}${on} (target value):\t${current?.value ?? unknown} / ${source?.target?.value ?? ''}`;
    }
    case 'Pods': {
      const source = of(metric, 'pods');
      const current = of(currently, 'pods')?.current?.averageValue ?? unknown;
      return `${JSON.stringify(source?.metric?.name ?? '')} on pods:\t${current} / ${source?.target?.averageValue ?? ''}`;
    }
    case 'Resource':
      return resourceText(of(metric, 'resource'), of(currently, 'resource'), '');
    case 'ContainerResource': {
      const source = of(metric, 'containerResource');
      const where = ` of container "${source?.container ?? ''}"`;
      return resourceText(source, of(currently, 'containerResource'), where);
    }
    default:
      return `<unknown metric type ${JSON.stringify(metric.type)}>`;
  }
}

function resourceText(
  source: MetricSource | undefined,
  currently: MetricSource | undefined,
  where: string,
): string {
  const title = `resource ${source?.name ?? ''}${where} on pods`;
  const { averageValue, averageUtilization } = source?.target ?? {};
  const current = currently?.current;
  if (averageValue !== undefined) return `${title}:\t${current?.averageValue ?? unknown} / ${averageValue}`;
  const is =
    current?.averageUtilization === undefined
      ? unknown
      : `${current.averageUtilization}% (${current.averageValue ?? '0'})`;
  const target = averageUtilization === undefined ? '<auto>' : `${averageUtilization}%`;
  return `${title}  (as a percentage of request):\t${is} / ${target}`;
}

function directionRows(out: DescribeText, title: string, rules: ScalingRules | undefined): void {
  if (rules === undefined) return;
  out.line(1, `${title}:`);
  if (rules.stabilizationWindowSeconds !== undefined)
    out.line(2, `Stabilization Window: ${rules.stabilizationWindowSeconds} seconds`);
  const policies = rules.policies ?? [];
  if (policies.length === 0) return;
  out.line(2, `Select Policy: ${rules.selectPolicy ?? 'Max'}`);
  out.line(2, 'Policies:');
  for (const { type, value, periodSeconds } of policies)
    out.line(3, `- Type: ${type}\tValue: ${value}\tPeriod: ${periodSeconds} seconds`);
}
