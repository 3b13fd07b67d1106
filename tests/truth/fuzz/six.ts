/**
 * Routers that speak IPv6: the same line of machines, global and unique-local addresses, ways that are missing or end,
 * rules of ip6tables with translation, hop limits, sizes against smaller links.
 */
import type { Random } from '../../../engine/clock/random.ts';
import type { CaseData, Command, NamespaceData, ProbeData, TopologyData } from './case-data.ts';
import { chance, maybe, sample, several } from './draw.ts';

const net = { client: 'fd00:1', middle: 'fd00:2', servers: 'fd00:3' } as const;
const ports = [80, 443, 9000];

export function six(random: Random, id: string): CaseData {
  const mtus = [1500, 1500, 1400, 1280];
  const places: Record<string, readonly (readonly [device: string, address: string])[]> = {
    c: [['eth0', `${net.client}::2`]],
    r1: [
      ['eth0', `${net.client}::1`],
      ['eth1', `${net.middle}::1`],
    ],
    r2: [
      ['eth0', `${net.middle}::2`],
      ['eth1', `${net.servers}::1`],
    ],
    s: [['eth0', `${net.servers}::10`]],
  };
  const routes = {
    c: [`default via ${net.client}::1`],
    r1: [
      ...(chance(random, 0.92)
        ? [`${net.servers}::/64 via ${net.middle}::2`]
        : [`${random.pick(['blackhole', 'unreachable', 'prohibit'])} ${net.servers}::/64`]),
      ...(chance(random, 0.2) ? [`unreachable ${net.servers}::11/128`] : []),
    ],
    r2: chance(random, 0.92) ? [`${net.client}::/64 via ${net.middle}::1`] : [],
    s: [`default via ${net.servers}::1`],
  };
  const forwarding = { r1: chance(random, 0.94), r2: chance(random, 0.94) };
  const setup: Command[] = Object.entries(places).flatMap(([name, own]): Command[] => [
    [name, own.map(([device, address]) => `ip -6 addr add ${address}/64 dev ${device} nodad`).join(' && ')],
    [
      name,
      routes[name as keyof typeof routes].map((route) => `ip -6 route add ${route}`).join(' && ') || 'true',
    ],
  ]);
  for (const name of ['r1', 'r2'])
    if (chance(random, 0.6)) setup.push([name, `ip6tables-restore <<'E'\n${rules(random)}\nE`]);
  const namespace = (name: string): NamespaceData => ({
    sysctl: {
      'net.ipv6.conf.all.disable_ipv6': 0,
      'net.ipv6.conf.default.disable_ipv6': 0,
      'net.ipv6.conf.all.accept_dad': 0,
      ...Object.fromEntries(
        (places[name] ?? []).map(([device]) => [`net.ipv6.conf.${device}.accept_dad`, 0]),
      ),
      'net.ipv6.icmp.ratelimit': 0,
      ...(name === 'r1' || name === 'r2' ? { 'net.ipv6.conf.all.forwarding': forwarding[name] ? 1 : 0 } : {}),
    },
  });
  const topo: TopologyData = {
    ns: {
      c: namespace('c'),
      r1: namespace('r1'),
      r2: namespace('r2'),
      s: {
        ...namespace('s'),
        listen: ports.flatMap((port): [['tcp', string, number], ['udp', string, number]] => [
          ['tcp', '::', port],
          ['udp', '::', port],
        ]),
      },
    },
    veth: [
      ['c', 'eth0', 'r1', 'eth0', { mtu: random.pick(mtus) }],
      ['r1', 'eth1', 'r2', 'eth0', { mtu: random.pick(mtus) }],
      ['r2', 'eth1', 's', 'eth0', { mtu: random.pick(mtus) }],
    ],
  };
  const probes = several(random, 9, 12, () => probe(random));
  probes[0]!.before = setup;
  return {
    id,
    topo,
    probes,
    after: ['r1', 'r2'].map((name) => [name, "ip6tables-save -c | grep -v '^[#:]\\|ff02\\|135\\|136'"]),
  };
}

