/**
 * Sizes on the way: links of different MTU, packets larger and smaller than they take, with and without DF, asked again
 * after the path MTU was learnt; and the answers' way has limits of its own.
 */
import type { Random } from '../../../engine/clock/random.ts';
import type { CaseData, Command, ProbeData } from './case-data.ts';
import { cluster, clusterModes, everybodyKnown, named, pods } from './clusters.ts';
import { chance, several } from './draw.ts';
import { line, net } from './lines.ts';

const mtus = [1500, 1500, 1400, 1280, 1000, 576];

export function sizes(random: Random, id: string): CaseData {
  return chance(random, 0.6) ? onTheLine(random, id) : inTheCluster(random, id);
}

function sized(random: Random, mtu: number, probe: ProbeData): ProbeData {
  const header = 28;
  const edge = mtu - header + random.integer(-2, 2);
  return {
    ...probe,
    size: chance(random, 0.6) ? edge : random.integer(400, 3200),
    df: chance(random, 0.5),
  };
}

function onTheLine(random: Random, id: string): CaseData {
  const ground = line(random);
  const { r1, r2, topo, ports } = ground;
  r1.route?.push(`${net.servers}.0/24 via ${net.middle}.2`);
  r2.route?.push(`${net.client}.0/24 via ${net.middle}.1`);
  const used = topo.veth.map((cable) => {
    const mtu = random.pick(mtus);
    cable[4] = { mtu };
    return mtu;
  });
  if (chance(random, 0.2))
    r1.iptables = '*filter\n:OUTPUT ACCEPT [0:0]\n-A OUTPUT -p icmp --icmp-type 3/4 -j DROP\nCOMMIT\n';
  if (chance(random, 0.2))
    r1.iptables = '*nat\n:POSTROUTING ACCEPT [0:0]\n-A POSTROUTING -o eth1 -j MASQUERADE\nCOMMIT\n';
  if (chance(random, 0.15))
    r1.route?.push(`${net.servers}.10/32 via ${net.middle}.2 mtu ${random.pick([568, 552])}`);
  const probes = several(random, 8, 12, (): ProbeData => {
    const proto = random.pick(['udp', 'udp', 'icmp'] as const);
    return sized(random, random.pick(used), {
      from: random.pick(['c', 'c', 'c', 's1', 'r1']),
      proto,
      dst: random.pick([
        `${net.servers}.10`,
        `${net.servers}.10`,
        `${net.servers}.11`,
        `${net.client}.2`,
        `${net.middle}.2`,
      ]),
      ...(proto === 'udp' ? { dport: random.pick(ports) } : {}),
    });
  });
  if (chance(random, 0.3))
    probes[4]!.before = [
      ['r1', `ip link set eth1 mtu ${random.pick(mtus.filter((mtu) => mtu <= (used[1] ?? 0)))}`],
    ];
  return {
    id,
    topo,
    probes,
    after: ['c', 'r1', 's1'].map((name): Command => [
      name,
      `for a in ${net.servers}.10 ${net.client}.2 ${net.servers}.11; do ip route get $a; done | sed 's/expires [0-9]*sec/expires/'`,
    ]),
  };
}

function inTheCluster(random: Random, id: string): CaseData {
  const mode = random.pick(clusterModes);
  const topo = cluster(mode);
  const podMtu = random.pick([1500, 1450, 1400, 1300]);
  const wireMtu = random.pick([1500, 1500, 1400]);
  for (const cable of topo.veth) {
    const isPods = pods.some(({ name }) => name === cable[0]);
    cable[4] = { ...cable[4], mtu: isPods ? podMtu : wireMtu };
  }
  return {
    id: named(id, mode),
    topo,
    warm: everybodyKnown,
    probes: several(random, 8, 12, (): ProbeData => {
      const proto = random.pick(['udp', 'icmp'] as const);
      return sized(random, random.pick([podMtu, 1450, wireMtu]), {
        from: random.pick(['client', 'web-3', 'cp-pod', 'w1']),
        proto,
        dst: random.pick(['10.8.0.6', '10.8.1.8', '10.8.1.9', '10.8.2.3', '10.8.1.8']),
        ...(proto === 'udp' ? { dport: 9000 } : {}),
      });
    }),
  };
}
