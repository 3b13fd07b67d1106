/**
 * Random nftables rule sets on two routers: families ip and inet, chains at several priorities, sets, maps and verdict
 * maps in the manner of kube-proxy's, concatenations, counters, marks, translation both ways, rejections.
 */
import type { Random } from '../../../engine/clock/random.ts';
import type { CaseData } from './case-data.ts';
import { chance, maybe, sample, several } from './draw.ts';
import { line, lineProbe, net } from './lines.ts';

const hosts = [
  `${net.client}.2`,
  `${net.middle}.1`,
  `${net.middle}.2`,
  `${net.servers}.10`,
  `${net.servers}.11`,
  '10.96.0.1',
];
const networks = Object.values(net).map((network) => `${network}.0/24`);

export function tables(random: Random, id: string): CaseData {
  const ground = line(random);
  const { r1, r2, ports, topo } = ground;
  r1.route?.push(`${net.servers}.0/24 via ${net.middle}.2`);
  r2.route?.push(`${net.client}.0/24 via ${net.middle}.1`);
  if (chance(random, 0.9)) r1.nft = ruleset(random, ports);
  if (chance(random, 0.5)) r2.nft = ruleset(random, ports);
  return {
    id,
    topo,
    probes: several(random, 9, 12, () => lineProbe(random, ground)),
    after: ['r1', 'r2'].map((name) => [name, 'nft list ruleset']),
  };
}

function ruleset(random: Random, ports: readonly number[]): string {
  const family = random.pick(['ip', 'inet']);
  const filter = filterTable(random, family, ports);
  const nat = chance(random, 0.6)
    ? chance(random, 0.5)
      ? natTable(random, ports)
      : serviceTable(random, ports)
    : '';
  return `${filter}${nat}`;
}

function filterTable(random: Random, family: string, ports: readonly number[]): string {
  const own = sample(random, ['first', 'second'], random.integer(0, 2));
  const addresses = sample(random, hosts, 3);
  const body = [
    `  set hosts { type ipv4_addr; elements = { ${addresses.join(', ')} } }`,
    `  set nets { type ipv4_addr; flags interval; elements = { ${sample(random, networks, 2).join(', ')} } }`,
    `  set pairs { type ipv4_addr . inet_service; elements = { ${sample(random, hosts, 2)
      .map((host) => `${host} . ${random.pick(ports)}`)
      .join(', ')} } }`,
    `  map marks { type ipv4_addr : mark; elements = { ${hosts
      .slice(0, 2)
      .map((host, index) => `${host} : 0x${index + 1}`)
      .join(', ')} } }`,
    `  map verdicts { type ipv4_addr : verdict; elements = { ${sample(random, hosts, 2)
      .map(
        (host) =>
          `${host} : ${random.pick(['accept', 'drop', 'return', ...own.map((chain) => `jump ${chain}`)])}`,
      )
      .join(', ')} } }`,
    // A chain calls only those after it, so that nothing loops.
    ...own.map((chain, index) =>
      chainText(
        chain,
        several(random, 1, 3, () => rule(random, ports, own.slice(index + 1), 'any')),
      ),
    ),
    ...sample(random, ['input', 'forward', 'output', 'prerouting', 'postrouting'], random.integer(1, 3)).map(
      (hook) => {
        const priority = random.pick(['filter', 'filter', 'mangle', 'raw', 'filter + 5', '-10']);
        const policy = hook === 'forward' && chance(random, 0.15) ? 'drop' : 'accept';
        return chainText(`${hook}_chain`, [
          `type filter hook ${hook} priority ${priority}; policy ${policy};`,
          ...several(random, 1, 4, () => rule(random, ports, own, hook)),
        ]);
      },
    ),
  ];
  // Chains are named before what jumps to them.
  return `table ${family} t {\n${own.map((chain) => `  chain ${chain} { }\n`).join('')}}\ntable ${family} t {\n${body.join('\n')}\n}\n`;
}

