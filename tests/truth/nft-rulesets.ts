/**
 * Random rule sets of nft for a router, about the packets of `iptables/random-packets.ts`: chains on every hook at several
 * priorities, sets, maps and verdict maps, jumps, marks, limits, translation both ways. Each rule counts.
 */
import fc from 'fast-check';

const pick = (...words: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...words);
const number = (first: number, last: number): fc.Arbitrary<string> =>
  fc.integer({ min: first, max: last }).map(String);
const not = fc.constantFrom('', '', '', '!= ');

/** Pieces joined by nothing. */
const text = (...parts: readonly (fc.Arbitrary<string> | string)[]): fc.Arbitrary<string> =>
  fc
    .tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part)))
    .map((pieces) => pieces.join(''));

const list = (each: fc.Arbitrary<string>, least: number, most: number): fc.Arbitrary<string> =>
  fc.uniqueArray(each, { minLength: least, maxLength: most }).map((values) => values.join(', '));

const source = pick('10.1.0.1', '10.1.0.2', '10.1.0.3', '10.2.0.1', '10.2.0.3', '10.2.0.4');
const destination = pick('10.9.0.2', '10.9.0.3', '10.5.0.1', '10.9.0.9');
const networks = pick('10.1.0.0/30', '10.2.0.0/16', '10.1.0.0/16', '10.2.0.2-10.2.0.9');
const port = pick('22', '53', '80', '443', '8080', '1024', '40000');
const ports = pick('1-100', '443-8080', '1024-65535');
const set = (each: fc.Arbitrary<string>): fc.Arbitrary<string> => list(each, 1, 3).map((all) => `{ ${all} }`);
const oneOrMore = (each: fc.Arbitrary<string>): fc.Arbitrary<string> => fc.oneof(each, set(each));

const conditions: readonly fc.Arbitrary<string>[] = [
  text('ip saddr ', not, oneOrMore(source)),
  text('ip daddr ', not, oneOrMore(destination)),
  text('ip saddr ', not, networks),
  text('ip saddr & 0.0.0.3 == 0.0.0.', number(1, 3)),
  text('tcp dport ', not, oneOrMore(fc.oneof(port, ports))),
  text('udp sport ', not, oneOrMore(port)),
  text('th dport ', pick('', '< ', '>= '), port),
  text('meta l4proto ', not, oneOrMore(pick('tcp', 'udp', 'icmp', 'esp'))),
  text('ip protocol ', not, pick('tcp', 'udp', 'icmp', 'gre')),
  text('ip ttl ', pick('< 64', '64', '63', '!= 255', '> 10')),
  text('ip dscp ', not, pick('cs0', 'ef', 'cs1', '{ ef, cs2 }')),
  text('meta length ', pick('< 45', '40', '28-60')),
  text('icmp type ', not, pick('echo-request', 'echo-reply', '{ echo-request, echo-reply }')),
  text('icmp id ', number(1, 3)),
  text(
    'tcp flags ',
    pick('syn', '& (syn | ack) == syn', '! syn', '!= ack', 'fin,ack', 'rst / syn,rst', '& (fin | syn) != 0'),
  ),
  text('tcp option ', pick('maxseg exists', 'maxseg size 1460', 'maxseg size < 1000', 'sack-perm missing')),
  text(
    'ct state ',
    pick('new', 'established', 'invalid', 'new,established', '!= invalid', '! new', 'untracked'),
  ),
  text(
    'ct state vmap { invalid : ',
    pick('drop', 'continue'),
    ', established : ',
    pick('accept', 'return'),
    ' }',
  ),
  text('ct direction ', pick('original', 'reply')),
  text('ct mark ', not, number(0, 3)),
  text('ct status ', pick('confirmed', 'dnat', '! snat', 'seen-reply', '!= assured')),
  text('ct protocol ', pick('tcp', 'udp')),
  text('ct original packets ', pick('> 1', '1', '< 3')),
  text('ct reply ', pick('packets 0', 'bytes < 60')),
  text('ct original ip saddr ', oneOrMore(source)),
  text('meta l4proto ', pick('tcp', 'udp'), ' ct original proto-dst ', port),
  text('meta mark ', not, oneOrMore(number(0, 3))),
  text('meta mark & 0x2 ', pick('==', '!='), ' 0x2'),
  text('iifname ', not, pick('"s0"', '"d0"', '"s*"', '{ "s0", "lo" }')),
  text('fib daddr type ', not, pick('local', 'unicast', '{ local, broadcast }')),
  pick(
    'numgen inc mod 2 1',
    'numgen inc mod 3 0',
    'numgen inc mod 4 { 1, 3 }',
    'numgen inc mod 3 offset 5 > 5',
  ),
  text('jhash ip saddr mod ', number(3, 5), ' seed ', number(0, 99), ' ', number(0, 2)),
  text('jhash ip saddr . tcp dport mod 7 seed 0xdeadbeef < ', number(1, 6)),
  text('ip saddr . ip daddr ', not, '{ ', source, ' . ', destination, ', 10.2.0.1 . 10.9.0.2 }'),
  text('ip saddr . tcp dport { ', networks, ' . ', ports, ', ', source, ' . ', port, ' }'),
  text(
    'ip saddr . meta l4proto . th dport ',
    not,
    '{ ',
    source,
    ' . tcp . ',
    port,
    ', 10.2.0.3 . udp . 53 }',
  ),
  text('ip saddr ', not, '@', pick('hosts', 'nets')),
  text('ip daddr . meta l4proto . th dport ', not, '@services'),
  text('ip saddr . th dport @spans'),
  text('ip saddr @seen'),
  text('@th,16,16 ', not, port),
  text('@nh,64,8 ', pick('64', '< 64')),
  text('rt nexthop 10.9.0.2'),
  text('meta pkttype ', pick('host', 'broadcast')),
  text('limit rate ', pick('', 'over '), '1/hour burst ', number(1, 9), ' packets'),
  text('limit rate ', pick('', 'over '), '1 bytes/hour burst ', pick('100', '500'), ' bytes'),
  text('quota ', pick('', 'over '), pick('100', '500', '2000'), ' bytes'),
  text('quota name "q"'),
  text('limit name "l"'),
];

