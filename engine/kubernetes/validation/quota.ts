/**
 * Validation of a ResourceQuota's scopes (validateResourceQuotaScopes of pkg/apis/core/validation): which resources a scope
 * may count. Left out: names of resources that no quota knows, and scopeSelector, which is not simulated.
 */
import type { ResourceQuota } from '../objects/cluster.ts';
import { type FieldError, fieldError } from '../api/status.ts';
import { validatePlain } from './plain.ts';

const ofPods = ['pods', 'cpu', 'memory', 'limits.cpu', 'limits.memory', 'requests.cpu', 'requests.memory'];
const countable: Readonly<Record<string, readonly string[]>> = {
  Terminating: ofPods,
  NotTerminating: ofPods,
  NotBestEffort: ofPods,
  PriorityClass: ofPods,
  CrossNamespacePodAffinity: ofPods,
  BestEffort: ['pods'],
  VolumeAttributesClass: ['persistentvolumeclaims', 'requests.storage'],
};

const known = new Set(
  `${ofPods.join(' ')} ephemeral-storage requests.storage requests.ephemeral-storage limits.ephemeral-storage
  resourcequotas services replicationcontrollers secrets persistentvolumeclaims configmaps services.nodeports
  services.loadbalancers`.split(/\s+/),
);

const contrary = [
  ['BestEffort', 'NotBestEffort'],
  ['Terminating', 'NotTerminating'],
] as const;

export function validateResourceQuota(quota: ResourceQuota): readonly FieldError[] {
  const { hard = {}, scopes = [] } = quota.spec;
  const fault = (why: string): FieldError => fieldError.invalid('spec.scopes', scopes, why);
  const resources = Object.keys(hard)
    .filter((name) => known.has(name))
    .sort();
  return [
    ...validatePlain(quota),
    ...scopes.flatMap((scope) => {
      const counted = countable[scope];
      if (counted === undefined) return [fault('unsupported scope')];
      return resources
        .filter((name) => !counted.includes(name))
        .map(() => fault('unsupported scope applied to resource'));
    }),
    ...contrary
      .filter((pair) => pair.every((scope) => scopes.includes(scope)))
      .map(() => fault('conflicting scopes')),
  ];
}