function chainText(name: string, lines: readonly string[]): string {
  return [`  chain ${name} {`, ...lines.map((one) => `    ${one}`), '  }'].join('\n');
}

function rule(random: Random, ports: readonly number[], chains: readonly string[], hook: string): string {
  const protocol = random.pick(['tcp', 'udp', '']);
  const matches = [
    maybe(
      random,
      0.3,
      () =>
        `ip saddr ${maybe(random, 0.2, () => '!= ')}${random.pick([...hosts, ...networks, '@hosts', '@nets', '{ 10.1.0.2, 10.3.0.0/24 }'])}`,
    ),
    maybe(
      random,
      0.3,
      () =>
        `ip daddr ${maybe(random, 0.2, () => '!= ')}${random.pick([...hosts, ...networks, '@hosts', '@nets', '10.3.0.10-10.3.0.20'])}`,
    ),
    maybe(random, 0.12, () =>
      hook === 'output' || hook === 'postrouting' ? 'oifname "eth1"' : 'iifname "eth0"',
    ),
    maybe(random, 0.12, () => `ct state ${random.pick(['new', 'established,related', '!= new', 'invalid'])}`),
    maybe(random, 0.08, () => `meta mark ${random.pick(['0x1', '!= 0x0', '& 0x2 == 0x2'])}`),
    maybe(random, 0.08, () => `ip ttl ${random.pick(['< 10', '63', '> 62'])}`),
    protocol === ''
      ? maybe(random, 0.16, () => `meta l4proto ${random.pick(['{ tcp, udp }', 'icmp', '!= tcp'])}`)
      : '',
    maybe(random, 0.06, () => `fib daddr type ${random.pick(['local', 'unicast', 'broadcast'])}`),
    protocol === ''
      ? maybe(
          random,
          0.12,
          () => `icmp type ${random.pick(['echo-request', 'echo-reply', '{ echo-request, time-exceeded }'])}`,
        )
      : '',
    maybe(random, 0.06, () => `meta length ${random.pick(['> 60', '<= 84', '28-70'])}`),
    protocol === ''
      ? ''
      : `${protocol} dport ${random.pick([...ports.map(String), '81', `{ ${ports.slice(0, 2).join(', ')} }`, '1-1023', '!= 80'])}`,
    protocol === 'tcp'
      ? maybe(
          random,
          0.2,
          () => `tcp flags ${random.pick(['syn', '& (fin|syn|rst|ack) == syn', '! syn', 'rst'])}`,
        )
      : '',
    protocol !== '' ? maybe(random, 0.12, () => `ip daddr . ${protocol} dport @pairs`) : '',
  ].filter((match) => match !== '');
  const statement = random.pick([
    'accept',
    'accept',
    'drop',
    'return',
    'counter',
    'counter drop',
    'meta mark set 0x1',
    'meta mark set meta mark | 0x2',
    'ct mark set 0x1',
    'meta mark set ct mark',
    'ip daddr vmap @verdicts',
    'meta mark set ip saddr map @marks',
    hook === 'input' || hook === 'forward' || hook === 'output'
      ? random.pick([
          'reject',
          'reject with icmp type host-prohibited',
          'reject with icmp type admin-prohibited',
          ...(protocol === 'tcp' ? ['reject with tcp reset'] : []),
        ])
      : 'counter',
    ...chains.flatMap((chain) => [`jump ${chain}`, `goto ${chain}`]),
    'limit rate 1/hour burst 2 packets accept',
  ]);
  return `${matches.join(' ')} ${chance(random, 0.5) && !statement.startsWith('counter') ? 'counter ' : ''}${statement}`.trim();
}

