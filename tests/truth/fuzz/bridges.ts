/**
 * One host with containers on a bridge and a second bridge, an uplink and a machine outside: what is bridged and what is
 * routed, with rules seeing bridged frames or not, services that come back to their own client (hairpin), ports with odd
 * settings, networks with the wrong length, proxy ARP, addresses that two have, neighbours and forwarding entries that lie.
 */
import type { Random } from '../../../engine/clock/random.ts';
import type { CaseData, Command, NamespaceData, ProbeData, TopologyData } from './case-data.ts';
import { chance, maybe, several } from './draw.ts';

/** Containers: name, address, number in its MAC address. */
const inside = [
  ['a', '10.8.0.11'],
  ['b', '10.8.0.12'],
  ['d', '10.8.0.13'],
] as const;
const virtual = '10.96.0.1';
/** Ports show in the hops of answers that are translated. */
const onePort = { 'net.ipv4.ip_local_port_range': '40000 40000' };
const macOf = (name: string): string => `7e:00:00:00:00:${name.charCodeAt(0).toString(16)}`;

export function bridges(random: Random, id: string): CaseData {
  const host: NamespaceData = {
    dev: [
      ['br0', 'type bridge forward_delay 0', { mac: 'be:39:00:00:00:01' }],
      ['br1', 'type bridge forward_delay 0', { mac: 'be:39:00:00:00:02' }],
    ],
    master: [...inside.map(([name]): [string, string] => [`p-${name}`, 'br0']), ['p-e', 'br1']],
    addr: [
      ...(chance(random, 0.92) ? [['br0', '10.8.0.1/24'] as [string, string]] : []),
      ['br1', '10.9.0.1/24'],
      ['eth0', '10.1.0.1/24'],
      ...(chance(random, 0.2) ? [['br0', `${virtual}/32`] as [string, string]] : []),
    ],
    hairpin: inside.map(([name]) => `p-${name}`).filter(() => chance(random, 0.4)),
    route: chance(random, 0.5) ? ['default via 10.1.0.2'] : [],
    sysctl: {
      ...onePort,
      'net.ipv4.ip_forward': chance(random, 0.06) ? 0 : 1,
      'net.bridge.bridge-nf-call-iptables': chance(random, 0.6) ? 1 : 0,
      ...(chance(random, 0.15) ? { 'net.ipv4.conf.br0.proxy_arp': 1 } : {}),
      ...(chance(random, 0.15) ? { 'net.ipv4.conf.eth0.proxy_arp': 1 } : {}),
      ...(chance(random, 0.2) ? { 'net.ipv4.conf.all.rp_filter': random.integer(1, 2) } : {}),
      ...(chance(random, 0.15) ? { 'net.ipv4.conf.all.route_localnet': 1 } : {}),
      ...(chance(random, 0.1)
        ? { 'net.ipv4.conf.br0.send_redirects': 0, 'net.ipv4.conf.all.send_redirects': 0 }
        : {}),
      // A proxy answers at once, not within a random part of a second.
      'net.ipv4.neigh.br0.proxy_delay': 0,
      'net.ipv4.neigh.eth0.proxy_delay': 0,
    },
    listen: [
      ['tcp', '0.0.0.0', 8080],
      ['udp', '0.0.0.0', 9000],
    ],
    iptables: rules(random),
  };
  const x: NamespaceData = {
    addr: [['eth0', '10.1.0.2/24']],
    route: chance(random, 0.7)
      ? ['10.8.0.0/24 via 10.1.0.1', `${virtual} via 10.1.0.1`, '10.9.0.0/24 via 10.1.0.1']
      : chance(random, 0.5)
        ? ['10.8.0.0/16 dev eth0']
        : [],
    sysctl: onePort,
    listen: [['tcp', '0.0.0.0', 80]],
  };
  const ns: Record<string, NamespaceData> = { h: host, x, e: container(random, '10.9.0.11', '10.9.0.1') };
  for (const [name, address] of inside) ns[name] = container(random, address, '10.8.0.1');
  if (chance(random, 0.12)) ns['d']!.addr = [['eth0', '10.8.0.12/24']];
  const topo: TopologyData = {
    ns,
    veth: [
      ...[...inside.map(([name]) => name), 'e'].map((name): TopologyData['veth'][number] => [
        name,
        'eth0',
        'h',
        `p-${name}`,
        { mac: [macOf(name), `8a:00:00:00:00:${name.charCodeAt(0).toString(16)}`] },
      ]),
      ['x', 'eth0', 'h', 'eth0', { mac: ['52:54:00:00:00:02', '52:54:00:00:00:01'] }],
    ],
  };
  const probes = several(random, 9, 13, () => probe(random));
  for (const at of [3, 6]) if (chance(random, 0.6)) probes[at]!.before = change(random);
  return {
    id,
    topo,
    ...(chance(random, 0.5) ? { warm: inside.map(([name]): Command => [name, '10.8.0.1']) } : {}),
    probes,
    after: [
      ['h', "iptables-save -c | grep -v '^[#:]\\|igmp'"],
      ['h', 'ip -br addr | sed s/@if[0-9]*//; ip route'],
    ],
  };
}

