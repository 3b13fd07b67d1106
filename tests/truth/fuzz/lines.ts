/**
 * A line of machines: client – two routers – a switch with two servers. The ground of most cases: each router can have
 * rules, routes and sizes of its own.
 */
import type { Random } from '../../../engine/clock/random.ts';
import type { NamespaceData, ProbeData, TopologyData } from './case-data.ts';
import { chance, sample } from './draw.ts';

export const net = { client: '10.1.0', middle: '10.2.0', servers: '10.3.0' } as const;
const ports = [80, 443, 8080, 53, 9000, 22, 30080];

export interface Line {
  readonly topo: TopologyData;
  readonly c: NamespaceData;
  readonly r1: NamespaceData;
  readonly r2: NamespaceData;
  readonly s1: NamespaceData;
  readonly s2: NamespaceData;
  /** Where somebody listens. */
  readonly ports: readonly number[];
}

export function line(random: Random): Line {
  const listening = sample(random, ports, 3);
  const [first = 80, second = 443] = listening;
  const forwarding = (): Record<string, number> => ({ 'net.ipv4.ip_forward': chance(random, 0.05) ? 0 : 1 });
  const c = {
    addr: [['eth0', `${net.client}.2/24`]],
    route: [`default via ${net.client}.1`],
  } satisfies NamespaceData;
  const r1 = {
    addr: [
      ['eth0', `${net.client}.1/24`],
      ['eth1', `${net.middle}.1/24`],
    ],
    route: [] as string[],
    sysctl: forwarding(),
  } satisfies NamespaceData;
  const r2 = {
    addr: [
      ['eth0', `${net.middle}.2/24`],
      ['eth1', `${net.servers}.1/24`],
    ],
    route: [] as string[],
    sysctl: forwarding(),
  } satisfies NamespaceData;
  const server = (last: number, listen: NamespaceData['listen']): NamespaceData => ({
    addr: [['eth0', `${net.servers}.${last}/24`]],
    route: [`default via ${net.servers}.1`],
    // Whether a lost answer comes again before the counters are read hangs on how busy the machine is.
    sysctl: { 'net.ipv4.tcp_synack_retries': 0 },
    ...(listen === undefined ? {} : { listen }),
  });
  const s1 = server(10, [
    ...listening.map((port) => ['tcp', '0.0.0.0', port] as ['tcp', string, number]),
    ...[first, second].map((port) => ['udp', '0.0.0.0', port] as ['udp', string, number]),
  ]);
  const s2 = server(11, [
    ['tcp', '0.0.0.0', first],
    ['udp', '0.0.0.0', second],
  ]);
  return {
    ...{ c, r1, r2, s1, s2, ports: listening },
    topo: {
      ns: {
        sw: {
          dev: [['br0', 'type bridge forward_delay 0']],
          master: [
            ['p1', 'br0'],
            ['p2', 'br0'],
            ['p0', 'br0'],
          ],
          // Reports of a bridge that listens in on multicast come at any time, and would be counted: none gets out, since
          // this is built before anybody hears.
          iptables: '*filter\n-A OUTPUT -p igmp -j DROP\nCOMMIT\n',
        },
        ...{ c, r1, r2, s1, s2 },
      },
      veth: [
        ['c', 'eth0', 'r1', 'eth0'],
        ['r1', 'eth1', 'r2', 'eth0'],
        ['r2', 'eth1', 'sw', 'p0'],
        ['s1', 'eth0', 'sw', 'p1'],
        ['s2', 'eth0', 'sw', 'p2'],
      ],
    },
  };
}

/** Somebody on the line to somebody on the line, or to nobody. */
export function lineProbe(random: Random, { ports: listening }: Line): ProbeData {
  const likely = [`${net.servers}.10`, `${net.servers}.11`, `${net.servers}.10`, `${net.middle}.1`];
  const odd = [
    ...[`${net.servers}.99`, `${net.middle}.2`, `${net.middle}.77`, `${net.client}.1`, `${net.client}.2`],
    ...['10.96.0.1', '192.0.2.1', `${net.servers}.1`, `${net.servers}.255`],
  ];
  const proto = random.pick(['tcp', 'tcp', 'udp', 'icmp'] as const);
  return {
    from: random.pick(['c', 'c', 'c', 'r1', 's1', 'r2']),
    proto,
    dst: random.pick(chance(random, 0.6) ? likely : odd),
    ...(proto === 'icmp' ? {} : { dport: random.pick([...listening, 81]) }),
    ...(chance(random, 0.2) ? { ttl: random.integer(1, 3) } : {}),
  };
}
