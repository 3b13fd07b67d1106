/**
 * Many tables and many ways: rules by source, mark, device and destination, tables that give up (throw), metrics, two
 * routers between the same networks, strict and loose reverse paths, services on loopback addresses.
 */
import type { Random } from '../../../engine/clock/random.ts';
import type { CaseData, NamespaceData, ProbeData, TopologyData } from './case-data.ts';
import { chance, maybe, several } from './draw.ts';

/** client – r1 – (ra | rb) – server: two ways there and two ways back. */
export function ways(random: Random, id: string): CaseData {
  const forwards = { 'net.ipv4.ip_forward': 1 };
  const c: NamespaceData = {
    addr: [
      ['eth0', '10.1.0.2/24'],
      ['eth0', '10.1.0.3/24'],
      ['lo', '10.9.9.9/32'],
    ],
    route: ['default via 10.1.0.1'],
    listen: [['tcp', '0.0.0.0', 80]],
  };
  const r1: NamespaceData = {
    addr: [
      ['eth0', '10.1.0.1/24'],
      ['eth1', '10.2.0.1/24'],
      ['eth2', '10.4.0.1/24'],
      ['lo', '10.96.0.1/32'],
    ],
    route: firstRoutes(random),
    rule: rules(random),
    sysctl: { ...forwards, ...reversePath(random, ['eth0', 'eth1', 'eth2']) },
    listen: [
      ['tcp', '0.0.0.0', 80],
      ['udp', '10.96.0.1', 9000],
    ],
    ...(chance(random, 0.6) ? { iptables: marking(random) } : {}),
  };
  const ra = between('10.2.0.2/24', '10.3.0.1/24', ['10.1.0.0/24 via 10.2.0.1', '10.9.9.9 via 10.2.0.1']);
  const rb = between('10.4.0.2/24', '10.5.0.1/24', ['10.1.0.0/24 via 10.4.0.1']);
  for (const router of [ra, rb]) router.sysctl = { ...forwards, ...reversePath(random, ['eth0', 'eth1']) };
  const s: NamespaceData = {
    addr: [
      ['eth0', '10.3.0.10/24'],
      ['eth1', '10.5.0.10/24'],
      ['lo', '10.7.0.7/32'],
    ],
    route: [
      random.pick(['default via 10.3.0.1', 'default via 10.5.0.1', 'default via 10.3.0.1 metric 100']),
      ...(chance(random, 0.4) ? ['default via 10.5.0.1 table 7', '10.9.9.0/24 via 10.3.0.1 table 7'] : []),
      ...(chance(random, 0.3) ? ['default via 10.5.0.1 metric 50'] : []),
    ],
    rule: chance(random, 0.5) ? ['from 10.5.0.10 lookup 7'] : [],
    sysctl: reversePath(random, ['eth0', 'eth1']),
    listen: [
      ['tcp', '0.0.0.0', 80],
      ['udp', '0.0.0.0', 9000],
    ],
  };
  const topo: TopologyData = {
    ns: { c, r1, ra, rb, s },
    veth: [
      ['c', 'eth0', 'r1', 'eth0'],
      ['r1', 'eth1', 'ra', 'eth0'],
      ['r1', 'eth2', 'rb', 'eth0'],
      ['ra', 'eth1', 's', 'eth0'],
      ['rb', 'eth1', 's', 'eth1'],
    ],
  };
  const probes = several(random, 9, 13, () => probe(random));
  if (chance(random, 0.3)) probes[5]!.before = [['r1', `ip link set ${random.pick(['eth1', 'eth2'])} down`]];
  else if (chance(random, 0.3))
    probes[5]!.before = [
      [
        'r1',
        random.pick([
          'ip route flush table 100',
          'ip rule del lookup 100 || true',
          'ip route replace default via 10.4.0.2',
        ]),
      ],
    ];
  return {
    id,
    topo,
    probes,
    after: [['r1', 'ip rule; ip route show table all type unicast']],
  };
}

function between(near: string, far: string, route: string[]): NamespaceData {
  return {
    addr: [
      ['eth0', near],
      ['eth1', far],
    ],
    route,
  };
}

function reversePath(random: Random, devices: readonly string[]): Record<string, number> {
  const found: Record<string, number> = {};
  if (chance(random, 0.3)) found['net.ipv4.conf.all.rp_filter'] = random.pick([1, 2]);
  for (const device of devices)
    if (chance(random, 0.15)) found[`net.ipv4.conf.${device}.rp_filter`] = random.integer(0, 2);
  return found;
}

