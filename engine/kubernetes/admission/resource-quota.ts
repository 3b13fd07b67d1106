/**
 * The ResourceQuota admission plugin and its controller in one: what a namespace's objects use is counted, told in each
 * quota's status, and what would go beyond is refused (k8s.io/apiserver pkg/admission/plugin/resourcequota, pkg/quota/v1,
 * pkg/controller/resourcequota).
 *
 * Left out: quotas by storage class or priority class; hugepages and extended resources.
 */
import type { PersistentVolumeClaim, ResourceList, ResourceQuota } from '../objects/cluster.ts';
import type { KubeObject } from '../objects/meta.ts';
import type { Container, Pod } from '../objects/pod.ts';
import type { Service } from '../objects/service.ts';
import { resource, type Resource } from '../api/resources.ts';
import { forbidden, qualified } from '../api/status.ts';
import type { Store } from '../api/store.ts';
import { canonicalQuantity, quantityValue } from '../schema/quantity.ts';
import { qualityOfService } from '../strategy/pod.ts';

const quotas = resource('resourcequotas');
const pods = resource('pods');

type Usage = Readonly<Record<string, number>>;

/** Kinds that count by their name alone. */
const countedByName = new Set(
  'configmaps persistentvolumeclaims replicationcontrollers resourcequotas secrets services'.split(' '),
);

function usageOf(of: Resource, object: KubeObject): Usage {
  const usage: Record<string, number> = { [`count/${qualified(of)}`]: 1 };
  if (of.group !== '') return usage;
  if (countedByName.has(of.name)) usage[of.name] = 1;
  if (of.name === 'services') Object.assign(usage, serviceUsage(object as Service));
  if (of.name === 'persistentvolumeclaims') Object.assign(usage, claimUsage(object as PersistentVolumeClaim));
  if (of.name === 'pods' && !isOver(object as Pod)) Object.assign(usage, podUsage(object as Pod));
  return usage;
}

function isOver({ status }: Pod): boolean {
  return status.phase === 'Succeeded' || status.phase === 'Failed';
}

function serviceUsage({ spec }: Service): Usage {
  const ports = spec.ports ?? [];
  const isBalancer = spec.type === 'LoadBalancer';
  const nodePorts =
    spec.type === 'NodePort' || (isBalancer && spec.allocateLoadBalancerNodePorts !== false)
      ? ports.length
      : isBalancer
        ? ports.filter(({ nodePort }) => nodePort !== undefined).length
        : 0;
  return { 'services.nodeports': nodePorts, 'services.loadbalancers': isBalancer ? 1 : 0 };
}

const ofStorageClass = '.storageclass.storage.k8s.io/';

function claimUsage({ spec }: PersistentVolumeClaim): Usage {
  const storage = quantityValue(spec.resources?.requests?.['storage']) ?? 0;
  const { storageClassName } = spec;
  return {
    'requests.storage': storage,
    ...(storageClassName === undefined
      ? {}
      : {
          [`${storageClassName}${ofStorageClass}requests.storage`]: storage,
          [`${storageClassName}${ofStorageClass}persistentvolumeclaims`]: 1,
        }),
  };
}

const computed = ['cpu', 'memory', 'ephemeral-storage'];

/** What one container's or the whole pod's requests and limits count as. */
function podUsage({ spec }: Pod): Usage {
  const usage: Record<string, number> = { pods: 1 };
  const { containers, initContainers = [] } = spec;
  const asked = [...containers, ...initContainers].flatMap(({ resources }) =>
    Object.keys(resources?.requests ?? {}),
  );
  for (const name of [...computed, ...new Set(asked.filter(isExtended))])
    for (const kind of isExtended(name) ? (['requests'] as const) : (['requests', 'limits'] as const)) {
      const amount = ({ resources }: Container): number => quantityValue(resources?.[kind]?.[name]) ?? 0;
      const sidecars = initContainers.filter((one) => one.restartPolicy === 'Always');
      const together = [...containers, ...sidecars].reduce((sum, one) => sum + amount(one), 0);
      const first = Math.max(0, ...initContainers.map(amount));
      usage[`${kind}.${name}`] = Math.max(together, first);
      if (kind === 'requests' && !isExtended(name)) usage[name] = usage[`${kind}.${name}`] ?? 0;
    }
  return usage;
}

/** A vendor's resource, as `example.com/gpu`: only its requests are counted (IsExtendedResourceName). */
function isExtended(name: string): boolean {
  return name.includes('/') && !name.split('/')[0]?.endsWith('kubernetes.io');
}

function isInScope(quota: ResourceQuota, of: Resource, object: KubeObject): boolean {
  const scopes = quota.spec.scopes ?? [];
  if (scopes.length === 0) return true;
  if (of.name !== 'pods') return false;
  const { spec } = object as Pod;
  const isBestEffort = qualityOfService(spec) === 'BestEffort';
  return scopes.every((scope) => {
    switch (scope) {
      case 'BestEffort':
        return isBestEffort;
      case 'NotBestEffort':
        return !isBestEffort;
      case 'Terminating':
        return spec.activeDeadlineSeconds !== undefined;
      case 'NotTerminating':
        return spec.activeDeadlineSeconds === undefined;
      default:
        return false;
    }
  });
}