function container(random: Random, address: string, gateway: string): NamespaceData {
  const length = chance(random, 0.85) ? 24 : random.pick([16, 25, 28, 32]);
  return {
    addr: [['eth0', `${address}/${length}`]],
    route: [
      ...(length === 32 ? [`${gateway} dev eth0`] : []),
      ...(chance(random, 0.9) ? [`default via ${gateway} onlink dev eth0`] : []),
    ],
    sysctl: onePort,
    listen: [
      ['tcp', '0.0.0.0', 80],
      ['udp', '0.0.0.0', 9000],
    ],
  };
}

function rules(random: Random): string {
  const backend = (): string => random.pick(inside)[1];
  const nat = [
    ...(chance(random, 0.8)
      ? [`-A PREROUTING -d ${virtual} -p tcp --dport 80 -j DNAT --to-destination ${backend()}:80`]
      : []),
    ...(chance(random, 0.5)
      ? [`-A PREROUTING -d ${virtual} -p udp --dport 53 -j DNAT --to-destination ${backend()}:9000`]
      : []),
    ...(chance(random, 0.4)
      ? [
          `-A PREROUTING -m addrtype --dst-type LOCAL -p tcp --dport 30080 -j DNAT --to-destination ${backend()}:80`,
        ]
      : []),
    ...(chance(random, 0.4)
      ? [`-A OUTPUT -d ${virtual} -p tcp --dport 80 -j DNAT --to-destination ${backend()}:80`]
      : []),
    ...(chance(random, 0.2)
      ? ['-A OUTPUT -d 127.0.0.1 -p tcp --dport 30080 -j DNAT --to-destination 10.8.0.11:80']
      : []),
    ...(chance(random, 0.3) ? [`-A PREROUTING -i br0 -p tcp --dport 81 -j REDIRECT --to-ports 8080`] : []),
    ...(chance(random, 0.2)
      ? ['-A PREROUTING -m physdev --physdev-in p-a -p udp -j REDIRECT --to-ports 9000']
      : []),
    ...several(random, 0, 2, () =>
      random.pick([
        '-A POSTROUTING -s 10.8.0.0/24 ! -o br0 -j MASQUERADE',
        '-A POSTROUTING -s 10.8.0.0/24 -d 10.8.0.0/24 -m conntrack --ctstate DNAT -j MASQUERADE',
        '-A POSTROUTING -o br0 -j MASQUERADE --random-fully',
        '-A POSTROUTING -m physdev --physdev-is-bridged -p tcp -j ACCEPT',
        '-A POSTROUTING -o eth0 -j SNAT --to-source 10.1.0.1',
        '-A POSTROUTING -s 127.0.0.0/8 -o br0 -j MASQUERADE',
      ]),
    ),
  ];
  const filter = several(random, 0, 4, () => {
    const chain = random.pick(['FORWARD', 'FORWARD', 'FORWARD', 'INPUT', 'OUTPUT']);
    const where = [
      maybe(
        random,
        0.4,
        () =>
          ` ${maybe(random, 0.2, () => '! ')}-s ${random.pick(['10.8.0.11', '10.8.0.0/24', '10.1.0.2', '10.9.0.0/24'])}`,
      ),
      maybe(random, 0.3, () => ` -d ${random.pick(['10.8.0.12', '10.8.0.11', '10.8.0.0/24', '10.9.0.11'])}`),
      maybe(random, 0.3, () => ` -p ${random.pick(['tcp', 'udp', 'icmp', 'tcp --dport 80'])}`),
      chain === 'FORWARD' ? maybe(random, 0.35, () => random.pick(physical)) : '',
      maybe(
        random,
        0.2,
        () => ` -m conntrack --ctstate ${random.pick(['NEW', 'ESTABLISHED', 'INVALID', 'DNAT'])}`,
      ),
      maybe(random, 0.15, () => ` -m mac --mac-source ${macOf(random.pick(inside)[0])}`).replace(
        /.+/,
        (text) => (chain === 'OUTPUT' ? '' : text),
      ),
      maybe(random, 0.1, () => ` -m pkttype --pkt-type ${random.pick(['unicast', 'broadcast'])}`),
    ].join('');
    return `-A ${chain}${where} -j ${random.pick(['ACCEPT', 'DROP', 'REJECT', 'REJECT --reject-with icmp-host-prohibited', 'RETURN'])}`;
  });
  return [
    '*filter',
    ...['INPUT', 'FORWARD', 'OUTPUT'].map(
      (chain) => `:${chain} ${chain === 'FORWARD' && chance(random, 0.12) ? 'DROP' : 'ACCEPT'} [0:0]`,
    ),
    '-A OUTPUT -p igmp -j DROP',
    ...filter,
    'COMMIT',
    ...(nat.length > 0
      ? [
          '*nat',
          ...['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'].map((chain) => `:${chain} ACCEPT [0:0]`),
          ...nat,
          'COMMIT',
        ]
      : []),
    '',
  ].join('\n');
}