function natTable(random: Random, ports: readonly number[]): string {
  const server = (): string => `${net.servers}.${random.pick(['10', '11'])}`;
  const destination = several(random, 1, 2, () => {
    const protocol = random.pick(['tcp', 'udp']);
    const to = chance(random, 0.5) ? `${server()}:${random.pick(ports)}` : server();
    const where = random.pick([
      `ip daddr 10.96.0.1 ${protocol} dport ${random.pick(ports)}`,
      `${protocol} dport 81`,
      `ip saddr ${net.client}.2 ${protocol} dport ${random.pick(ports)}`,
    ]);
    return `${where} ${chance(random, 0.8) ? `dnat to ${to}` : `redirect to :${random.pick(ports)}`}`;
  });
  const source = several(random, 1, 2, () => {
    const where = random.pick([
      'oifname "eth1"',
      `ip saddr ${net.client}.0/24`,
      'meta l4proto tcp',
      `ip daddr ${net.servers}.10`,
    ]);
    return `${where} ${random.pick(['masquerade', 'masquerade', `snat to ${net.middle}.${random.pick(['1', '2'])}`, 'accept'])}`;
  });
  return `table ip nat {\n${[
    chainText('pre', ['type nat hook prerouting priority dstnat; policy accept;', ...destination]),
    ...(chance(random, 0.5)
      ? [chainText('out', ['type nat hook output priority -100; policy accept;', ...destination])]
      : []),
    chainText('post', ['type nat hook postrouting priority srcnat; policy accept;', ...source]),
  ].join('\n')}\n}\n`;
}

/** Services as kube-proxy writes them in nftables mode: verdict maps by address, protocol and port, one endpoint each. */
function serviceTable(random: Random, ports: readonly number[]): string {
  const all = several(random, 1, 3, (index) => ({
    chain: `service-${index}`,
    address: index === 0 ? '10.96.0.1' : `10.96.0.${index + 1}`,
    protocol: random.pick(['tcp', 'udp']),
    port: random.pick(ports),
    endpoint: `${net.servers}.${random.pick(['10', '11'])}`,
    target: random.pick(ports),
    masquerades: chance(random, 0.5),
  }));
  const dead = `10.96.0.1 . tcp . 81 : goto reject-chain`;
  return [
    'table ip kube-proxy {',
    ...all.map(({ chain }) => `  chain ${chain} { }`),
    '  chain mark-for-masquerade { }',
    '  chain reject-chain { }',
    '}',
    'table ip kube-proxy {',
    `  map service-ips { type ipv4_addr . inet_proto . inet_service : verdict; elements = { ${all.map(({ address, protocol, port, chain }) => `${address} . ${protocol} . ${port} : goto ${chain}`).join(', ')} } }`,
    `  map no-endpoints { type ipv4_addr . inet_proto . inet_service : verdict; elements = { ${dead} } }`,
    '  set cluster-ips { type ipv4_addr; elements = { 10.96.0.1 } }',
    chainText('mark-for-masquerade', ['meta mark set meta mark | 0x4000']),
    chainText('reject-chain', ['reject']),
    ...all.map(({ chain, endpoint, target, protocol, masquerades, address, port }) =>
      chainText(chain, [
        ...(masquerades
          ? [
              `ip daddr ${address} ${protocol} dport ${port} ip saddr != ${net.client}.0/24 jump mark-for-masquerade`,
            ]
          : []),
        `meta l4proto ${protocol} dnat to ${endpoint}:${target}`,
      ]),
    ),
    ...['prerouting', 'output'].map((hook) =>
      chainText(`nat-${hook}`, [
        `type nat hook ${hook} priority -100; policy accept;`,
        'ip daddr . meta l4proto . th dport vmap @service-ips',
      ]),
    ),
    chainText('nat-postrouting', [
      'type nat hook postrouting priority srcnat; policy accept;',
      'meta mark & 0x4000 == 0 return',
      'meta mark set meta mark ^ 0x4000',
      'masquerade fully-random',
    ]),
    ...['input', 'forward', 'output'].map((hook) =>
      chainText(`filter-${hook}`, [
        `type filter hook ${hook} priority -110; policy accept;`,
        'ct state new ip daddr . meta l4proto . th dport vmap @no-endpoints',
        'ct state new ip daddr @cluster-ips reject',
      ]),
    ),
    '}',
    '',
  ].join('\n');
}
