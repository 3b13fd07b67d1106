/**
 * The records of the cluster's domain, made from Services and EndpointSlices when they are asked for (CoreDNS's
 * kubernetes plugin, plugin/kubernetes; the DNS-Based Service Discovery specification of Kubernetes).
 *
 * `pods insecure`: a pod name such as `10-8-0-5.default.pod.cluster.local` is answered without looking whether the pod
 * exists, as kubeadm's Corefile has it. Left out: zone transfer, topology, multicluster.
 */
import { Address } from '../../net/address/address.ts';
import { recordType, type RecordData } from '../../net/dns/message.ts';
import { coreDnsAuthority, type DnsAuthority } from '../../linux/program/dns/answer.ts';
import type { EndpointSlice, Service } from '../objects/service.ts';
import { endpointLabel, findServices, type Found, readyEndpoints, serviceName } from './backend.ts';
import { clusterQuestion } from './question.ts';
import { type ClusterIndex, clusterIndex } from './cluster-index.ts';

export interface ClusterRecords {
  readonly services: () => readonly Service[];
  readonly endpointSlices: () => readonly EndpointSlice[];
  readonly namespaces: () => readonly string[];
  /** The addresses of the pod that answers: its Service is the zone's name server. */
  readonly own?: () => readonly Address[];
  /** Grows with every change of the above. */
  readonly generation: () => number;
}

/** Seconds; of `dns-version` 28,800. */
const usualTtl = 30;

export function clusterAuthority(
  records: ClusterRecords,
  domain = 'cluster.local',
  ttl = usualTtl,
): DnsAuthority {
  const zone = `${domain}.`;
  const version = `dns-version.${zone}`;
  let index: ClusterIndex | undefined;
  let indexed = -1;
  const current = (): ClusterIndex => {
    if (index === undefined || indexed !== records.generation()) {
      index = clusterIndex(records.services(), records.endpointSlices(), records.namespaces());
      indexed = records.generation();
    }
    return index;
  };
  const zones = [zone, 'in-addr.arpa.', 'ip6.arpa.'].map((name) => ({
    name,
    authority: coreDnsAuthority(name, ttl),
    fallThrough: name !== zone,
  }));
  const find = (name: string): readonly Found[] | 'empty' | undefined => {
    if (name !== zone && !name.endsWith(`.${zone}`)) return undefined;
    const question = clusterQuestion(name.slice(0, -zone.length).replace(/\.$/, ''));
    return typeof question === 'object' ? findServices(current(), question, zone) : question;
  };
  const found = (name: string): readonly Found[] => {
    const all = find(name);
    return typeof all === 'object' ? all : [];
  };
  return {
    zones,
    ttl,
    ttlOf: (name) => (name === version ? 28_800 : ttl),
    recursive: false,
    records: (name, type) => {
      const apex = zones.find((candidate) => candidate.name === name);
      const servers = () => nameServers(current(), records.own?.() ?? [], zone);
      switch (type) {
        case recordType.SOA:
          return apex === undefined ? [] : [apex.authority];
        case recordType.NS:
          return apex === undefined ? [] : servers().map((server) => ({ kind: 'name', name: server.name }));
        case recordType.TXT:
          return name === version ? [{ kind: 'text', strings: ['1.1.0'] }] : [];
        case recordType.PTR:
          return reverse(current(), name, zone).map((target) => ({ kind: 'name', name: target }));
        case recordType.SRV:
          return serverRecords(found(name));
        case recordType.CNAME:
          return found(name).flatMap(({ host }) =>
            typeof host === 'string' ? [{ kind: 'name', name: host } as const] : [],
          );
        case recordType.A:
        case recordType.AAAA: {
          const family = type === recordType.A ? 4 : 6;
          const hosts =
            name === `ns.dns.${zone}`
              ? servers().map(({ address }) => address)
              : found(name).map(({ host }) => host);
          return [...new Set(hosts)].flatMap((host) =>
            typeof host === 'object' && host.family === family
              ? [{ kind: 'address', address: host } as const]
              : [],
          );
        }
        default:
          return [];
      }
    },
    exists: (name) => name === version || name === `ns.dns.${zone}` || find(name) !== undefined,
  };
}

/** All share a weight of 100; those of one target and port are one (SRV in plugin/backend_lookup.go). */
function serverRecords(found: readonly Found[]): readonly RecordData[] {
  const weight = Math.max(1, Math.floor(100 / found.length));
  const records = new Map<string, RecordData>();
  for (const { host, port, name } of found)
    if (typeof host === 'object' && port !== undefined)
      records.set(`${name} ${String(port)}`, { kind: 'service', priority: 0, weight, port, target: name });
  return [...records.values()];
}

interface NameServer {
  readonly name: string;
  readonly address: Address;
}

/** The Services in front of the pod that answers (nsAddrs in plugin/kubernetes/ns.go). */
function nameServers(index: ClusterIndex, own: readonly Address[], zone: string): readonly NameServer[] {
  const servers = new Map<string, NameServer>();
  for (const [key, service] of index.services)
    for (const { endpoint, address } of readyEndpoints(index.slices.get(key) ?? [])) {
      if (!own.includes(address)) continue;
      const full = serviceName(service, zone);
      const clusterIp = Address.tryParse(service.spec.clusterIP ?? '');
      const name = clusterIp === undefined ? `${endpointLabel(endpoint, address)}.${full}` : full;
      servers.set(name, { name, address: clusterIp ?? address });
    }
  if (servers.size > 0) return [...servers.values()];
  return own.slice(0, 1).map((address) => ({ name: `ns.dns.${zone}`, address }));
}

/** The Service that has an address, else the endpoints that have it (serviceReverse in reverse.go). */
function reverse(index: ClusterIndex, name: string, zone: string): readonly string[] {
  const service = index.serviceOf.get(name);
  if (service !== undefined) return [serviceName(service, zone)];
  return (index.endpointsOf.get(name) ?? []).map(
    ({ service: key, label }) => `${label}.${key.split('/').reverse().join('.')}.svc.${zone}`,
  );
}
