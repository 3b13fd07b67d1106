/**
 * Random rules of nft's grammar, most of them sensible, for the comparison with the real program: each a family and the
 * words behind `nft add rule FAMILY TABLE CHAIN`.
 */
import fc from 'fast-check';

const word = (...words: readonly string[]) => fc.constantFrom(...words);
const int = (min: number, max: number) => fc.integer({ min, max }).map(String);

const v4 = fc
  .tuple(word('10', '192', '172'), int(0, 3), int(0, 3), int(0, 255))
  .map((octets) => octets.join('.'));
const v6 = fc.tuple(word('fd00', '2001:db8'), int(1, 9)).map(([network, host]) => `${network}::${host}`);
const port = fc.oneof(int(1, 1024), int(0, 65_535), word('22', '80', '443', 'ssh', 'domain'));
const equality = word('', '', '', '== ', '!= ');
const order = word('< ', '> ', '<= ', '>= ');

/** A single value, a range, a set. */
function values(single: fc.Arbitrary<string>, range?: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const element =
    range === undefined
      ? single
      : fc.oneof({ weight: 3, arbitrary: single }, { weight: 1, arbitrary: range });
  const set = fc
    .array(element, { minLength: 1, maxLength: 4 })
    .map((elements) => `{ ${elements.join(', ')} }`);
  return fc.oneof({ weight: 3, arbitrary: element }, { weight: 1, arbitrary: set });
}

function numbers(bits: number): fc.Arbitrary<string> {
  const highest = 2 ** Math.min(bits, 31) - 1;
  const range = fc
    .tuple(fc.integer({ min: 0, max: highest - 1 }), fc.integer({ min: 1, max: 50 }))
    .map(([first, more]) => `${String(first)}-${String(Math.min(highest, first + more))}`);
  return values(int(0, Math.min(highest, 300)), range);
}

const prefix4 = fc.tuple(v4, int(8, 32)).map(([address, length]) => `${address}/${length}`);
const range4 = fc.tuple(int(0, 9), int(10, 99)).map(([low, high]) => `10.9.8.${low}-10.9.8.${high}`);
const prefix6 = fc
  .tuple(v6, word('32', '48', '64', '128'))
  .map(([address, length]) => `${address}/${length}`);
const portRange = fc.tuple(int(1, 1000), int(1001, 65_535)).map(([low, high]) => `${low}-${high}`);

function compares(left: string, right: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(equality, right).map(([relation, value]) => `${left} ${relation}${value}`);
}

function fields(protocol: string, bits: Readonly<Record<string, number>>): readonly fc.Arbitrary<string>[] {
  return Object.entries(bits).flatMap(([field, width]) => [
    compares(`${protocol} ${field}`, numbers(width)),
    fc.tuple(order, int(0, 200)).map(([relation, value]) => `${protocol} ${field} ${relation}${value}`),
  ]);
}

const address4 = fc.oneof(
  compares('ip saddr', values(v4, fc.oneof(prefix4, range4))),
  compares('ip daddr', values(v4, fc.oneof(prefix4, range4))),
);
const address6 = fc.oneof(
  compares('ip6 saddr', values(v6, prefix6)),
  compares('ip6 daddr', values(v6, prefix6)),
);
const protocolNames = values(word('tcp', 'udp', 'icmp', 'sctp', '50', '200'));
const network4 = fc.oneof(
  address4,
  address4,
  compares('ip protocol', protocolNames),
  compares('ip dscp', values(word('cs0', 'cs1', 'ef', 'af11', '0x05'))),
  compares('ip ecn', word('ce', 'ect0', 'not-ect')),
  ...fields('ip', { ttl: 8, id: 16, length: 16, 'frag-off': 16, checksum: 16 }),
  word('ip saddr & 255.255.0.0 == 10.1.0.0', 'ip saddr & 0.0.0.255 == 0.0.0.5', 'ip frag-off & 0x1fff != 0'),
);
const network6 = fc.oneof(
  address6,
  address6,
  compares('ip6 nexthdr', values(word('tcp', 'udp', 'ipv6-icmp'))),
  ...fields('ip6', { hoplimit: 8, length: 16, flowlabel: 20 }),
);
const flags = word('syn', 'ack', 'fin', 'rst', 'syn,ack', 'fin,psh,urg', 'syn | ack');
const ports = (protocol: string) =>
  fc
    .tuple(word('sport', 'dport'), equality, values(port, portRange))
    .map(([field, relation, value]) => `${protocol} ${field} ${relation}${value}`);
