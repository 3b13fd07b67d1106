/**
 * The servers that run in the lab, by place: what they are called, where they listen, what they answer.
 *
 * `http` answers every GET with who it is and whom it saw (`/big` with 200,000 octets) and closes; `udp-echo` says its
 * name, the client and what it got; `accept` takes connections and closes them at once.
 */
import type { ServicePort } from '../../kubernetes/proxy/iptables/service-port.ts';
import { nodes, pods } from './cluster.ts';
import { clusterZones, type DnsZones, internetZones } from './dns.ts';

export type Serving =
  | {
      readonly kind: 'http';
      readonly address: string;
      readonly port: number;
      readonly hostname: string;
      readonly backlog: number;
    }
  | { readonly kind: 'udp-echo'; readonly address: string; readonly port: number; readonly hostname: string }
  | { readonly kind: 'accept'; readonly address: string; readonly port: number; readonly backlog: number }
  | {
      readonly kind: 'dns';
      readonly address: string;
      readonly port: number;
      readonly zones: DnsZones;
      readonly backlog: number;
    };

/** One process. */
export interface LabServer {
  readonly place: string;
  /** As `ps` and `ss` name it. */
  readonly process: string;
  /** In the order in which it opens its sockets. */
  readonly serving: readonly Serving[];
}

const any = '0.0.0.0';

function http(hostname: string, port: number): Serving {
  return { kind: 'http', address: any, port, hostname, backlog: 511 };
}

function accept(address: string, port: number): Serving {
  return { kind: 'accept', address, port, backlog: 4096 };
}

function dns(zones: DnsZones): Serving {
  return { kind: 'dns', address: any, port: 53, zones, backlog: 64 };
}

/** In the order in which they start. */
export function labServers(services: readonly ServicePort[]): readonly LabServer[] {
  const onNodes = nodes.flatMap(({ name: place }): LabServer[] => [
    { place, process: 'kubelet', serving: [accept(any, 10250), accept('127.0.0.1', 10248)] },
    { place, process: 'kube-proxy', serving: [accept(any, 10256), accept('127.0.0.1', 10249)] },
    ...(place === 'cp1'
      ? [{ place, process: 'kube-apiserver', serving: [http('kube-apiserver', 6443)] }]
      : []),
  ]);
  const inPods = pods.flatMap(({ name: place, role }): LabServer[] => {
    if (role === 'tools') return [];
    if (role === 'dns')
      return [{ place, process: 'coredns', serving: [dns(clusterZones(services)), http('metrics', 9153)] }];
    const echo: Serving = { kind: 'udp-echo', address: any, port: 9000, hostname: place };
    return [{ place, process: 'nginx', serving: [http(place, 8080), echo] }];
  });
  return [
    { place: 'inet', process: 'nginx', serving: [http('inet', 80)] },
    { place: 'inet', process: 'named', serving: [dns(internetZones)] },
    ...onNodes,
    ...inPods,
  ];
}