const physical = [
  ' -m physdev --physdev-is-bridged',
  ' -m physdev ! --physdev-is-bridged',
  ' -m physdev --physdev-in p-a',
  ' -m physdev --physdev-out p-b',
  ' -m physdev ! --physdev-in p-d',
  ' -i br0 -o br0',
  ' -i br0 ! -o br0',
  ' -i br+',
];

function probe(random: Random): ProbeData {
  const proto = random.pick(['tcp', 'tcp', 'udp', 'icmp'] as const);
  const dst = random.pick([
    ...inside.map(([, address]) => address),
    ...inside.map(([, address]) => address),
    ...[
      virtual,
      virtual,
      virtual,
      '10.8.0.1',
      '10.1.0.1',
      '10.1.0.2',
      '10.9.0.11',
      '10.8.0.99',
      '10.9.0.1',
      '192.0.2.7',
    ],
    ...['10.8.0.255', '127.0.0.1'],
  ]);
  return {
    from: random.pick(['a', 'a', 'b', 'd', 'e', 'x', 'x', 'h']),
    proto,
    dst,
    ...(proto === 'tcp' ? { dport: random.pick([80, 80, 80, 8080, 81, 30_080]) } : {}),
    ...(proto === 'udp' ? { dport: dst === virtual ? 53 : random.pick([9000, 9000, 81]) } : {}),
    ...(chance(random, 0.08) ? { ttl: random.integer(1, 2) } : {}),
  };
}

function change(random: Random): Command[] {
  const [name, address] = random.pick(inside);
  const [other, otherAddress] = random.pick(inside);
  const on = (...lines: string[]): Command[] => lines.map((line) => ['h', line]);
  return random.pick([
    on(`sysctl -qw net.bridge.bridge-nf-call-iptables=${random.integer(0, 1)}`),
    on(`bridge link set dev p-${name} hairpin ${random.pick(['on', 'off'])}`),
    on(`bridge link set dev p-${name} isolated on`, `bridge link set dev p-${other} isolated on`),
    on(
      `bridge link set dev p-${name} learning off`,
      `bridge fdb del ${macOf(name)} dev p-${name} master || true`,
    ),
    on(`bridge link set dev p-${name} flood off`),
    on(`bridge link set dev p-${name} guard on`),
    on(`bridge fdb replace ${macOf(name)} dev p-${other} master static`),
    on(`bridge fdb replace ${macOf(name)} dev br0 self local || true`),
    on(`ip link set p-${name} nomaster`),
    on(`ip link set p-${name} master br1`),
    on(`ip neigh replace ${address} lladdr ${macOf(other)} dev br0 nud permanent`),
    [[other, `ip neigh replace ${address} lladdr 7e:00:00:00:00:77 dev eth0 nud permanent`]],
    [[other, `ip neigh replace 10.8.0.1 lladdr ${macOf(name)} dev eth0 nud permanent`]],
    [[other, `ip addr add ${address}/24 dev eth0`]],
    [[name, 'ip addr flush dev eth0 scope global']],
    [[name, `ip route add ${otherAddress} via 10.8.0.1 || true`]],
    on('ip addr flush dev br0'),
    on('conntrack -F'),
    on('iptables -I FORWARD -m physdev --physdev-is-bridged -j DROP'),
    on('iptables -t nat -I POSTROUTING -m conntrack --ctstate DNAT -j MASQUERADE'),
    on('iptables -t raw -A PREROUTING -i br0 -j NOTRACK'),
    on('iptables -t mangle -A PREROUTING -i br0 -j TTL --ttl-dec 1'),
    on(`ip route add blackhole ${address}/32`),
    on(`ip route add ${address} dev br1`),
    on('sysctl -qw net.ipv4.ip_forward=0'),
  ]);
}
