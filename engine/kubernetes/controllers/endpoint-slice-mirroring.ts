/**
 * Endpoints written by hand, for services without a selector, mirrored into EndpointSlices
 * (pkg/controller/endpointslicemirroring).
 */
import { millisecond } from '../../clock/clock.ts';
import { resource } from '../api/resources.ts';
import { same } from '../api/same.ts';
import { keyOf } from '../client/informer.ts';
import { WorkQueue } from '../client/work-queue.ts';
import type { Endpoint, EndpointPort, Endpoints, EndpointSlice, EndpointSubset } from '../objects/service.ts';
import type { ControllerContext } from './context.ts';

const slices = resource('endpointslices', 'discovery.k8s.io');
const managedBy = 'endpointslicemirroring-controller.k8s.io';

export function startEndpointSliceMirroring(context: ControllerContext): void {
  const { informers } = context;
  const client = context.client('endpointslicemirroring-controller');
  const queue = new WorkQueue(context.clock, sync, 20 * millisecond);
  informers.endpoints.onChange(({ object }) => {
    if (object.metadata.labels?.['endpoints.kubernetes.io/managed-by'] === undefined)
      queue.add(keyOf(object));
  });
  informers.services.onChange(({ object }) => {
    if (object.spec.selector === undefined) queue.add(keyOf(object));
  });

  function sync(key: string): void {
    const service = informers.services.byKey(key);
    const endpoints = informers.endpoints.byKey(key);
    const mine = informers.endpointSlices
      .indexed('service', key)
      .filter(({ metadata }) => metadata.labels?.['endpointslice.kubernetes.io/managed-by'] === managedBy);
    const mirrored =
      service !== undefined &&
      service.spec.selector === undefined &&
      endpoints !== undefined &&
      endpoints.metadata.labels?.['endpointslice.kubernetes.io/skip-mirror'] !== 'true';
    const wanted = mirrored ? (endpoints.subsets ?? []) : [];
    const left = new Set(mine);
    for (const subset of wanted) {
      if (endpoints === undefined) continue;
      const ports = portsOf(subset);
      const list = endpointsOf(subset);
      const slice = [...left].find((one) => same(one.ports ?? [], ports)) ?? [...left][0];
      if (slice === undefined) {
        create(endpoints, ports, list);
        continue;
      }
      left.delete(slice);
      if (!same(slice.endpoints, list) || !same(slice.ports, ports))
        client.update<EndpointSlice>(slices, { ...slice, endpoints: list, ports });
    }
    for (const slice of left) client.delete(slices, slice.metadata.namespace, slice.metadata.name);
  }

  function create(owner: Endpoints, ports: readonly EndpointPort[], list: readonly Endpoint[]): void {
    client.create<EndpointSlice>(slices, {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        generateName: `${owner.metadata.name}-`,
        namespace: owner.metadata.namespace ?? '',
        labels: {
          ...owner.metadata.labels,
          'kubernetes.io/service-name': owner.metadata.name,
          'endpointslice.kubernetes.io/managed-by': managedBy,
        },
        ownerReferences: [
          {
            apiVersion: 'v1',
            kind: 'Endpoints',
            name: owner.metadata.name,
            uid: owner.metadata.uid,
            controller: true,
            blockOwnerDeletion: true,
          },
        ],
      },
      addressType: 'IPv4',
      endpoints: list,
      ports,
    });
  }
}

function portsOf({ ports = [] }: EndpointSubset): readonly EndpointPort[] {
  return ports.map((port) => ({ ...port, name: port.name ?? '' }));
}

function endpointsOf({ addresses = [], notReadyAddresses = [] }: EndpointSubset): readonly Endpoint[] {
  const of = (ready: boolean): ((address: NonNullable<EndpointSubset['addresses']>[number]) => Endpoint) => {
    return ({ ip, hostname, nodeName, targetRef }) => ({
      addresses: [ip],
      conditions: { ready },
      ...(hostname === undefined ? {} : { hostname }),
      ...(nodeName === undefined ? {} : { nodeName }),
      ...(targetRef === undefined ? {} : { targetRef }),
    });
  };
  return [...addresses.map(of(true)), ...notReadyAddresses.map(of(false))];
}
