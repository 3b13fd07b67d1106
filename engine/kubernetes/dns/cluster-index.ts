/**
 * Services and slices by what CoreDNS looks them up by (the indexers of plugin/kubernetes/controller.go): name, and
 * backwards by address, as the name under which an address is asked for.
 */
import { Address } from '../../net/address/address.ts';
import { reverseName } from '../../net/dns/name.ts';
import type { EndpointSlice, Service } from '../objects/service.ts';
import { clusterIps, endpointLabel, readyEndpoints } from './backend.ts';

export interface ClusterIndex {
  /** By `namespace/name`. */
  readonly services: ReadonlyMap<string, Service>;
  /** By `namespace/name` of their Service. */
  readonly slices: ReadonlyMap<string, readonly EndpointSlice[]>;
  readonly namespaces: ReadonlySet<string>;
  /** By reverse name. */
  readonly serviceOf: ReadonlyMap<string, Service>;
  readonly endpointsOf: ReadonlyMap<string, readonly NamedEndpoint[]>;
}

export interface NamedEndpoint {
  /** `namespace/name` */
  readonly service: string;
  readonly label: string;
}

export function clusterIndex(
  services: readonly Service[],
  slices: readonly EndpointSlice[],
  namespaces: readonly string[],
): ClusterIndex {
  const serviceOf = new Map<string, Service>();
  for (const service of services)
    for (const text of clusterIps(service)) {
      const address = Address.tryParse(text);
      if (address !== undefined) serviceOf.set(reverseName(address), service);
    }
  const byService = new Map<string, EndpointSlice[]>();
  const endpointsOf = new Map<string, NamedEndpoint[]>();
  for (const slice of slices) {
    const name = slice.metadata.labels?.['kubernetes.io/service-name'];
    if (name === undefined) continue;
    const key = `${slice.metadata.namespace ?? 'default'}/${name}`;
    entry(byService, key).push(slice);
    for (const { endpoint, address } of readyEndpoints([slice])) {
      const named = entry(endpointsOf, reverseName(address));
      const label = endpointLabel(endpoint, address);
      if (!named.some((known) => known.service === key && known.label === label))
        named.push({ service: key, label });
    }
  }
  return {
    services: new Map(
      services.map((service) => [
        `${service.metadata.namespace ?? 'default'}/${service.metadata.name}`,
        service,
      ]),
    ),
    slices: byService,
    namespaces: new Set(namespaces),
    serviceOf,
    endpointsOf,
  };
}

function entry<Value>(map: Map<string, Value[]>, key: string): Value[] {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made: Value[] = [];
  map.set(key, made);
  return made;
}
