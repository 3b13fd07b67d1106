/**
 * Node, Namespace, ServiceAccount, Event at the API server (pkg/registry/core).
 */
import type { Event, ServiceAccount } from '../objects/config.ts';
import type { KubeObject } from '../objects/meta.ts';
import type { Namespace, Node } from '../objects/node.ts';
import { resource } from '../api/resources.ts';
import { type FieldError, fieldError } from '../api/status.ts';
import { validateMeta } from '../validation/meta.ts';
import { isDns1123Label, isDns1123Subdomain } from '../validation/names.ts';
import type { Strategy } from './strategy.ts';

export const namespaceStrategy: Strategy<Namespace> = {
  resource: resource('namespaces'),
  hasStatus: true,
  prepareForCreate: (namespace) => ({
    ...namespace,
    metadata: {
      ...namespace.metadata,
      labels: { ...namespace.metadata.labels, 'kubernetes.io/metadata.name': namespace.metadata.name },
    },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  }),
  prepareForUpdate: (namespace, old) => ({
    ...namespace,
    metadata: {
      ...namespace.metadata,
      labels: { ...namespace.metadata.labels, 'kubernetes.io/metadata.name': namespace.metadata.name },
    },
    spec: old.spec,
    status: old.status,
  }),
  validate: (namespace) => validateMeta(namespace, isDns1123Label),
};

export const nodeStrategy: Strategy<Node> = {
  resource: resource('nodes'),
  hasStatus: true,
  prepareForUpdate: (node, old) => ({ ...node, status: old.status }),
  validate: (node) => [...validateMeta(node, isDns1123Subdomain), ...validateTaints(node)],
  validateUpdate(node, old) {
    const errors: FieldError[] = [...validateMeta(node, isDns1123Subdomain), ...validateTaints(node)];
    if (old.spec.podCIDR !== undefined && node.spec.podCIDR !== old.spec.podCIDR)
      return [
        ...errors,
        fieldError.forbidden('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid'),
      ];
    if (
      old.spec.podCIDRs !== undefined &&
      JSON.stringify(node.spec.podCIDRs ?? []) !== JSON.stringify(old.spec.podCIDRs)
    )
      errors.push(
        fieldError.forbidden('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid'),
      );
    return errors;
  },
};

function validateTaints(node: Node): readonly FieldError[] {
  const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
  const errors: FieldError[] = [];
  for (const [index, taint] of (node.spec.taints ?? []).entries()) {
    if (!effects.includes(taint.effect))
      errors.push(fieldError.notSupported(`spec.taints[${index}].effect`, taint.effect, effects));
    const twin = node.spec.taints?.findIndex((one) => one.key === taint.key && one.effect === taint.effect);
    if (twin !== undefined && twin < index) errors.push(fieldError.duplicate(`spec.taints[${index}]`, taint));
  }
  return errors;
}

export const serviceAccountStrategy: Strategy<ServiceAccount> = {
  resource: resource('serviceaccounts'),
  validate: (account: KubeObject) => validateMeta(account, isDns1123Subdomain),
};

export const eventStrategy: Strategy<Event> = {
  resource: resource('events'),
  validate: (event: KubeObject) => validateMeta(event, isDns1123Subdomain),
};
