/**
 * Translation in every combination on two routers between a client and two servers: destinations, sources, whole
 * networks, ports to the router itself, ranges, one after another and one against another; a single source port, so that
 * connections come back to tuples that are taken or remembered; marks kept with the connection and ways chosen by them.
 */
import type { Random } from '../../../engine/clock/random.ts';
import type { CaseData, Command, NamespaceData, ProbeData } from './case-data.ts';
import { chance, maybe, several } from './draw.ts';
import { line, net } from './lines.ts';

const hosts = [`${net.servers}.10`, `${net.servers}.11`];

/** Ports that are not drawn. */
const known = '80|443|8080|53|9000|22|30080|81|8888|9999|40000';

export function translations(random: Random, id: string): CaseData {
  const { c, r1, r2, s1, s2, ports, topo } = line(random);
  r1.route?.push(`${net.servers}.0/24 via ${net.middle}.2`);
  r2.route?.push(`${net.client}.0/24 via ${net.middle}.1`);
  r1.iptables = rules(random, ports, 1);
  if (chance(random, 0.7)) r2.iptables = rules(random, ports, 2);
  for (const router of [r1, r2]) {
    router.sysctl = { ...router.sysctl, 'net.ipv4.ip_forward': 1 };
    if (chance(random, 0.5))
      router.listen = [
        ['tcp', '0.0.0.0', 8888],
        ['udp', '0.0.0.0', 9999],
      ];
  }
  if (chance(random, 0.3)) byMark(random, r1, r2);
  if (chance(random, 0.5))
    for (const place of [c, s1, s2])
      place.sysctl = { ...place.sysctl, 'net.ipv4.ip_local_port_range': '40000 40000' };
  const ask = (): ProbeData => probe(random, ports);
  const probes = several(random, 9, 13, ask);
  // The same again while it is remembered.
  for (let at = 2; at < probes.length; at++) if (chance(random, 0.25)) probes[at] = { ...probes[at - 1]! };
  if (chance(random, 0.4)) probes[5] = { ...probes[4]!, before: change(random, ports) };
  return {
    id,
    topo,
    probes,
    after: ['r1', 'r2'].flatMap((name): Command[] => [
      [name, "iptables-save -c | grep -v '^#'"],
      [
        name,
        `conntrack -L 2>/dev/null | sed -E 's/^([a-z]+) +[0-9]+ +[0-9]+/\\1/; s/port=(${known}) /port:\\1 /g; s/port=[0-9]+/port=N/g; s/id=[0-9]+/id=N/g' | grep -v 'src=0' | sort`,
      ],
    ]),
  };
}

/** Replies and first packets of marked connections go by a table of their own. */
function byMark(random: Random, r1: NamespaceData, r2: NamespaceData): void {
  r1.rule = [`fwmark ${random.pick(['0x1', '0x2', '0x1/0x1'])} lookup 100`];
  r1.route?.push(
    random.pick([
      `${net.servers}.0/24 via ${net.middle}.2 table 100`,
      `unreachable ${net.servers}.11/32 table 100`,
      `${net.servers}.11/32 via ${net.client}.2 table 100`,
      `blackhole ${net.servers}.10/32 table 100`,
    ]),
  );
  if (chance(random, 0.3)) r2.rule = ['fwmark 0x2 prohibit'];
}

function where(random: Random, ports: readonly number[]): string {
  const protocol = random.pick(['tcp', 'tcp', 'udp', 'icmp', '']);
  return [
    maybe(random, 0.25, () => ` -s ${random.pick([`${net.client}.2`, `${net.servers}.0/24`, ...hosts])}`),
    maybe(
      random,
      0.5,
      () =>
        ` -d ${random.pick(['10.96.0.1', '10.96.0.0/24', ...hosts, `${net.middle}.1`, `${net.servers}.0/24`])}`,
    ),
    protocol === '' ? '' : ` -p ${protocol}`,
    protocol === 'tcp' || protocol === 'udp'
      ? maybe(random, 0.5, () => ` --dport ${random.pick([...ports, 81, 8888])}`)
      : '',
  ].join('');
}

function translation(random: Random, ports: readonly number[], router: 1 | 2): string {
  const chain = random.pick([
    'PREROUTING',
    'PREROUTING',
    'PREROUTING',
    'OUTPUT',
    'POSTROUTING',
    'POSTROUTING',
    'POSTROUTING',
    'INPUT',
  ]);
  const condition = where(random, ports);
  const hasPorts = / -p (tcp|udp)/.test(condition);
  const port = (): string =>
    hasPorts && chance(random, 0.5) ? `:${random.pick([...ports, 8888, 9999])}` : '';
  const own = `${net.middle}.${router}`;
  if (chain === 'PREROUTING' || chain === 'OUTPUT')
    return `-A ${chain}${condition} -j ${random.pick([
      `DNAT --to-destination ${random.pick(hosts)}${port()}`,
      `DNAT --to-destination ${random.pick(hosts)}${port()}`,
      `DNAT --to-destination ${net.middle}.${random.pick(['1', '2'])}${port()}`,
      `DNAT --to-destination ${net.client}.2`,
      hasPorts ? `REDIRECT --to-ports ${random.pick([8888, 9999, ...ports])}` : 'REDIRECT',
      `NETMAP --to ${net.servers}.0/24`,
      'RETURN',
    ])}`;
  if (chain === 'INPUT')
    return `-A INPUT${condition} -j ${random.pick([`SNAT --to-source ${own}`, `SNAT --to-source ${net.client}.99`, 'ACCEPT'])}`;
  return `-A POSTROUTING${condition}${maybe(random, 0.3, () => random.pick([' -o eth0', ' -o eth1', ' ! -o eth1']))}${maybe(random, 0.2, () => random.pick([' -m conntrack --ctstate DNAT', ' -m conntrack ! --ctstate DNAT', ' -m mark --mark 0x1', ' -m conntrack --ctorigdst 10.96.0.1', ' -m conntrack --ctorigdstport 81', ' -m conntrack --ctdir ORIGINAL']))} -j ${random.pick(
    [
      'MASQUERADE',
      'MASQUERADE',
      'MASQUERADE --random-fully',
      ...(hasPorts ? ['MASQUERADE --to-ports 50000-50003', `SNAT --to-source ${own}:50000-50001`] : []),
      `SNAT --to-source ${own}`,
      `SNAT --to-source ${net.servers}.${random.pick(['1', '200'])}`,
      `SNAT --to-source ${net.client}.1`,
      `NETMAP --to ${net.middle}.0/24`,
      'RETURN',
    ],
  )}`;
}

