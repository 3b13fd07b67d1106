/**
 * The HorizontalPodAutoscaler controller (pkg/controller/podautoscaler): every 15 s it looks at the scale of its target,
 * keeps it between its bounds, and asks for metrics. No metrics server runs in the cluster, so each metric fails in the
 * words of the client that finds no such API, and the number of pods stays.
 *
 * Left out: what is calculated of metrics that are there.
 */
import { second } from '../../clock/clock.ts';
import { type Resource, resource, resourceOfKind } from '../api/resources.ts';
import { same } from '../api/same.ts';
import { failed } from '../client/client.ts';
import { keyOf } from '../client/informer.ts';
import { WorkQueue } from '../client/work-queue.ts';
import type { HorizontalPodAutoscaler, Metric, MetricSource } from '../objects/cluster.ts';
import type { Condition, KubeObject } from '../objects/meta.ts';
import type { ControllerContext } from './context.ts';
import { selectorText } from './disruption.ts';

const autoscalers = resource('horizontalpodautoscalers', 'autoscaling');
const resync = 15 * second;

interface Scale extends KubeObject {
  readonly spec: { readonly replicas?: number };
}

/** Why a metric has no value. */
interface Failing {
  readonly reason: string;
  readonly message: string;
  /** What was to be got, as the summary names it. */
  readonly subject: string;
}

export function startHorizontalPodAutoscaler(context: ControllerContext): void {
  const { wallClock } = context;
  const client = context.client('horizontal-pod-autoscaler');
  const recorder = context.recorder('horizontal-pod-autoscaler');
  const queue = new WorkQueue(context.clock, sync);
  const watch = client.watch(autoscalers);
  watch.changed.add(() => {
    for (const { object, type } of watch.take()) if (type === 'ADDED') queue.addAfter(keyOf(object), resync);
  });

  function sync(key: string): void {
    const [namespace = '', name = ''] = key.split('/');
    const old = client.get(autoscalers, namespace, name) as HorizontalPodAutoscaler | undefined;
    if (old === undefined) return;
    const next = reconciled(old);
    if (!same(next.status, old.status) && failed(client.updateStatus(autoscalers, next)))
      queue.addAfter(key, second);
    queue.addAfter(key, resync);
  }

  function reconciled(old: HorizontalPodAutoscaler): HorizontalPodAutoscaler {
    const { spec, metadata } = old;
    const target = spec.scaleTargetRef;
    const of = resourceOfKind(target.apiVersion ?? 'v1', target.kind);
    const scale = of === undefined ? undefined : scaleOf(of, metadata.namespace, target.name);
    if (of === undefined || typeof scale !== 'object') {
      const message = typeof scale === 'string' ? scale : noMatches(target.apiVersion ?? 'v1', target.kind);
      recorder.warning(old, 'FailedGetScale', message);
      return withCondition(
        old,
        'AbleToScale',
        'False',
        'FailedGetScale',
        `the HPA controller was unable to get the target's current scale: ${message}`,
      );
    }
    let next = withCondition(
      old,
      'AbleToScale',
      'True',
      'SucceededGetScale',
      "the HPA controller was able to get the target's current scale",
    );
    const current = scale.spec.replicas ?? 0;
    const least = spec.minReplicas ?? 1;
    if (current === 0 && least !== 0) {
      next = withCondition(
        next,
        'ScalingActive',
        'False',
        'ScalingDisabled',
        'scaling is disabled since the replica count of the target is zero',
      );
      return counted(next, { current, desired: 0, metrics: null, isRescaled: false });
    }
    if (current > spec.maxReplicas)
      return rescaled(next, of, { scale, desired: spec.maxReplicas, bound: 'above Spec.MaxReplicas' });
    if (current < least)
      return rescaled(next, of, { scale, desired: least, bound: 'below Spec.MinReplicas' });
    return measured(next, current);
  }

  /** @returns the scale, or why there is none */
  function scaleOf(of: Resource, namespace: string | undefined, name: string): Scale | string {
    const answer = client.subresource(of, namespace, name, 'scale');
    return failed(answer) ? (answer.message ?? '') : (answer as Scale);
  }

  function rescaled(
    hpa: HorizontalPodAutoscaler,
    of: Resource,
    { scale, desired, bound }: { readonly scale: Scale; readonly desired: number; readonly bound: string },
  ): HorizontalPodAutoscaler {
    const current = scale.spec.replicas ?? 0;
    const reason = `Current number of replicas ${bound}`;
    const answer = client.updateSubresource(of, { ...scale, spec: { replicas: desired } }, 'scale');
    if (failed(answer)) {
      const message = answer.message ?? '';
      recorder.warning(hpa, 'FailedRescale', `New size: ${desired}; reason: ${reason}; error: ${message}`);
      const words = `the HPA controller was unable to update the target scale: ${message}`;
      return withCondition(hpa, 'AbleToScale', 'False', 'FailedUpdateScale', words);
    }
    recorder.normal(hpa, 'SuccessfulRescale', `New size: ${desired}; reason: ${reason}`);
    const next = withCondition(
      hpa,
      'AbleToScale',
      'True',
      'SucceededRescale',
      `the HPA controller was able to update the target scale to ${desired}`,
    );
    return counted(next, { current, desired, metrics: null, isRescaled: true });
  }

  function measured(hpa: HorizontalPodAutoscaler, current: number): HorizontalPodAutoscaler {
    const metrics = hpa.spec.metrics ?? [];
    const failings = metrics.map((metric) => failing(metric, hpa.metadata.namespace ?? ''));
    const [first] = failings;
    if (first === undefined) return hpa;
    for (const { reason, message } of failings) recorder.warning(hpa, reason, message);
    const next = withCondition(
      hpa,
      'ScalingActive',
      'False',
      first.reason,
      `the HPA was unable to compute the replica count: ${first.message}`,
    );
    recorder.warning(
      hpa,
      'FailedComputeMetricsReplicas',
      `invalid metrics (${metrics.length} invalid out of ${metrics.length}), first error is: failed to get ${first.subject}: ${first.message}`,
    );
    return counted(next, {
      current,
      desired: hpa.status?.desiredReplicas ?? 0,
      metrics: metrics.map(() => ({ type: '' })),
      isRescaled: false,
    });
  }

  function withCondition(
    hpa: HorizontalPodAutoscaler,
    type: string,
    status: Condition['status'],
    reason: string,
    message: string,
  ): HorizontalPodAutoscaler {
    const conditions = [...(hpa.status?.conditions ?? [])];
    const at = conditions.findIndex((one) => one.type === type);
    const old = conditions[at];
    const lastTransitionTime =
      old?.status === status ? (old.lastTransitionTime ?? wallClock.timestamp) : wallClock.timestamp;
    conditions[at === -1 ? conditions.length : at] = { type, status, lastTransitionTime, reason, message };
    const { currentMetrics = null } = hpa.status ?? {};
    return { ...hpa, status: { ...hpa.status, currentMetrics, conditions } };
  }

  function counted(
    hpa: HorizontalPodAutoscaler,
    {
      current,
      desired,
      metrics,
      isRescaled,
    }: {
      readonly current: number;
      readonly desired: number;
      readonly metrics: readonly Metric[] | null;
      readonly isRescaled: boolean;
    },
  ): HorizontalPodAutoscaler {
    const last = isRescaled ? wallClock.timestamp : hpa.status?.lastScaleTime;
    return {
      ...hpa,
      status: {
        ...(last === undefined ? {} : { lastScaleTime: last }),
        ...(current === 0 ? {} : { currentReplicas: current }),
        desiredReplicas: desired,
        currentMetrics: metrics,
        conditions: hpa.status?.conditions ?? [],
      },
    };
  }
}

