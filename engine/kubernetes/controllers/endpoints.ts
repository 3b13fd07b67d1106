/**
 * The Endpoints controller: the older, one-object form of what stands behind a service (pkg/controller/endpoint).
 *
 * Left out: the limit of 1,000 addresses. Mirroring of hand-made Endpoints is in endpoint-slice-mirroring.ts.
 */
import { millisecond } from '../../clock/clock.ts';
import { resource } from '../api/resources.ts';
import { same } from '../api/same.ts';
import { keyOf } from '../client/informer.ts';
import { WorkQueue } from '../client/work-queue.ts';
import type { Pod } from '../objects/pod.ts';
import type {
  EndpointAddress,
  EndpointPort,
  Endpoints,
  EndpointSubset,
  Service,
} from '../objects/service.ts';
import type { ControllerContext } from './context.ts';
import { portNumber } from './endpoint-slice.ts';
import { isReady, isTerminal } from './pod-state.ts';
import { endpointsPortsInOrder } from './port-order.ts';
import { selectedPods, ServiceSelectors } from './service-selectors.ts';

const endpoints = resource('endpoints');

export function startEndpointsController(context: ControllerContext): void {
  const { informers } = context;
  const client = context.client('endpoint-controller');
  const queue = new WorkQueue(context.clock, sync, 20 * millisecond);
  const selectors = new ServiceSelectors();

  informers.services.onChange(({ object, gone }) => {
    if (gone) {
      selectors.remove(object);
      if (informers.endpoints.byKey(keyOf(object)) !== undefined || object.spec.selector !== undefined)
        client.delete(endpoints, object.metadata.namespace, object.metadata.name);
      return;
    }
    selectors.put(object);
    queue.add(keyOf(object));
  });
  informers.pods.onChange(({ object, old, gone }) => {
    if (
      old !== undefined &&
      !gone &&
      old.metadata.labels === object.metadata.labels &&
      old.metadata.deletionTimestamp === object.metadata.deletionTimestamp &&
      old.status.podIP === object.status.podIP &&
      old.status.phase === object.status.phase &&
      isReady(old) === isReady(object)
    )
      return;
    for (const key of selectors.matching(object)) queue.add(key);
    if (old !== undefined && old.metadata.labels !== object.metadata.labels)
      for (const key of selectors.matching(old)) queue.add(key);
  });

  function sync(key: string): void {
    const service = informers.services.byKey(key);
    const selector = service?.spec.selector;
    if (service === undefined || selector === undefined || service.spec.type === 'ExternalName') return;
    const subsets = subsetsOf(service, selectedPods(informers.pods, service, selector));
    const existing = informers.endpoints.byKey(key);
    const labels = {
      ...service.metadata.labels,
      'endpoints.kubernetes.io/managed-by': 'endpoint-controller',
      ...(service.spec.clusterIP === 'None' ? { 'service.kubernetes.io/headless': '' } : {}),
    };
    if (existing === undefined) {
      client.create<Endpoints>(endpoints, {
        apiVersion: 'v1',
        kind: 'Endpoints',
        metadata: { name: service.metadata.name, namespace: service.metadata.namespace ?? '', labels },
        ...(subsets.length === 0 ? {} : { subsets }),
      });
      return;
    }
    if (same(existing.subsets ?? [], subsets) && same(existing.metadata.labels, labels)) return;
    const { subsets: _subsets, ...rest } = existing;
    client.update<Endpoints>(endpoints, {
      ...rest,
      metadata: { ...existing.metadata, labels },
      ...(subsets.length === 0 ? {} : { subsets }),
    });
  }
}

/** One subset per set of ports, addresses sorted. */
function subsetsOf(service: Service, pods: readonly Pod[]): readonly EndpointSubset[] {
  const groups = new Map<
    string,
    {
      readonly ports: readonly EndpointPort[];
      readonly ready: EndpointAddress[];
      readonly notReady: EndpointAddress[];
    }
  >();
  for (const pod of pods) {
    if (isTerminal(pod) || pod.status.podIP === undefined) continue;
    const leaving = pod.metadata.deletionTimestamp !== undefined;
    if (leaving && service.spec.publishNotReadyAddresses !== true) continue;
    const ports = (service.spec.ports ?? []).flatMap((port) => {
      const number = portNumber(port.targetPort ?? port.port, port.protocol ?? 'TCP', pod);
      return number === undefined
        ? []
        : [
            {
              ...(port.name === undefined ? {} : { name: port.name }),
              port: number,
              protocol: port.protocol ?? ('TCP' as const),
            },
          ];
    });
    const key = JSON.stringify(ports);
    let group = groups.get(key);
    if (group === undefined) groups.set(key, (group = { ports, ready: [], notReady: [] }));
    const named = pod.spec.hostname !== undefined && pod.spec.subdomain === service.metadata.name;
    const address: EndpointAddress = {
      ip: pod.status.podIP,
      ...(named ? { hostname: pod.spec.hostname } : {}),
      ...(pod.spec.nodeName === undefined ? {} : { nodeName: pod.spec.nodeName }),
      targetRef: {
        kind: 'Pod',
        namespace: pod.metadata.namespace ?? '',
        name: pod.metadata.name,
        uid: pod.metadata.uid,
      },
    };
    if (service.spec.publishNotReadyAddresses === true || isReady(pod)) group.ready.push(address);
    else group.notReady.push(address);
  }
  return [...groups.values()].map(({ ports, ready, notReady }) => ({
    ...(ready.length === 0 ? {} : { addresses: sorted(ready) }),
    ...(notReady.length === 0 ? {} : { notReadyAddresses: sorted(notReady) }),
    ...(ports.length === 0 ? {} : { ports: endpointsPortsInOrder(ports) }),
  }));
}

function sorted(addresses: readonly EndpointAddress[]): readonly EndpointAddress[] {
  const value = (ip: string): number => ip.split('.').reduce((total, part) => total * 256 + Number(part), 0);
  return addresses
    .map((address) => ({ address, at: value(address.ip) }))
    .sort((one, other) => one.at - other.at)
    .map(({ address }) => address);
}