function probe(random: Random): ProbeData {
  const proto = random.pick(['tcp', 'udp', 'icmp'] as const);
  const big = proto !== 'tcp' && chance(random, 0.25);
  return {
    from: random.pick(['c', 'c', 'c', 'r1', 's']),
    proto,
    dst: random.pick([
      ...[
        `${net.servers}::10`,
        `${net.servers}::10`,
        `${net.servers}::10`,
        `${net.client}::2`,
        `${net.middle}::2`,
      ],
      ...[`${net.servers}::11`, `${net.middle}::1`, 'fd00:9::9', `${net.client}::1`],
    ]),
    ...(proto === 'icmp' ? {} : { dport: random.pick([...ports, 81]) }),
    ...(big ? { size: random.integer(1200, 1460), df: chance(random, 0.5) } : {}),
    ...(chance(random, 0.15) ? { ttl: random.integer(1, 3) } : {}),
  };
}

function rules(random: Random): string {
  const address = (): string =>
    random.pick([`${net.client}::/64`, `${net.servers}::10`, `${net.middle}::1`, `${net.servers}::/64`]);
  const where = (): string =>
    [
      maybe(random, 0.4, () => `${maybe(random, 0.2, () => ' !')} -s ${address()}`),
      maybe(random, 0.4, () => `${maybe(random, 0.2, () => ' !')} -d ${address()}`),
      random.pick([
        '',
        ' -p tcp',
        ' -p udp',
        ' -p tcp --dport 80',
        ' -p ipv6-icmp --icmpv6-type echo-request',
      ]),
      maybe(
        random,
        0.15,
        () => ` -m conntrack --ctstate ${random.pick(['NEW', 'ESTABLISHED,RELATED', 'INVALID'])}`,
      ),
      maybe(random, 0.1, () => ` -m hl --hl-${random.pick(['lt', 'gt', 'eq'])} ${random.integer(1, 64)}`),
    ].join('');
  const kinds = [
    'icmp6-port-unreachable',
    'icmp6-adm-prohibited',
    'icmp6-addr-unreachable',
    'icmp6-no-route',
  ];
  const verdict = (): string =>
    random.pick(['ACCEPT', 'DROP', 'RETURN', `REJECT --reject-with ${random.pick(kinds)}`]);
  const filter = several(random, 1, 4, () => {
    const chain = random.pick(['FORWARD', 'FORWARD', 'INPUT', 'OUTPUT']);
    // Neighbours must be found, whatever else is forbidden.
    return `-A ${chain}${where()} -j ${verdict()}`;
  });
  const found = [
    '*filter',
    // What neighbours and members of groups say comes at any time, and would be counted.
    ...['INPUT', 'OUTPUT'].map((chain) => `-A ${chain} -d ff02::/16 -j ACCEPT`),
    ...['INPUT', 'OUTPUT'].map(
      (chain) => `-A ${chain} -p ipv6-icmp -m icmp6 --icmpv6-type ${random.pick(['135', '135'])} -j ACCEPT`,
    ),
    ...['INPUT', 'OUTPUT'].map((chain) => `-A ${chain} -p ipv6-icmp -m icmp6 --icmpv6-type 136 -j ACCEPT`),
    ...filter,
    'COMMIT',
  ];
  if (!chance(random, 0.5)) return found.join('\n');
  const translations = sample(
    random,
    [
      `-A POSTROUTING -o eth1 -j MASQUERADE`,
      `-A PREROUTING -d ${net.middle}::1 -p tcp --dport 80 -j DNAT --to-destination [${net.servers}::10]:443`,
      `-A PREROUTING -d fd00:9::9 -j DNAT --to-destination ${net.servers}::10`,
      `-A PREROUTING -p tcp --dport 81 -j REDIRECT --to-ports 80`,
      `-A POSTROUTING -s ${net.client}::2 -j SNAT --to-source ${net.middle}::1`,
      `-A OUTPUT -d fd00:9::9 -p udp -j DNAT --to-destination ${net.servers}::10`,
    ],
    random.integer(1, 3),
  );
  return [...found, '*nat', ...translations, 'COMMIT'].join('\n');
}