function noMatches(version: string, kind: string): string {
  const [group = '', of] = version.includes('/') ? version.split('/') : ['', version];
  return `no matches for kind "${kind}" in group "${of === undefined ? '' : group}"`;
}

/** What the clients of the three metrics APIs say where none is registered (podautoscaler/metrics/client.go). */
function failing(metric: Metric, namespace: string): Failing {
  const source = (field: string): MetricSource => {
    const given = metric[field];
    return typeof given === 'object' ? given : {};
  };
  switch (metric.type) {
    case 'Resource':
    case 'ContainerResource': {
      const isContainer = metric.type === 'ContainerResource';
      const { name = '', container = '', target } = source(isContainer ? 'containerResource' : 'resource');
      const what = target?.averageValue === undefined ? 'utilization' : 'usage';
      return {
        reason: isContainer ? 'FailedGetContainerResourceMetric' : 'FailedGetResourceMetric',
        message: `failed to get ${name} ${what}: unable to get metrics for resource ${name}: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)`,
        subject: isContainer ? `${container} container metric value` : `${name} resource metric value`,
      };
    }
    case 'External': {
      const { metric: named, target } = source('external');
      const name = named?.name ?? '';
      const selector = selectorText(named?.selector);
      const text = `unable to get external metric ${namespace}/${name}/${selector}: unable to fetch metrics from external metrics API: the server could not find the requested resource (get ${name}.external.metrics.k8s.io)`;
      return {
        reason: 'FailedGetExternalMetric',
        message: text,
        subject:
          target?.averageValue === undefined
            ? `${name} external metric value: failed to get external metric ${name}`
            : `${name} external metric value: failed to get ${name} external metric`,
      };
    }
    case 'Object': {
      const { metric: named, describedObject, target } = source('object');
      const name = named?.name ?? '';
      const where = `${describedObject?.kind ?? ''} ${namespace}/${describedObject?.name ?? ''}`;
      return {
        reason: 'FailedGetObjectMetric',
        message: `unable to get metric ${name}: ${noCustomMetrics} on ${where}`,
        subject:
          target?.type === 'AverageValue'
            ? `object metric value: failed to get ${name} object metric`
            : 'object metric value',
      };
    }
    default: {
      const name = source('pods').metric?.name ?? '';
      return {
        reason: 'FailedGetPodsMetric',
        message: `unable to get metric ${name}: ${noCustomMetrics}`,
        subject: 'pods metric value',
      };
    }
  }
}

const noCustomMetrics =
  'unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered';
