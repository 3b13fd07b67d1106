/**
 * What the lab's name servers know: the records CoreDNS makes of services and pods, and the one zone of the Internet
 * host. Names are written out in full, in lower case.
 */
import type { ServicePort } from '../../kubernetes/proxy/iptables/service-port.ts';
import { internetHost, pods } from './cluster.ts';
import { webEndpoints } from './services.ts';

export type DnsRecord =
  | { readonly name: string; readonly type: 'A'; readonly address: string }
  | { readonly name: string; readonly type: 'PTR'; readonly target: string }
  | {
      readonly name: string;
      readonly type: 'SRV';
      readonly priority: number;
      readonly weight: number;
      readonly port: number;
      readonly target: string;
    };

export interface DnsZones {
  readonly records: readonly DnsRecord[];
  /** Names that exist without a record of the type asked for: an empty answer, not NXDOMAIN. */
  readonly empty: readonly string[];
  /** Zones answered with authority; other names are asked of `upstream`. */
  readonly zones: readonly string[];
  readonly upstream: string | undefined;
  /** Seconds. */
  readonly ttl: number;
  /** Says that recursion is available. */
  readonly recursive: boolean;
}

export function clusterZones(services: readonly ServicePort[]): DnsZones {
  return {
    records: clusterRecords(services),
    empty: [],
    zones: ['cluster.local.', 'in-addr.arpa.'],
    upstream: internetHost,
    ttl: 30,
    recursive: false,
  };
}

export const internetZones: DnsZones = {
  records: [{ name: 'example.com.', type: 'A', address: internetHost }],
  empty: ['example.com.'],
  zones: ['.'],
  upstream: undefined,
  ttl: 300,
  recursive: true,
};

function clusterRecords(services: readonly ServicePort[]): DnsRecord[] {
  const records: DnsRecord[] = [];
  for (const service of services) {
    const name = `${service.name}.${service.namespace}.svc.cluster.local.`;
    const known = records.some(
      (record) => record.name === name && record.type === 'A' && record.address === service.clusterIP,
    );
    if (!known) {
      records.push({ name, type: 'A', address: service.clusterIP });
      const reverse = `${service.clusterIP.split('.').reverse().join('.')}.in-addr.arpa.`;
      records.push({ name: reverse, type: 'PTR', target: name });
    }
    const port = `_${service.portName ?? ''}._${service.protocol}.${name}`;
    records.push({ name: port, type: 'SRV', priority: 0, weight: 100, port: service.port, target: name });
  }
  return [...records, ...headlessRecords(), ...podRecords()];
}

function headlessRecords(): DnsRecord[] {
  const name = 'web-headless.default.svc.cluster.local.';
  return webEndpoints.flatMap(({ ip, port }): DnsRecord[] => {
    const target = `${dashed(ip)}.${name}`;
    return [
      { name, type: 'A', address: ip },
      { name: target, type: 'A', address: ip },
      { name: `_http._tcp.${name}`, type: 'SRV', priority: 0, weight: 33, port, target },
    ];
  });
}

function podRecords(): DnsRecord[] {
  return pods.map(({ address }) => ({
    name: `${dashed(address)}.default.pod.cluster.local.`,
    type: 'A',
    address,
  }));
}

function dashed(address: string): string {
  return address.replaceAll('.', '-');
}