const targets = ['10.3.0.0/24', '10.5.0.0/24', '10.7.0.7', 'default'];

function firstRoutes(random: Random): string[] {
  const via = (): string => random.pick(['via 10.2.0.2', 'via 10.4.0.2']);
  const main = [
    ...(chance(random, 0.85) ? [`10.3.0.0/24 ${via()}`] : []),
    ...(chance(random, 0.85) ? [`10.5.0.0/24 ${via()}`] : []),
    ...(chance(random, 0.6) ? [`10.7.0.7 ${via()}`] : []),
    ...(chance(random, 0.3) ? [`10.3.0.0/24 ${via()} metric 50`] : []),
    ...(chance(random, 0.3) ? [`10.9.9.9 via 10.1.0.2`] : []),
    ...(chance(random, 0.2) ? [`default ${via()}`] : []),
  ];
  const others = [100, 200].flatMap((table) =>
    several(random, 0, 3, () => {
      const target = random.pick(targets);
      return chance(random, 0.3)
        ? `${random.pick(['blackhole', 'unreachable', 'prohibit', 'throw'])} ${target} table ${table}`
        : `${target} ${via()} table ${table}${maybe(random, 0.2, () => ' metric 9')}`;
    }),
  );
  return [...new Set([...main, ...others])];
}

function rules(random: Random): string[] {
  return several(random, 0, 4, (index) => {
    const priority = 100 * (index + 1);
    const where = random.pick([
      'from 10.1.0.3',
      'from 10.1.0.0/24',
      'fwmark 0x1',
      'fwmark 0x10/0xf0',
      'iif eth0',
      'iif lo',
      'to 10.7.0.7',
      'from all',
      'not from 10.1.0.2',
      'to 10.3.0.0/24',
      'iif eth1',
    ]);
    const action = chance(random, 0.12)
      ? random.pick(['prohibit', 'unreachable', 'blackhole'])
      : `lookup ${random.pick(['100', '200', '100', 'main'])}${maybe(random, 0.15, () => ' suppress_prefixlength 0')}`;
    return `${where} priority ${priority} ${action}`;
  });
}

function marking(random: Random): string {
  return [
    '*mangle',
    ...several(random, 1, 3, () => {
      const chain = random.pick(['PREROUTING', 'PREROUTING', 'OUTPUT']);
      const where = random.pick(['-p tcp', '-p udp', '-p icmp', '-s 10.1.0.3', '-p tcp --dport 80', '']);
      return `-A ${chain} ${where} -j MARK --set-mark ${random.pick(['0x1', '0x10', '0x1f'])}`;
    }),
    'COMMIT',
    ...(chance(random, 0.4)
      ? [
          '*nat',
          `-A POSTROUTING -o ${random.pick(['eth1', 'eth2'])} -j MASQUERADE`,
          ...(chance(random, 0.4)
            ? [
                '-A PREROUTING -d 10.96.0.1 -p tcp --dport 81 -j DNAT --to-destination 10.7.0.7:80',
                '-A PREROUTING -p tcp --dport 82 -j REDIRECT --to-ports 80',
              ]
            : []),
          'COMMIT',
        ]
      : []),
    '',
  ].join('\n');
}

function probe(random: Random): ProbeData {
  const from = random.pick(['c', 'c', 'c', 'r1', 's']);
  const proto = random.pick(['tcp', 'udp', 'icmp'] as const);
  const dst =
    from === 's'
      ? random.pick(['10.1.0.2', '10.1.0.3', '10.9.9.9', '10.2.0.1', '10.96.0.1'])
      : random.pick([
          '10.3.0.10',
          '10.5.0.10',
          '10.7.0.7',
          '10.96.0.1',
          '10.3.0.10',
          '192.0.2.9',
          '10.2.0.2',
          '10.3.0.77',
          '10.9.9.9',
        ]);
  const own =
    { c: ['10.1.0.3', '10.9.9.9', '10.1.0.2'], r1: ['10.96.0.1', '10.4.0.1'], s: ['10.5.0.10', '10.7.0.7'] }[
      from
    ] ?? [];
  return {
    from,
    proto,
    dst,
    ...(proto === 'icmp' ? {} : { dport: proto === 'tcp' ? random.pick([80, 80, 81, 82]) : 9000 }),
    ...(chance(random, 0.3) ? { src: random.pick(own) } : {}),
    ...(chance(random, 0.12) ? { ttl: random.integer(1, 3) } : {}),
  };
}