/** What only some hooks know. */
const comingIn: readonly fc.Arbitrary<string>[] = [
  text('fib saddr . iif oif ', pick('exists', 'missing', '"s0"')),
  text('fib daddr oifname ', not, '"d0"'),
  text('fib saddr type ', pick('unicast', 'local')),
];

const acts: readonly fc.Arbitrary<string>[] = [
  fc.constant(''),
  fc.constant(''),
  text(
    'meta mark set ',
    pick('1', '2', '3', 'ct mark', 'meta mark | 0x2', 'ip saddr map @marks', 'meta mark & 0x1'),
  ),
  text('ct mark set ', pick('1', '2', 'meta mark', 'ct mark | 0x1', 'ct mark ^ 0x3')),
  text('meta mark set jhash ip daddr mod 4 seed 7 offset ', number(0, 2)),
  text('meta mark set numgen inc mod ', number(2, 4), pick('', ' offset 1')),
  text('meta mark set numgen inc mod 3 map { 0 : 1, 1 : 2, 2 : 0 }'),
  text('ip ttl set ', pick('64', '10')),
  text('ip dscp set ', pick('ef', 'cs0', 'cs1')),
  text(pick('add', 'update', 'delete'), ' @seen { ip ', pick('saddr', 'daddr'), ' }'),
  text(pick('add', 'update'), ' @few { ip ', pick('saddr', 'daddr'), ' }'),
  text(pick('add', 'update'), ' @counted { ip saddr . tcp dport counter }'),
  text('update @slow { ip saddr limit rate 1/hour burst ', number(1, 5), ' packets }'),
  text(
    'meter m',
    fc.integer({ min: 1e6, max: 9e6 }).map(String),
    ' { ip saddr timeout 1h limit rate over 1/hour burst ',
    number(1, 5),
    ' packets }',
  ),
  text('counter name "c"'),
  text('counter name ip saddr map { ', source, ' : "c", 10.2.0.3 : "d" }'),
  text('log prefix "x"'),
  text('notrack'),
];

type Hook = 'prerouting' | 'input' | 'forward' | 'output' | 'postrouting';
type Type = 'filter' | 'nat' | 'user';

function verdict(type: Type, hook: Hook | undefined, users: readonly string[]): fc.Arbitrary<string> {
  const all: fc.Arbitrary<string>[] = [
    fc.constant(''),
    fc.constant(''),
    pick('accept', 'drop', 'return', 'continue'),
    text('ip saddr vmap { ', source, ' : ', pick('accept', 'drop', 'return'), ' }'),
    text('ip daddr . th dport vmap { ', destination, ' . ', port, ' : ', pick('accept', 'drop'), ' }'),
  ];
  if (users.length > 0)
    all.push(
      text(pick('jump', 'goto'), ' ', pick(...users)),
      text(pick('jump', 'goto'), ' ', pick(...users)),
      text('tcp dport vmap { 80 : ', pick('jump', 'goto'), ' ', pick(...users), ', 100-1024 : drop }'),
      text(
        'ip saddr vmap { 10.1.0.0/16 : jump ',
        pick(...users),
        ', 10.2.0.0/16 : goto ',
        pick(...users),
        ' }',
      ),
      text('numgen inc mod 2 vmap { 0 : jump ', pick(...users), ', 1 : continue }'),
    );
  if (type === 'filter' && (hook === 'input' || hook === 'forward'))
    all.push(
      pick(
        'reject',
        'reject with tcp reset',
        'reject with icmp host-prohibited',
        'reject with icmpx no-route',
      ),
    );
  if (type === 'filter' && hook === 'prerouting')
    all.push(pick('ip saddr vmap @verdicts', 'meta mark vmap { 1 : drop }'));
  if (type === 'nat' && hook === 'prerouting')
    all.push(
      pick('dnat to 10.9.0.3', 'dnat to 10.9.0.2', 'redirect', 'dnat to 10.5.0.1'),
      pick('dnat to ip saddr map @targets', 'dnat to numgen inc mod 2 map { 0 : 10.9.0.2, 1 : 10.9.0.3 }'),
      text('meta l4proto tcp ', pick('dnat to 10.9.0.3:8080', 'redirect to :22', 'dnat to :443')),
      text(
        'dnat ip to ip daddr . tcp dport map { 10.9.0.2 . 80 : 10.9.0.3 . 8080, 10.9.0.9 . 443 : 10.9.0.2 . 22 }',
      ),
      text('dnat to jhash ip saddr mod 2 seed 5 map { 0 : 10.9.0.2, 1 : 10.9.0.3 }'),
    );
  if (type === 'nat' && hook === 'postrouting')
    all.push(
      pick('masquerade', 'snat to 10.9.0.1', 'snat to 10.9.0.77', 'snat to ip saddr map @targets'),
      pick('snat to ip saddr map { 10.1.0.0/16 : 10.9.0.50 }', 'snat to 10.9.0.20-10.9.0.20'),
    );
  return fc.oneof(...all);
}

