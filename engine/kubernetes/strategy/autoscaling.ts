/**
 * HorizontalPodAutoscaler at the API server: its defaults (pkg/apis/autoscaling/v2 defaults.go).
 *
 * Left out: autoscaling/v1, which is the same object in other words.
 */
import { resource } from '../api/resources.ts';
import type { HorizontalPodAutoscaler, Metric, ScalingRules } from '../objects/cluster.ts';
import { plainStrategy } from './plain.ts';
import type { Strategy } from './strategy.ts';

type Writable<T> = { -readonly [Field in keyof T]: T[Field] };

const period = { periodSeconds: 15 };
const allAtOnce = { type: 'Percent', value: 100, ...period } as const;

const scaleUp: ScalingRules = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [{ type: 'Pods', value: 4, ...period }, allAtOnce],
};
const scaleDown: ScalingRules = { selectPolicy: 'Max', policies: [allAtOnce] };

const fourFifths: Metric = {
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } },
};

export const horizontalPodAutoscalerStrategy: Strategy<HorizontalPodAutoscaler> = {
  ...(plainStrategy(
    resource('horizontalpodautoscalers', 'autoscaling'),
  ) as Strategy<HorizontalPodAutoscaler>),
  defaults(autoscaler) {
    const spec = autoscaler.spec as Writable<HorizontalPodAutoscaler['spec']>;
    spec.minReplicas ??= 1;
    if ((spec.metrics ?? []).length === 0) spec.metrics = [fourFifths];
    if (spec.behavior !== undefined)
      spec.behavior = {
        scaleUp: { ...scaleUp, ...spec.behavior.scaleUp },
        scaleDown: { ...scaleDown, ...spec.behavior.scaleDown },
      };
  },
};
