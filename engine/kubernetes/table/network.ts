/**
 * The rows of Service, Endpoints and EndpointSlice.
 */
import type { Endpoints, EndpointSlice, Service } from '../objects/service.ts';
import { columns, type TableKind } from './columns.ts';
import { since } from './duration.ts';
import { formatLabels } from './format.ts';

const most = 3;

const service: TableKind<Service> = {
  columns: columns('Name', 'Type', 'Cluster-IP', 'External-IP', 'Port(s)', 'Age', '+Selector'),
  cells: (object, now) => [
    object.metadata.name,
    object.spec.type ?? '',
    object.spec.clusterIPs?.[0] ?? '<none>',
    externalAddress(object),
    servicePorts(object),
    since(object.metadata.creationTimestamp, now),
    formatLabels(object.spec.selector),
  ],
};

function externalAddress({ spec, status }: Service): string {
  const external = spec.externalIPs ?? [];
  switch (spec.type) {
    case 'ClusterIP':
    case 'NodePort':
      return external.length > 0 ? external.join(',') : '<none>';
    case 'LoadBalancer': {
      const given = (status.loadBalancer.ingress ?? [])
        .map(({ ip, hostname }) => ip ?? hostname ?? '')
        .sort();
      const all = [...given, ...external];
      return all.length > 0 ? all.join(',') : '<pending>';
    }
    case 'ExternalName':
      return spec.externalName ?? '';
    default:
      return '<unknown>';
  }
}

function servicePorts({ spec }: Service): string {
  const ports = (spec.ports ?? []).map(({ port, nodePort, protocol = 'TCP' }) =>
    nodePort === undefined ? `${port}/${protocol}` : `${port}:${nodePort}/${protocol}`,
  );
  return ports.length === 0 ? '<none>' : ports.join(',');
}

const endpoints: TableKind<Endpoints> = {
  columns: columns('Name', 'Endpoints', 'Age'),
  cells: (object, now) => [
    object.metadata.name,
    formatEndpoints(object),
    since(object.metadata.creationTimestamp, now),
  ],
};

function formatEndpoints({ subsets = [] }: Endpoints): string {
  if (subsets.length === 0) return '<none>';
  const all = subsets.flatMap(({ addresses = [], ports = [] }) =>
    ports.length === 0
      ? addresses.map(({ ip }) => ip)
      : ports.flatMap(({ port }) =>
          addresses.map(({ ip }) => `${ip.includes(':') ? `[${ip}]` : ip}:${port ?? 0}`),
        ),
  );
  return withMore(all);
}

function withMore(list: readonly string[]): string {
  const shown = list.slice(0, most).join(',');
  return list.length > most ? `${shown} + ${list.length - most} more...` : shown;
}

const slice: TableKind<EndpointSlice> = {
  columns: columns('Name', 'AddressType', 'Ports', 'Endpoints', 'Age'),
  cells: (object, now) => {
    const ports = (object.ports ?? []).map(({ port, name }) => String(port ?? name ?? '*'));
    const addresses = (object.endpoints ?? []).flatMap((one) => one.addresses);
    return [
      object.metadata.name,
      object.addressType,
      ports.length === 0 ? '<unset>' : withMore(ports),
      addresses.length === 0 ? '<unset>' : withMore(addresses),
      since(object.metadata.creationTimestamp, now),
    ];
  },
};

export const networkColumns = { Service: service, Endpoints: endpoints, EndpointSlice: slice };
