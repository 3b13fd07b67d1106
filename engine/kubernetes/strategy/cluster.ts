/**
 * Node, Namespace, ServiceAccount, Event at the API server (pkg/registry/core).
 */
import type { Event, ServiceAccount } from '../objects/config.ts';
import type { Namespace, Node } from '../objects/node.ts';
import { later } from '../api/later-code.ts';
import { resource } from '../api/resources.ts';
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
  validate: later(({ validateNamespace }) => validateNamespace),
};

export const nodeStrategy: Strategy<Node> = {
  resource: resource('nodes'),
  hasStatus: true,
  prepareForUpdate: (node, old) => ({ ...node, status: old.status }),
  validate: later(({ validateNode }) => validateNode),
  validateUpdate: later(({ validateNodeUpdate }) => validateNodeUpdate),
};

export const serviceAccountStrategy: Strategy<ServiceAccount> = {
  resource: resource('serviceaccounts'),
  validate: later(({ validatePlain }) => validatePlain),
};

export const eventStrategy: Strategy<Event> = {
  resource: resource('events'),
  validate: later(({ validatePlain }) => validatePlain),
};
