/**
 * The EndpointSlice controller: which pods stand behind each service with a selector
 * (staging/src/k8s.io/endpointslice reconciler.go). At most 100 endpoints a slice; ready, serving and terminating;
 * hints for services that prefer their own node or zone.
 *
 * Left out: moving endpoints between half-empty slices, the overload threshold of zone hints, dual-stack.
 */
import { millisecond } from '../../clock/clock.ts';
import { resource } from '../api/resources.ts';
import { same } from '../api/same.ts';
import { keyOf } from '../client/informer.ts';
import { WorkQueue } from '../client/work-queue.ts';
import type { Pod } from '../objects/pod.ts';
import type { Endpoint, EndpointPort, EndpointSlice, Service } from '../objects/service.ts';
import type { ControllerContext } from './context.ts';
import { isReady, isTerminal } from './pod-state.ts';
import { slicePortsInOrder } from './port-order.ts';
import { selectedPods, ServiceSelectors } from './service-selectors.ts';

const slices = resource('endpointslices', 'discovery.k8s.io');
const managedBy = 'endpointslice-controller.k8s.io';
const triggerTime = 'endpoints.kubernetes.io/last-change-trigger-time';
const mostEndpoints = 100;

export function startEndpointSliceController(context: ControllerContext): void {
  const { informers } = context;
  const client = context.client('endpointslice-controller');
  const queue = new WorkQueue(context.clock, sync, 10 * millisecond);
  const selectors = new ServiceSelectors();
  /** Service key → uid of a pod → its last time of getting ready, as the controller saw it. */
  const seen = new Map<string, Map<string, string>>();

  informers.services.onChange(({ object, gone }) => {
    const key = keyOf(object);
    if (gone) {
      selectors.remove(object);
      seen.delete(key);
    } else selectors.put(object);
    queue.add(key);
  });
  informers.pods.onChange(({ object, old, gone }) => {
    if (old !== undefined && !gone && sameForServices(object, old)) return;
    for (const key of selectors.matching(object)) queue.add(key);
    if (old !== undefined && old.metadata.labels !== object.metadata.labels)
      for (const key of selectors.matching(old)) queue.add(key);
  });
  informers.endpointSlices.onChange(({ object, gone }) => {
    const service = object.metadata.labels?.['kubernetes.io/service-name'];
    if (
      gone &&
      service !== undefined &&
      object.metadata.labels?.['endpointslice.kubernetes.io/managed-by'] === managedBy
    )
      queue.add(`${object.metadata.namespace ?? ''}/${service}`);
  });

  function sync(key: string): void {
    const service = informers.services.byKey(key);
    if (service === undefined || service.metadata.deletionTimestamp !== undefined) return;
    const { selector } = service.spec;
    if (selector === undefined || service.spec.type === 'ExternalName') return;
    const mine = informers.endpointSlices
      .indexed('service', key)
      .filter(({ metadata }) => metadata.labels?.['endpointslice.kubernetes.io/managed-by'] === managedBy);
    const pods = selectedPods(informers.pods, service, selector);
    // Pods whose named ports differ need slices of their own.
    const groups = new Map<
      string,
      { readonly ports: readonly EndpointPort[]; readonly endpoints: Endpoint[] }
    >();
    for (const pod of pods) {
      if (isTerminal(pod) || (pod.status.podIPs ?? []).length === 0) continue;
      const ports = slicePortsInOrder(portsFor(service, pod));
      const name = JSON.stringify(ports);
      let group = groups.get(name);
      if (group === undefined) groups.set(name, (group = { ports, endpoints: [] }));
      group.endpoints.push(endpointOf(pod, service));
    }
    if (groups.size === 0) groups.set('[]', { ports: [], endpoints: [] });
    const trigger = lastTrigger(key, service, pods);
    const left = new Set(mine);
    for (const { ports, endpoints } of groups.values())
      reconcile(service, ports, withHints(service, endpoints), left, trigger);
    for (const slice of left) client.delete(slices, slice.metadata.namespace, slice.metadata.name);
  }

  function reconcile(
    service: Service,
    ports: readonly EndpointPort[],
    wanted: readonly Endpoint[],
    left: Set<EndpointSlice>,
    trigger: string | undefined,
  ): void {
    const byAddress = new Map(wanted.map((endpoint) => [identity(endpoint), endpoint]));
    const usable = [...left].filter(
      (slice) =>
        (slice.endpoints ?? []).length === 0 || wanted.length === 0 || same(slice.ports ?? [], ports),
    );
    const next: { readonly slice: EndpointSlice; endpoints: Endpoint[] }[] = [];
    for (const slice of usable) {
      const kept: Endpoint[] = [];
      for (const old of slice.endpoints ?? []) {
        const now = byAddress.get(identity(old));
        if (now === undefined) continue;
        kept.push(now);
        byAddress.delete(identity(old));
      }
      next.push({ slice, endpoints: kept });
    }
    const fresh = [...byAddress.values()];
    for (const entry of next) {
      const room = mostEndpoints - entry.endpoints.length;
      if (fresh.length > 0 && room > 0) entry.endpoints = [...fresh.splice(0, room), ...entry.endpoints];
    }
    let filled = false;
    for (const { slice, endpoints } of next) {
      if (endpoints.length === 0 && (filled || next.some((other) => other.endpoints.length > 0))) continue;
      filled = true;
      left.delete(slice);
      write(service, slice, ports, endpoints, trigger);
    }
    while (fresh.length > 0 || !filled) {
      create(service, ports, fresh.splice(0, mostEndpoints), trigger);
      filled = true;
    }
  }

  function write(
    service: Service,
    slice: EndpointSlice,
    ports: readonly EndpointPort[],
    endpoints: readonly Endpoint[],
    trigger: string | undefined,
  ): void {
    const labels = sliceLabels(service);
    const endpointsNow = endpoints.length === 0 ? null : endpoints;
    const portsNow = ports.length === 0 ? null : ports;
    if (
      same(slice.endpoints, endpointsNow) &&
      same(slice.ports, portsNow) &&
      same(slice.metadata.labels, labels)
    )
      return;
    const { [triggerTime]: _old, ...annotations } = slice.metadata.annotations ?? {};
    const { annotations: _annotations, ...metadata } = slice.metadata;
    const nextAnnotations = trigger === undefined ? annotations : { ...annotations, [triggerTime]: trigger };
    client.update<EndpointSlice>(slices, {
      ...slice,
      metadata: {
        ...metadata,
        labels,
        ...(Object.keys(nextAnnotations).length === 0 ? {} : { annotations: nextAnnotations }),
      },
      endpoints: endpointsNow,
      ports: portsNow,
    });
  }

  function create(
    service: Service,
    ports: readonly EndpointPort[],
    endpoints: readonly Endpoint[],
    trigger: string | undefined,
  ): void {
    client.create<EndpointSlice>(slices, {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        generateName: `${service.metadata.name}-`,
        namespace: service.metadata.namespace ?? '',
        labels: sliceLabels(service),
        ...(trigger === undefined ? {} : { annotations: { [triggerTime]: trigger } }),
        ownerReferences: [
          {
            apiVersion: 'v1',
            kind: 'Service',
            name: service.metadata.name,
            uid: service.metadata.uid,
            controller: true,
            blockOwnerDeletion: true,
          },
        ],
      },
      addressType: 'IPv4',
      endpoints: endpoints.length === 0 ? null : endpoints,
      ports: ports.length === 0 ? null : ports,
    });
  }

  /** TriggerTimeTracker: the earliest change not yet told. */
  function lastTrigger(key: string, service: Service, pods: readonly Pod[]): string | undefined {
    const before = seen.get(key);
    const now = new Map<string, string>();
    let earliest: string | undefined;
    const consider = (name: string, time: string): void => {
      now.set(name, time);
      const old = before?.get(name);
      if (old !== undefined && old >= time) return;
      if (earliest === undefined || time < earliest) earliest = time;
    };
    for (const pod of pods) {
      const ready = pod.status.conditions?.find(({ type }) => type === 'Ready');
      const time = ready?.lastTransitionTime;
      if (time !== undefined) consider(pod.metadata.uid, time);
    }
    consider('service', service.metadata.creationTimestamp);
    seen.set(key, now);
    return earliest;
  }

  function withHints(service: Service, endpoints: readonly Endpoint[]): readonly Endpoint[] {
    const { trafficDistribution } = service.spec;
    if (trafficDistribution === undefined) return endpoints;
    return endpoints.map((endpoint) => {
      const zone = informers.nodes.get('', endpoint.nodeName ?? '')?.metadata.labels?.[
        'topology.kubernetes.io/zone'
      ];
      const forZones = zone === undefined ? {} : { forZones: [{ name: zone }] };
      const forNodes =
        trafficDistribution === 'PreferSameNode' && endpoint.nodeName !== undefined
          ? { forNodes: [{ name: endpoint.nodeName }] }
          : {};
      const hints = { ...forZones, ...forNodes };
      return Object.keys(hints).length === 0 || endpoint.conditions?.ready !== true
        ? endpoint
        : { ...endpoint, hints };
    });
  }
}

