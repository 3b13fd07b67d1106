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
  // SetDefaults_Namespace; what the cluster's own components send is not defaulted.
  defaults: (namespace) => {
    (namespace as { metadata: Namespace['metadata'] }).metadata = withNameLabel(namespace).metadata;
  },
  prepareForCreate: (namespace) => ({
    ...withNameLabel(namespace),
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  }),
  prepareForUpdate: (namespace, old) => ({
    ...withNameLabel(namespace),
    spec: old.spec,
    status: old.status,
  }),
  validate: later(({ validateNamespace }) => validateNamespace),
};

function withNameLabel(namespace: Namespace): Namespace {
  const { metadata } = namespace;
  if (metadata.name === '') return namespace;
  const labels = { ...metadata.labels, 'kubernetes.io/metadata.name': metadata.name };
  return { ...namespace, metadata: { ...metadata, labels } };
}

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
