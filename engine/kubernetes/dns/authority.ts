/**
 * The records of the cluster's domain, made from Services and EndpointSlices when they are asked for (CoreDNS's
 * kubernetes plugin, plugin/kubernetes; the DNS-Based Service Discovery specification of Kubernetes).
 *
 * `pods insecure`: a pod name such as `10-8-0-5.default.pod.cluster.local` is answered without looking whether the pod
 * exists, as kubeadm's Corefile has it. Left out: zone transfer, topology.
 */
import { Address } from '../../net/address/address.ts';
import { recordType, type RecordData } from '../../net/dns/message.ts';
import { coreDnsAuthority, type DnsAuthority } from '../../linux/program/dns/answer.ts';
import type { Endpoint, EndpointSlice, Service } from '../objects/service.ts';
import { slicesByService } from '../proxy/service-ports.ts';

export interface ClusterRecords {
  readonly services: () => readonly Service[];
  readonly endpointSlices: () => readonly EndpointSlice[];
  readonly namespaces: () => readonly string[];
  /** Grows with every change of the above. */
  readonly generation: () => number;
}

const ttl = 30;

export function clusterAuthority(records: ClusterRecords, domain = 'cluster.local'): DnsAuthority {
  const zone = `${domain}.`;
  let index: RecordIndex | undefined;
  let indexed = -1;
  const current = (): RecordIndex => {
    if (index === undefined || indexed !== records.generation()) {
      index = buildIndex(records, domain);
      indexed = records.generation();
    }
    return index;
  };
  return {
    zones: [
      { name: zone, authority: coreDnsAuthority(zone, ttl), fallThrough: false },
      { name: 'in-addr.arpa.', authority: coreDnsAuthority('in-addr.arpa.', ttl), fallThrough: true },
      { name: 'ip6.arpa.', authority: coreDnsAuthority('ip6.arpa.', ttl), fallThrough: true },
    ],
    ttl,
    recursive: false,
    records: (name, type) => {
      const pod = podAddress(name, domain, records.namespaces());
      if (pod !== undefined) return type === recordType.A ? [{ kind: 'address', address: pod }] : [];
      return current().records.get(`${name} ${String(type)}`) ?? [];
    },
    exists: (name) =>
      podAddress(name, domain, records.namespaces()) !== undefined || current().names.has(name),
  };
}

interface RecordIndex {
  readonly records: ReadonlyMap<string, readonly RecordData[]>;
  /** Every name that has records, and every name above one. */
  readonly names: ReadonlySet<string>;
}

/** `10-8-0-5.default.pod.cluster.local.` */
function podAddress(name: string, domain: string, namespaces: readonly string[]): Address | undefined {
  const match = /^(\d+-\d+-\d+-\d+)\.([^.]+)\.pod\.(.+)\.$/.exec(name);
  if (match?.[3] !== domain || !namespaces.includes(match[2] ?? '')) return undefined;
  return Address.tryParse((match[1] ?? '').replaceAll('-', '.'));
}

function buildIndex({ services, endpointSlices, namespaces }: ClusterRecords, domain: string): RecordIndex {
  const records = new Map<string, RecordData[]>();
  const names = new Set<string>([`${domain}.`, `svc.${domain}.`, `pod.${domain}.`]);
  const add = (name: string, type: number, data: RecordData): void => {
    const key = `${name} ${String(type)}`;
    const known = records.get(key);
    if (known === undefined) records.set(key, [data]);
    else known.push(data);
    for (let rest = name; rest !== ''; rest = rest.slice(rest.indexOf('.') + 1)) names.add(rest);
  };
  add(`dns-version.${domain}.`, recordType.TXT, { kind: 'text', strings: ['1.1.0'] });
  for (const namespace of namespaces()) {
    names.add(`${namespace}.svc.${domain}.`);
    names.add(`${namespace}.pod.${domain}.`);
  }
  const byService = slicesByService(endpointSlices());
  for (const service of services()) {
    const namespace = service.metadata.namespace ?? 'default';
    const name = `${service.metadata.name}.${namespace}.svc.${domain}.`;
    const slices = byService.get(`${namespace}/${service.metadata.name}`) ?? [];
    addService(add, service, name, slices);
  }
  return { records, names };
}

type Add = (name: string, type: number, data: RecordData) => void;

function addService(add: Add, service: Service, name: string, slices: readonly EndpointSlice[]): void {
  const { spec } = service;
  if (spec.type === 'ExternalName') {
    add(name, recordType.CNAME, { kind: 'name', name: `${(spec.externalName ?? '').replace(/\.$/, '')}.` });
    return;
  }
  const clusterIp = Address.tryParse(spec.clusterIP ?? '');
  if (clusterIp !== undefined) {
    add(name, recordType.A, { kind: 'address', address: clusterIp });
    add(reverseName(clusterIp), recordType.PTR, { kind: 'name', name });
    for (const port of spec.ports ?? [])
      if (port.name !== undefined && port.name !== '')
        add(
          `_${port.name}._${(port.protocol ?? 'TCP').toLowerCase()}.${name}`,
          recordType.SRV,
          srv(port.port, name),
        );
    return;
  }
  for (const slice of slices) {
    for (const endpoint of slice.endpoints ?? []) {
      if (spec.publishNotReadyAddresses !== true && endpoint.conditions?.ready === false) continue;
      addEndpoint(add, endpoint, name, slice);
    }
  }
}

/** A headless Service: its endpoints, each under a name of its own. */
function addEndpoint(add: Add, endpoint: Endpoint, service: string, slice: EndpointSlice): void {
  for (const text of endpoint.addresses) {
    const address = Address.tryParse(text);
    if (address === undefined) continue;
    const own = `${endpoint.hostname ?? text.replaceAll('.', '-').replaceAll(':', '-')}.${service}`;
    add(service, recordType.A, { kind: 'address', address });
    add(own, recordType.A, { kind: 'address', address });
    if (endpoint.hostname !== undefined)
      add(reverseName(address), recordType.PTR, { kind: 'name', name: own });
    for (const port of slice.ports ?? [])
      if (port.name !== undefined && port.name !== '' && port.port !== undefined)
        add(
          `_${port.name}._${(port.protocol ?? 'TCP').toLowerCase()}.${service}`,
          recordType.SRV,
          srv(port.port, own),
        );
  }
}

function srv(port: number, target: string): RecordData {
  return { kind: 'service', priority: 0, weight: 100, port, target };
}

/** `1.0.96.10.in-addr.arpa.` */
function reverseName(address: Address): string {
  return `${address.text.split('.').reverse().join('.')}.in-addr.arpa.`;
}