const transport = fc.oneof(
  ports('tcp'),
  ports('tcp'),
  ports('udp'),
  ports('sctp'),
  ports('th'),
  fc.tuple(word('', '== ', '!= ', '! '), flags).map(([relation, value]) => `tcp flags ${relation}${value}`),
  fc
    .tuple(flags, word('== ', '!= '), flags)
    .map(
      ([mask, relation, value]) =>
        `tcp flags & (${mask.replaceAll(',', ' | ')}) ${relation}${value.replaceAll(',', ' | ')}`,
    ),
  word('tcp flags syn / fin,syn,rst,ack', 'tcp flags & (syn | rst) == 0', 'tcp flags & syn != 0'),
  ...fields('tcp', { sequence: 32, window: 16, doff: 4, urgptr: 16 }),
  ...fields('udp', { length: 16, checksum: 16 }),
  compares('icmp type', values(word('echo-request', 'echo-reply', 'destination-unreachable', '42'))),
  compares('icmp code', values(word('0', '3', 'host-unreachable', '13'))),
  compares('icmpv6 type', values(word('echo-request', 'nd-neighbor-solicit', 'packet-too-big'))),
  ...fields('icmp', { id: 16, sequence: 16 }),
  compares('meta l4proto', protocolNames),
  word('tcp option maxseg size 1460', 'tcp option window exists', 'tcp option sack-perm missing'),
  word('@th,16,16 80', '@th,0,32 5', '@nh,72,8 6', '@ll,0,48 5'),
);
const devices = values(word('eth0', '"lo"', '"veth*"', 'cni0'));
const mark = values(word('0', '1', '0x10', '0xffffffff', '7'), word('1-5', '0x10-0x20'));
const meta = fc.oneof(
  compares('iifname', devices),
  compares('oifname', devices),
  compares('meta mark', mark),
  compares('ct mark', mark),
  fc
    .tuple(
      word('meta mark', 'ct mark'),
      word('0xff', '0x3', '0xffff0000'),
      word('==', '!='),
      word('0x1', '0', '0x10000'),
    )
    .map(([left, mask, relation, value]) => `${left} & ${mask} ${relation} ${value}`),
  compares('meta pkttype', values(word('host', 'broadcast', 'multicast', 'unicast'))),
  ...fields('meta', { length: 16 }),
  compares('meta skuid', values(word('0', '1000', 'root'), word('1-99'))),
  compares('meta protocol', values(word('ip', 'ip6', 'arp'))),
  word('meta nfproto ipv4', 'meta nfproto ipv6', 'iif "lo"', 'oif != "lo"', 'iifgroup 0', 'meta cpu 0'),
);
const states = word('new', 'established', 'related', 'invalid', 'established,related', 'new,untracked');
const ct = fc.oneof(
  fc
    .tuple(word('', '', '== ', '!= ', '! '), states)
    .map(([relation, value]) => `ct state ${relation}${value}`),
  word('ct state { new, established }', 'ct state vmap { established : accept, invalid : drop }'),
  compares('ct status', word('dnat', 'snat', 'assured', 'snat,dnat')),
  compares('ct direction', word('original', 'reply')),
  word(
    'ct protocol tcp',
    'ct expiration 30s',
    'ct expiration > 1m',
    'ct zone 0',
    'ct original bytes > 1000',
    'ct packets 5',
  ),
);
const lookups4 = fc.oneof(
  word(
    'ip saddr @s4',
    'ip daddr != @s4',
    'tcp dport @ports',
    'ip saddr . tcp dport @pairs',
    'tcp dport vmap @verdicts',
  ),
  fc.tuple(v4, port, v4, port).map(([a, b, c, d]) => `ip daddr . tcp dport { ${a} . ${b}, ${c} . ${d} }`),
  fc.tuple(prefix4, portRange).map(([a, b]) => `ip saddr . udp dport { ${a} . ${b} }`),
  fc
    .tuple(v4, word('accept', 'drop', 'jump other', 'goto other'))
    .map(([a, b]) => `ip saddr vmap { ${a} : ${b}, 10.200.0.0/16 : drop }`),
  fc
    .tuple(port, word('accept', 'drop', 'return'))
    .map(([a, b]) => `tcp dport vmap { ${a} : ${b}, 7000-7010 : jump other }`),
);
const fib = word(
  'fib daddr type local',
  'fib daddr type { local, broadcast }',
  'fib saddr . iif oif missing',
  'fib daddr . iif type != unicast',
);
const acts = fc.oneof(
  word('counter', 'counter', 'counter packets 3 bytes 400', 'notrack', 'log', 'continue'),
  fc
    .tuple(int(1, 900), word('second', 'minute', 'hour', 'day'), word('', ' burst 7 packets'))
    .map(([rate, unit, burst]) => `limit rate ${rate}/${unit}${burst}`),
  fc
    .tuple(word('', 'over '), int(1, 2000), word('bytes', 'kbytes', 'mbytes'))
    .map(([over, rate, unit]) => `limit rate ${over}${rate} ${unit}/second`),
  fc
    .tuple(word('', 'over '), int(1, 3000), word('bytes', 'kbytes', 'mbytes'))
    .map(([over, size, unit]) => `quota ${over}${size} ${unit}`),
  fc
    .tuple(
      word('meta mark', 'ct mark'),
      word(
        '0x1',
        'meta mark',
        'ct mark',
        'meta mark | 0x4000',
        'ct mark & 0xff',
        'meta mark ^ 0x8',
        'numgen inc mod 3',
        'jhash ip saddr mod 4',
        'tcp dport map { 22 : 1, 80 : 2 }',
      ),
    )
    .map(([left, value]) => `${left} set ${value}`),
  word(
    'ip ttl set 9',
    'ip dscp set cs1',
    'tcp dport set 8080',
    'meta nftrace set 1',
    'counter name "c1"',
    'quota name "q1"',
    'limit name "l1"',
  ),
  fc
    .tuple(
      word(
        'prefix "a: "',
        'level info',
        'prefix "b" level warn',
        'group 3',
        'flags all',
        'flags tcp sequence,options flags skuid',
      ),
    )
    .map(([options]) => `log ${options}`),
  fc
    .tuple(word('add', 'update'), word('ip saddr', 'ip daddr'), word('', ' timeout 30s', ' timeout 1h5m'))
    .map(([verb, key, timeout]) => `${verb} @seen { ${key}${timeout} }`),
  word('tcp option maxseg size set rt mtu', 'tcp option maxseg size set 1300'),
);
const ends = word(
  '',
  '',
  'accept',
  'drop',
  'return',
  'jump other',
  'goto other',
  'reject',
  'reject with tcp reset',
  'reject with icmp host-unreachable',
  'reject with icmpx admin-prohibited',
);

