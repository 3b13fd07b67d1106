/**
 * Connections that something happens to while they stand: rules that drop, refuse or reset on either end or on the way,
 * ways that end, addresses that go, links, forgotten connections, translation that changes, an MTU that shrinks. Then the
 * client goes on talking.
 */
import type { Random } from '../../../engine/clock/random.ts';
import type { CaseData, Command, ProbeData } from './case-data.ts';
import { chance, several } from './draw.ts';
import { line, net } from './lines.ts';

const server = `${net.servers}.10`;
const client = `${net.client}.2`;

export function interruptions(random: Random, id: string): CaseData {
  const { r1, r2, ports, topo } = line(random);
  for (const router of [r1, r2]) router.sysctl = { 'net.ipv4.ip_forward': 1 };
  r1.route?.push(`${net.servers}.0/24 via ${net.middle}.2`);
  r2.route?.push(`${net.client}.0/24 via ${net.middle}.1`);
  const [port = 80] = ports;
  r1.iptables = random.pick([
    '*filter\nCOMMIT\n',
    '*filter\n-A FORWARD -m conntrack --ctstate INVALID -j DROP\nCOMMIT\n',
    '*nat\n-A POSTROUTING -o eth1 -j MASQUERADE\nCOMMIT\n',
    `*nat\n-A PREROUTING -d 10.96.0.1 -p tcp -j DNAT --to-destination ${server}\nCOMMIT\n`,
    `*nat\n-A PREROUTING -d 10.96.0.1 -p tcp --dport 81 -j DNAT --to-destination ${server}:${port}\n-A POSTROUTING -o eth1 -j MASQUERADE\nCOMMIT\n*filter\n-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT\n-A FORWARD -m conntrack --ctstate NEW -p tcp --syn -j ACCEPT\n-A FORWARD -j REJECT\nCOMMIT\n`,
  ]);
  if (chance(random, 0.2)) r1.sysctl = { ...r1.sysctl, 'net.netfilter.nf_conntrack_tcp_loose': 0 };
  if (chance(random, 0.2)) r1.sysctl = { ...r1.sysctl, 'net.netfilter.nf_conntrack_tcp_be_liberal': 1 };
  return {
    id,
    topo,
    probes: several(random, 3, 5, () => probe(random, ports)),
  };
}

function probe(random: Random, ports: readonly number[]): ProbeData {
  const [port = 80] = ports;
  const [dst, dport] = random.pick([
    [server, port],
    [server, port],
    ['10.96.0.1', port],
    ['10.96.0.1', 81],
  ] as const);
  return {
    from: random.pick(['c', 'c', 'c', 'r1']),
    proto: 'tcp',
    dst,
    dport,
    midway: interruption(random, port),
    ...(chance(random, 0.4) ? { size: random.pick([1, 1400, 1448, 3000]) } : {}),
  };
}

function interruption(random: Random, port: number): Command[] {
  const rejection = (): string =>
    `REJECT --reject-with ${random.pick(['tcp-reset', 'icmp-port-unreachable', 'icmp-host-unreachable', 'icmp-admin-prohibited', 'icmp-proto-unreachable', 'icmp-net-unreachable'])}`;
  const verdict = (): string => random.pick(['DROP', rejection(), rejection()]);
  const on = (name: string, ...lines: string[]): Command[] => lines.map((one): Command => [name, one]);
  const router = random.pick(['r1', 'r2']);
  return random.pick([
    on(router, `iptables -I FORWARD -p tcp --dport ${port} -j ${verdict()}`),
    on(router, `iptables -I FORWARD -p tcp --sport ${port} -j ${verdict()}`),
    on(router, `iptables -I FORWARD -m conntrack --ctstate ESTABLISHED -j ${verdict()}`),
    on(router, `iptables -I FORWARD -m conntrack --ctstate NEW -j ${verdict()}`, 'conntrack -F'),
    on('c', `iptables -I OUTPUT -p tcp -j ${verdict()}`),
    on('c', `iptables -I INPUT -p tcp -j ${verdict()}`),
    on('s1', `iptables -I INPUT -p tcp -j ${verdict()}`),
    on('s1', `iptables -I OUTPUT -p tcp -j ${verdict()}`),
    on(router, `ip route replace ${random.pick(['unreachable', 'blackhole', 'prohibit'])} ${server}/32`),
    on(router, `ip route replace ${random.pick(['unreachable', 'blackhole', 'prohibit'])} ${client}/32`),
    on('c', `ip route replace ${random.pick(['unreachable', 'blackhole', 'prohibit'])} ${server}/32`),
    on('c', 'ip route del default || true'),
    on('s1', 'ip route del default || true'),
    on(router, 'sysctl -qw net.ipv4.ip_forward=0'),
    on(router, 'conntrack -F'),
    on('r1', 'conntrack -F', 'iptables -t nat -F'),
    on(
      'r1',
      `iptables -t nat -I PREROUTING -p tcp --dport ${port} -j DNAT --to-destination ${net.servers}.11:81`,
    ),
    on('r1', 'iptables -t nat -I POSTROUTING -j MASQUERADE'),
    on(
      'r1',
      'ip addr del 10.2.0.1/24 dev eth1',
      'ip addr add 10.2.0.7/24 dev eth1',
      `ip route add ${net.servers}.0/24 via ${net.middle}.2`,
    ),
    on('c', `ip addr del ${client}/24 dev eth0`),
    on('s1', `ip addr del ${server}/24 dev eth0`),
    on('c', 'ip link set eth0 down; sleep 1.1'),
    on('r2', 'ip link set eth1 mtu 1000'),
    on('r1', 'ip link set eth1 mtu 1000', 'iptables -I OUTPUT -p icmp --icmp-type 3/4 -j DROP'),
    on('r1', 'iptables -t raw -I PREROUTING -p tcp -j NOTRACK'),
    on('r2', `ip neigh replace ${server} lladdr 02:00:00:00:00:99 dev eth1 nud permanent`),
    on('r1', 'true'),
  ]);
}