function rules(random: Random, ports: readonly number[], router: 1 | 2): string {
  const mangle = several(random, 0, 3, () => {
    const chain = random.pick(['PREROUTING', 'PREROUTING', 'FORWARD', 'OUTPUT', 'POSTROUTING']);
    return `-A ${chain}${where(random, ports)}${maybe(random, 0.4, () => random.pick([' -m conntrack --ctstate NEW', ' -m connmark --mark 0x1', ' -m conntrack --ctstatus CONFIRMED', ' -m conntrack --ctproto 6']))} -j ${random.pick(
      [
        'MARK --set-mark 0x1',
        'MARK --set-mark 0x2',
        'CONNMARK --set-mark 0x1',
        'CONNMARK --save-mark',
        'CONNMARK --restore-mark',
        'CONNMARK --restore-mark',
      ],
    )}`;
  });
  const filter = several(random, 0, 2, () => {
    const chain = random.pick(['FORWARD', 'FORWARD', 'INPUT', 'OUTPUT']);
    return `-A ${chain}${where(random, ports)}${maybe(random, 0.5, () => random.pick([' -m conntrack --ctstate DNAT', ' -m conntrack --ctstate SNAT', ' -m conntrack --ctstate RELATED', ' -m conntrack --ctdir REPLY', ' -m conntrack --ctreplsrc 10.3.0.10', ' -m connmark --mark 0x1', ' -m conntrack --ctstate INVALID']))} -j ${random.pick(['ACCEPT', 'DROP', 'REJECT', 'REJECT --reject-with icmp-net-prohibited'])}`;
  });
  const raw = several(random, 0, 1, () =>
    chance(random, 0.3)
      ? `-A ${random.pick(['PREROUTING', 'OUTPUT'])}${where(random, ports)} -j ${random.pick(['NOTRACK', 'CT --zone 7'])}`
      : '',
  ).filter((rule) => rule !== '');
  return [
    ...section(
      'nat',
      ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
      several(random, 1, 5, () => translation(random, ports, router)),
    ),
    ...section('mangle', ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'], mangle),
    ...section('filter', ['INPUT', 'FORWARD', 'OUTPUT'], filter),
    ...section('raw', ['PREROUTING', 'OUTPUT'], raw),
    '',
  ].join('\n');
}

function section(name: string, chains: readonly string[], own: readonly string[]): string[] {
  if (own.length === 0) return [];
  return [`*${name}`, ...chains.map((chain) => `:${chain} ACCEPT [0:0]`), ...own, 'COMMIT'];
}

function probe(random: Random, ports: readonly number[]): ProbeData {
  const proto = random.pick(['tcp', 'tcp', 'udp', 'icmp'] as const);
  return {
    from: random.pick(['c', 'c', 'c', 's1', 's2', 'r1', 'r2']),
    proto,
    dst: random.pick([
      ...[...hosts, ...hosts, '10.96.0.1', '10.96.0.1', '10.96.0.10', '10.96.0.11'],
      ...[`${net.middle}.1`, `${net.middle}.2`, `${net.client}.1`, `${net.client}.2`, `${net.servers}.200`],
    ]),
    ...(proto === 'icmp' ? {} : { dport: random.pick([...ports, ...ports, 81, 8888, 9999]) }),
    ...(chance(random, 0.12) ? { ttl: random.integer(1, 3) } : {}),
  };
}

function change(random: Random, ports: readonly number[]): Command[] {
  const router = random.pick(['r1', 'r2']);
  return [
    [
      router,
      random.pick([
        'conntrack -F',
        'conntrack -D -p udp || true',
        'conntrack -D -n || true',
        'iptables -t nat -F',
        'iptables -t nat -F POSTROUTING',
        `iptables -t nat -I PREROUTING -p tcp --dport ${ports[0] ?? 80} -j DNAT --to-destination ${net.servers}.11:81`,
        'iptables -t nat -I POSTROUTING -j MASQUERADE',
        'iptables -I FORWARD -m conntrack --ctstate NEW -j DROP',
        'ip addr add 10.2.0.33/24 dev eth1',
        'sysctl -qw net.ipv4.ip_forward=0',
        'sysctl -qw net.netfilter.nf_conntrack_tcp_loose=0',
      ]),
    ],
  ];
}