const matches = (family: string) =>
  fc.oneof(
    ...(family === 'ip6'
      ? [network6, network6]
      : family === 'ip'
        ? [network4, network4, lookups4]
        : [network4, network6, lookups4]),
    transport,
    transport,
    meta,
    ct,
    ...(family === 'ip6' ? [] : [fib]),
  );

export interface RandomRule {
  readonly family: 'ip' | 'ip6' | 'inet';
  readonly rule: string;
}

export const randomRule: fc.Arbitrary<RandomRule> = word('ip', 'ip', 'inet', 'ip6').chain((family) =>
  fc
    .tuple(
      fc.array(matches(family), { minLength: 0, maxLength: 3 }),
      fc.array(acts, { minLength: 0, maxLength: 2 }),
      ends,
      word('', '', '', ' comment "a b"'),
    )
    .map(([left, middle, end, comment]) => ({
      family: family as RandomRule['family'],
      rule: `${[...left, ...middle, end].filter((each) => each !== '').join(' ') || 'counter'}${comment}`,
    })),
);

/** The table that random rules are put into, each into a chain of its own: `c` and its number. */
export function scaffold(family: RandomRule['family'], chains: readonly number[]): string {
  const address = family === 'ip6' ? 'ipv6_addr' : 'ipv4_addr';
  const all = chains.map((at) => `chain c${String(at)} { }`).join('\n');
  return `table ${family} t {
counter c1 { }
quota q1 { 100 kbytes; }
limit l1 { rate 10/second; }
set s4 { type ${address}; }
set ports { type inet_service; flags interval; elements = { 22, 80-90 } }
set pairs { type ${address} . inet_service; }
set seen { type ${address}; size 100; flags dynamic,timeout; }
map verdicts { type inet_service : verdict; elements = { 22 : accept } }
chain other { }
${all}
}
`;
}
