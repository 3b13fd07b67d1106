/**
 * Namespaces: each gets its default ServiceAccount and the cluster's root certificate; a deleted one is emptied and goes
 * when nothing is left in it (pkg/controller/namespace, serviceaccount, certificates/rootcacertpublisher).
 */
import { millisecond, second } from '../../clock/clock.ts';
import { type Resource, resource, resources } from '../api/resources.ts';
import { same } from '../api/same.ts';
import { WorkQueue } from '../client/work-queue.ts';
import type { ConfigMap, ServiceAccount } from '../objects/config.ts';
import type { Condition } from '../objects/meta.ts';
import type { ControllerContext } from './context.ts';

const namespaces = resource('namespaces');
/** Between the mark and the first deletion inside, so that every API server knows of the mark. */
const grace = 5 * second;
/** Seconds that the end of a finalizer's work is estimated to take. */
const finalizerEstimate = 15;

const serviceAccounts = resource('serviceaccounts');
const configMaps = resource('configmaps');
const pods = resource('pods');

/** Emptied in this order, after the pods; what the namespace's own controllers made goes with the rest. */
const contents = resources.filter(
  ({ struct, namespaced, name }) => struct !== undefined && namespaced && name !== 'bindings',
);

const caText =
  '-----BEGIN CERTIFICATE-----\nnot simulated: the cluster has no certificates\n-----END CERTIFICATE-----\n';

const caDescription =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.';

export function startNamespaceController(context: ControllerContext): void {
  const { informers, wallClock } = context;
  const client = context.client('namespace-controller');
  const queue = new WorkQueue(context.clock, sync, 2 * millisecond);
  informers.namespaces.onChange(({ object, gone }) => {
    if (gone) return;
    if (object.metadata.deletionTimestamp === undefined) queue.add(object.metadata.name);
    else queue.addAfter(object.metadata.name, grace);
  });

  function sync(name: string): void {
    const namespace = informers.namespaces.byKey(`/${name}`);
    if (namespace === undefined) return;
    if (namespace.metadata.deletionTimestamp !== undefined) {
      empty(name);
      return;
    }
    if (client.get(serviceAccounts, name, 'default') === undefined)
      client.create<ServiceAccount>(serviceAccounts, {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name: 'default', namespace: name },
      });
    if (client.get(configMaps, name, 'kube-root-ca.crt') === undefined)
      client.create<ConfigMap>(configMaps, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: {
          name: 'kube-root-ca.crt',
          namespace: name,
          annotations: { 'kubernetes.io/description': caDescription },
        },
        data: { 'ca.crt': caText },
      });
  }

  function empty(name: string): void {
    const left: Left = { remaining: [], held: new Map(), estimate: 0 };
    // The rest goes when no pod is left (OrderedNamespaceDeletion).
    clear(pods, name, left);
    if (left.remaining.length === 0) for (const of of contents) clear(of, name, left);
    const { remaining, held, estimate } = left;
    if (remaining.length === 0) {
      client.post(namespaces, undefined, name, 'finalize', { spec: { finalizers: [] } });
      return;
    }
    const namespace = informers.namespaces.byKey(`/${name}`);
    if (namespace === undefined) return;
    const conditions = conditionsOf(remaining, held, wallClock.timestamp);
    const old = namespace.status.conditions ?? [];
    const kept = conditions.map((one) => {
      const before = old.find(({ type }) => type === one.type);
      return before?.status === one.status && before.message === one.message ? before : one;
    });
    if (!same(kept, old))
      client.updateStatus(namespaces, { ...namespace, status: { phase: 'Terminating', conditions: kept } });
    queue.addAfter(name, (Math.floor(estimate / 2) + 1) * second);
  }

  function clear(of: Resource, name: string, left: Left): void {
    for (const object of client.list(of, name)) {
      if (object.metadata.deletionTimestamp === undefined)
        client.delete(of, name, object.metadata.name, { propagationPolicy: 'Background' });
      const now = client.get(of, name, object.metadata.name);
      if (now === undefined) continue;
      left.remaining.push(of.name);
      left.estimate = Math.max(left.estimate, now.metadata.deletionGracePeriodSeconds ?? 0);
      for (const finalizer of object.metadata.finalizers ?? []) {
        left.held.set(finalizer, (left.held.get(finalizer) ?? 0) + 1);
        left.estimate = Math.max(left.estimate, finalizerEstimate);
      }
    }
  }
}

/** What a namespace still holds: names of resources, one an object; finalizers; in how many seconds it may be gone. */
interface Left {
  readonly remaining: string[];
  readonly held: Map<string, number>;
  estimate: number;
}

function conditionsOf(
  remaining: readonly string[],
  held: ReadonlyMap<string, number>,
  now: string,
): readonly Condition[] {
  const counts = new Map<string, number>();
  for (const one of remaining) counts.set(one, (counts.get(one) ?? 0) + 1);
  const condition = (type: string, status: 'True' | 'False', reason: string, message: string): Condition => ({
    type,
    status,
    lastTransitionTime: now,
    reason,
    message,
  });
  const left = [...counts].sort().map(([name, count]) => `${name}. has ${count} resource instances`);
  const finalizers = [...held].sort().map(([name, count]) => `${name} in ${count} resource instances`);
  return [
    condition(
      'NamespaceDeletionDiscoveryFailure',
      'False',
      'ResourcesDiscovered',
      'All resources successfully discovered',
    ),
    condition(
      'NamespaceDeletionGroupVersionParsingFailure',
      'False',
      'ParsedGroupVersions',
      'All legacy kube types successfully parsed',
    ),
    condition(
      'NamespaceDeletionContentFailure',
      'False',
      'ContentDeleted',
      'All content successfully deleted, may be waiting on finalization',
    ),
    condition(
      'NamespaceContentRemaining',
      'True',
      'SomeResourcesRemain',
      `Some resources are remaining: ${left.join(', ')}`,
    ),
    finalizers.length === 0
      ? condition(
          'NamespaceFinalizersRemaining',
          'False',
          'ContentHasNoFinalizers',
          'All content-preserving finalizers finished',
        )
      : condition(
          'NamespaceFinalizersRemaining',
          'True',
          'SomeFinalizersRemain',
          `Some content in the namespace has finalizers remaining: ${finalizers.join(', ')}`,
        ),
  ];
}