/** The kinds that a hard limit is about. */
function kindsOf(name: string): readonly Resource[] {
  const counted = /^count\/([^.]+)\.?(.*)$/.exec(name);
  if (counted !== null) return [resource(counted[1] ?? '', counted[2] ?? '')];
  if (name === 'requests.storage' || name.includes(ofStorageClass))
    return [resource('persistentvolumeclaims')];
  const [first = ''] = name.split('.');
  return countedByName.has(first) ? [resource(first)] : [pods];
}

function usedBy(quota: ResourceQuota, store: Store): Usage {
  const hard = quota.spec.hard ?? {};
  const used: Record<string, number> = {};
  for (const name of Object.keys(hard)) {
    used[name] = 0;
    for (const of of kindsOf(name))
      for (const object of store.list(of, quota.metadata.namespace ?? ''))
        if (isInScope(quota, of, object)) used[name] += usageOf(of, object)[name] ?? 0;
  }
  return used;
}

/** Bytes are told in powers of two, as they are asked for. */
function amountText(name: string, amount: number): string {
  const isBinary = /memory$|storage$/.test(name) && amount % 1024 === 0;
  return canonicalQuantity(isBinary ? `${amount / 1024}Ki` : amount) ?? '0';
}

function quantities(usage: Usage): ResourceList {
  return Object.fromEntries(
    Object.keys(usage)
      .sort()
      .map((name) => [name, amountText(name, usage[name] ?? 0)]),
  );
}

function quotasIn(store: Store, namespace: string | undefined): readonly ResourceQuota[] {
  return store.list(quotas, namespace ?? '') as readonly ResourceQuota[];
}

/** @throws ApiError Forbidden when a new object, or a new state of one, goes beyond a quota of its namespace */
export function checkQuotas(
  of: Resource,
  object: KubeObject,
  old: KubeObject | undefined,
  store: Store,
): void {
  if (!of.namespaced || of.name === 'resourcequotas') return;
  for (const quota of quotasIn(store, object.metadata.namespace)) {
    if (!isInScope(quota, of, object)) continue;
    const hard = quota.spec.hard ?? {};
    if (of === pods && old === undefined) mustSpecify(quota, object as Pod);
    const before = old === undefined ? {} : usageOf(of, old);
    const wanted = usageOf(of, object);
    const more = Object.fromEntries(
      Object.keys(hard)
        .sort()
        .map((name) => [name, (wanted[name] ?? 0) - (before[name] ?? 0)] as const)
        .filter(([name, amount]) => amount > 0 && wanted[name] !== undefined),
    );
    if (Object.keys(more).length === 0) continue;
    const used = usedBy(quota, store);
    const exceeded = Object.keys(more).filter(
      (name) => (used[name] ?? 0) + (more[name] ?? 0) > (quantityValue(hard[name]) ?? 0),
    );
    if (exceeded.length === 0) continue;
    const list = (amounts: ResourceList): string =>
      exceeded.map((name) => `${name}=${amounts[name] ?? '0'}`).join(',');
    throw forbidden(
      of,
      object.metadata.name,
      `exceeded quota: ${quota.metadata.name}, requested: ${list(quantities(more))}, used: ${list(quantities(used))}, limited: ${list(hard)}`,
    );
  }
}

/** A quota for processors or memory makes every container say what it asks for. */
function mustSpecify({ spec, metadata }: ResourceQuota, pod: Pod): void {
  const missing = new Map<string, string[]>();
  for (const name of Object.keys(spec.hard ?? {}).sort()) {
    const [, kind = 'requests', what = ''] = /^(?:(requests|limits)\.)?(cpu|memory)$/.exec(name) ?? [];
    if (what === '') continue;
    for (const { name: container, resources } of [...pod.spec.containers, ...(pod.spec.initContainers ?? [])])
      if (resources?.[kind as 'requests' | 'limits']?.[what] === undefined)
        missing.set(name, [...(missing.get(name) ?? []), container]);
  }
  if (missing.size === 0) return;
  const words = [...missing].map(([name, containers]) => `${name} for: ${containers.sort().join(',')}`);
  throw forbidden(
    pods,
    pod.metadata.name,
    `failed quota: ${metadata.name}: must specify ${words.join('; ')}`,
  );
}

/** The namespace's quotas told what is used now. @param put keeps a quota's next state */
export function countQuotas(
  namespace: string,
  store: Store,
  put: (of: Resource, quota: KubeObject) => void,
): void {
  for (const quota of quotasIn(store, namespace)) {
    const status = { hard: quota.spec.hard ?? {}, used: quantities(usedBy(quota, store)) };
    if (JSON.stringify(status) !== JSON.stringify(quota.status))
      put(quotas, { ...quota, status } as KubeObject);
  }
}