function rule(type: Type, hook: Hook | undefined, users: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(
      fc.array(fc.oneof(...conditions, ...(hook === undefined || hook === 'postrouting' ? [] : comingIn)), {
        minLength: 0,
        maxLength: 2,
      }),
      fc.oneof(...acts),
      verdict(type, hook, users),
    )
    .map(([asks, act, end]) => [...asks, 'counter', act, end].filter((part) => part !== '').join(' '));
}

const bases: readonly (readonly [chain: string, type: 'filter' | 'nat', hook: Hook, priority: string])[] = [
  ['pre1', 'filter', 'prerouting', 'raw'],
  ['pre2', 'filter', 'prerouting', 'mangle'],
  ['nat1', 'nat', 'prerouting', 'dstnat'],
  ['pre3', 'filter', 'prerouting', 'dstnat + 10'],
  ['in1', 'filter', 'input', 'filter'],
  ['fwd1', 'filter', 'forward', 'filter'],
  ['fwd2', 'filter', 'forward', 'filter + 10'],
  ['post1', 'filter', 'postrouting', 'mangle'],
  ['nat2', 'nat', 'postrouting', 'srcnat'],
];
const users = ['u1', 'u2', 'u3', 'u4'];

/** What rules name: sets, maps and objects. */
const named = `set hosts { type ipv4_addr; elements = { 10.1.0.1, 10.2.0.3 } }
set nets { type ipv4_addr; flags interval; elements = { 10.1.0.2-10.1.0.9, 10.2.0.0/30 } }
set services { type ipv4_addr . inet_proto . inet_service; elements = { 10.9.0.2 . tcp . 80, 10.9.0.3 . udp . 53 } }
set spans { type ipv4_addr . inet_service; flags interval; elements = { 10.1.0.0/16 . 20-90, 10.2.0.1 . 443 } }
set seen { type ipv4_addr; size 4096; flags dynamic; }
set few { type ipv4_addr; size 2; flags dynamic; }
set counted { type ipv4_addr . inet_service; size 64; flags dynamic,timeout; timeout 1h; }
set slow { type ipv4_addr; size 64; flags dynamic; }
map marks { type ipv4_addr : mark; elements = { 10.1.0.1 : 0x1, 10.2.0.1 : 0x2 } }
map targets { type ipv4_addr : ipv4_addr; elements = { 10.1.0.1 : 10.9.0.3, 10.2.0.3 : 10.9.0.2 } }
map verdicts { type ipv4_addr : verdict; elements = { 10.1.0.2 : drop, 10.2.0.4 : jump u4 } }
counter c { }
counter d { }
quota q { over 900 bytes }
limit l { rate 1/hour burst 7 packets }`;

/** Text for `nft -f`: a table with all of it, `perChain` rules in each chain. */
export function ruleset(perChain: number): fc.Arbitrary<string> {
  const chain = (name: string, head: string, type: Type, hook: Hook | undefined, later: readonly string[]) =>
    fc
      .array(rule(type, hook, later), { minLength: 0, maxLength: perChain })
      .map((rules) => `chain ${name} {\n${[head, ...rules].filter((line) => line !== '').join('\n')}\n}`);
  return fc
    .tuple(
      pick('ip', 'inet'),
      fc.subarray([...bases], { minLength: 2 }),
      pick('accept', 'accept', 'accept', 'drop'),
    )
    .chain(([family, chosen, policy]) =>
      fc
        .tuple(
          ...users.map((name, at) => chain(name, '', 'user', undefined, users.slice(at + 1))),
          ...chosen.map(([name, type, hook, priority]) =>
            chain(
              name,
              `type ${type} hook ${hook} priority ${priority}; policy ${hook === 'forward' ? policy : 'accept'};`,
              type,
              hook,
              // What rejects or translates stands in base chains only; so may these call all.
              users,
            ),
          ),
        )
        .map((chains) => {
          const empty = users.map((name) => `chain ${name} { }`).join('\n');
          return `table ${family} t {\n${empty}\n${named}\n}\ntable ${family} t {\n${chains.join('\n')}\n}\n`;
        }),
    );
}