function identity({ addresses, targetRef }: Endpoint): string {
  return `${addresses[0] ?? ''}/${targetRef?.uid ?? ''}`;
}

/** Whether a pod's change means nothing to services. */
function sameForServices(pod: Pod, old: Pod): boolean {
  return (
    pod.metadata.labels === old.metadata.labels &&
    pod.metadata.deletionTimestamp === old.metadata.deletionTimestamp &&
    pod.spec.nodeName === old.spec.nodeName &&
    pod.status.phase === old.status.phase &&
    pod.status.podIP === old.status.podIP &&
    isReady(pod) === isReady(old)
  );
}

function sliceLabels(service: Service): Readonly<Record<string, string>> {
  const headless = service.spec.clusterIP === 'None' ? { 'service.kubernetes.io/headless': '' } : {};
  return {
    ...service.metadata.labels,
    ...headless,
    'kubernetes.io/service-name': service.metadata.name,
    'endpointslice.kubernetes.io/managed-by': managedBy,
  };
}

function portsFor(service: Service, pod: Pod): readonly EndpointPort[] {
  return (service.spec.ports ?? []).flatMap((port) => {
    const number = portNumber(port.targetPort ?? port.port, port.protocol ?? 'TCP', pod);
    return number === undefined
      ? []
      : [
          {
            name: port.name ?? '',
            port: number,
            protocol: port.protocol ?? 'TCP',
            ...(port.appProtocol === undefined ? {} : { appProtocol: port.appProtocol }),
          },
        ];
  });
}

/** FindPort: a number, or the container port of that name and protocol. */
export function portNumber(target: number | string, protocol: string, pod: Pod): number | undefined {
  if (typeof target === 'number') return target;
  for (const container of [
    ...pod.spec.containers,
    ...(pod.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always'),
  ])
    for (const port of container.ports ?? [])
      if (port.name === target && (port.protocol ?? 'TCP') === protocol) return port.containerPort;
  return undefined;
}

function endpointOf(pod: Pod, service: Service): Endpoint {
  const serving = isReady(pod);
  const terminating = pod.metadata.deletionTimestamp !== undefined;
  const ready = service.spec.publishNotReadyAddresses === true || (serving && !terminating);
  const named = pod.spec.hostname !== undefined && pod.spec.subdomain === service.metadata.name;
  return {
    addresses: [pod.status.podIP ?? ''],
    conditions: { ready, serving, terminating },
    ...(pod.spec.nodeName === undefined ? {} : { nodeName: pod.spec.nodeName }),
    ...(named ? { hostname: pod.spec.hostname } : {}),
    targetRef: {
      kind: 'Pod',
      name: pod.metadata.name,
      namespace: pod.metadata.namespace ?? '',
      uid: pod.metadata.uid,
    },
  };
}
