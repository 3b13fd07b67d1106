/**
 * How many pods a rolling update may have and must keep (pkg/controller/deployment/util).
 */
import type { IntOrString } from '../objects/meta.ts';
import type { Deployment } from '../objects/workload.ts';

export interface Surge {
  readonly maxSurge: number;
  readonly maxUnavailable: number;
}

export function surgeOf({ spec }: Deployment): Surge {
  if (spec.strategy?.type === 'Recreate') return { maxSurge: 0, maxUnavailable: 0 };
  const replicas = spec.replicas ?? 1;
  const { maxSurge = '25%', maxUnavailable = '25%' } = spec.strategy?.rollingUpdate ?? {};
  const surge = scaled(maxSurge, replicas, Math.ceil);
  const unavailable = scaled(maxUnavailable, replicas, Math.floor);
  return {
    maxSurge: surge,
    maxUnavailable: surge === 0 && unavailable === 0 ? 1 : Math.min(unavailable, replicas),
  };
}

/** A number as it is, a percentage of `total` rounded. */
export function scaled(value: IntOrString, total: number, round: (number: number) => number): number {
  return typeof value === 'number' ? value : round((Number.parseInt(value, 10) * total) / 100);
}
