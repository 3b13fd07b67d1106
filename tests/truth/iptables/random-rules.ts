/**
 * Random rules of iptables, as text that both sides can read, about the packets of `random-packets.ts`: each match and
 * target the engine models and the kernel here has, with values that hit often.
 */
import fc from 'fast-check';

export type Family = 4 | 6;

const pick = (...words: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...words);
const number = (first: number, last: number): fc.Arbitrary<string> =>
  fc.integer({ min: first, max: last }).map(String);
const not = fc.boolean().map((yes) => (yes ? '! ' : ''));

/** Pieces joined by nothing. */
const text = (...parts: readonly (fc.Arbitrary<string> | string)[]): fc.Arbitrary<string> =>
  fc
    .tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part)))
    .map((pieces) => pieces.join(''));

/** Some of them, each at most once, in order. */
const some = (...parts: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc
    .tuple(
      ...parts.map((part) =>
        fc.oneof({ weight: 3, arbitrary: fc.constant('') }, { weight: 2, arbitrary: part }),
      ),
    )
    .map((pieces) => pieces.filter((piece) => piece !== '').join(' '));

const ports = pick('22', '53', '80', '443', '1024:65535', '80:443', '8080');
const addresses = pick(
  '10.1.0.1',
  '10.1.0.0/30',
  '10.1.0.0/16',
  '10.2.0.0/255.255.0.0',
  '10.2.0.3',
  '0.0.0.3/0.0.0.7',
);
const targets4 = pick('10.9.0.2', '10.9.0.3', '10.9.0.0/24', '10.5.0.1', '10.0.0.0/8');
const mark = pick('0x1', '0x2/0x2', '0x4', '0x0/0x1', '0xff/0xf');
const states = pick(
  'NEW',
  'ESTABLISHED',
  'NEW,ESTABLISHED',
  'INVALID',
  'RELATED',
  'UNTRACKED',
  'INVALID,UNTRACKED',
);
const tcpFlags = pick(
  'SYN,ACK SYN',
  'FIN,SYN,RST,ACK SYN',
  'ALL ACK',
  'PSH PSH',
  'RST RST',
  'ALL NONE',
  'URG,PSH NONE',
);

/** What a rule may ask, without a protocol. */
const plain: readonly fc.Arbitrary<string>[] = [
  text('-m mark ', not, '--mark ', mark),
  text('-m connmark ', not, '--mark ', mark),
  text('-m conntrack ', not, '--ctstate ', states),
  text('-m conntrack --ctdir ', pick('ORIGINAL', 'REPLY')),
  text('-m conntrack ', not, '--ctproto ', pick('tcp', 'udp', 'icmp')),
  text('-m conntrack ', not, '--ctorigsrc ', pick('10.1.0.1', '10.1.0.0/16')),
  text('-m conntrack ', not, '--ctorigdstport ', pick('80', '53', '20:90')),
  text('-m conntrack ', not, '--ctstatus ', pick('NONE', 'CONFIRMED', 'SEEN_REPLY,ASSURED')),
  text('-m state ', not, '--state ', pick('NEW', 'ESTABLISHED', 'INVALID')),
  text('-m length ', not, '--length ', pick('28', '40', '0:60', '61:', '28:100')),
  text('-m ttl ', not, '--ttl-eq ', pick('64', '63', '2')),
  text('-m ttl --ttl-', pick('lt', 'gt'), ' ', pick('63', '64', '10')),
  text('-m dscp ', not, '--dscp ', pick('0', '0x2e', '10')),
  text('-m tos ', not, '--tos ', pick('0x10', '0x08/0x0f', '0xb8/0xff', '0/0xff')),
  text('-m ecn ', not, '--ecn-ip-ect ', number(0, 3)),
  text(
    '-m u32 ',
    not,
    '--u32 ',
    pick('"0>>24=0x45"', '"6&0xff=6,17"', '"12=0x0a010001:0x0a010003"', '"0>>22&0x3c@0>>16=22:80"', '"60=1"'),
  ),
  text(
    '-m string --algo ',
    pick('bm', 'kmp'),
    ' ',
    not,
    pick(
      '--string "GET"',
      '--hex-string "|47 45|"',
      '--string "get" --icase',
      '--string "HTTP" --from 28 --to 60',
      '--string "x"',
    ),
  ),
  text('-m addrtype ', not, '--dst-type ', pick('LOCAL', 'UNICAST', 'BROADCAST', 'LOCAL,MULTICAST')),
  text('-m addrtype ', not, '--src-type ', pick('LOCAL', 'UNICAST')),
  text('-m iprange ', not, '--src-range 10.1.0.2-10.1.0.4'),
  text('-m iprange ', not, '--src-range 10.1.0.1-10.2.0.2 ', not, '--dst-range 10.9.0.1-10.9.0.2'),
  text('-m statistic --mode nth ', not, '--every ', pick('2 --packet 0', '3 --packet 1', '3 --packet 2')),
  text('-m quota ', not, '--quota ', pick('0', '100', '500', '2000')),
  text('-m recent ', not, '--set --name r', number(0, 2), ' ', pick('--rsource', '--rdest')),
  text('-m recent ', not, '--rcheck --name r', number(0, 2), ' ', pick('--rsource', '--rdest')),
  text('-m recent --update --hitcount ', number(1, 4), ' --name r', number(0, 2)),
  text('-m recent --remove --name r', number(0, 2)),
  text(
    '-m connbytes ',
    not,
    '--connbytes ',
    pick('0:1', '2:', '0:100', '1:3'),
    ' --connbytes-mode ',
    pick('packets', 'bytes', 'avgpkt'),
    ' --connbytes-dir ',
    pick('original', 'reply', 'both'),
  ),
  // How soon the kernel forgets a connection that ended depends on its ticks: nothing in between is compared.
  text(
    '-m connlimit --connlimit-',
    pick('upto', 'above'),
    ' ',
    pick('0', '1000'),
    ' --connlimit-mask ',
    pick('32', '24', '16', '0'),
    ' --connlimit-',
    pick('saddr', 'daddr'),
  ),
  text(
    '-m hashlimit --hashlimit-',
    pick('upto', 'above'),
    ' 1/hour --hashlimit-burst ',
    number(1, 4),
    ' --hashlimit-mode ',
    pick('srcip', 'dstip', 'srcip,dstport', 'srcip,dstip'),
    ' --hashlimit-name h',
    number(0, 99999),
  ),
  text('-m limit --limit 1/hour --limit-burst ', number(1, 20)),
  text('-m pkttype ', not, '--pkt-type ', pick('unicast', 'broadcast', 'multicast')),
  text('-m cpu ! --cpu 900'),
  text('-m comment --comment ', pick('a', '"two words"', '"it\'s"')),
  text('-m connlabel ', not, '--label ', number(0, 3), pick('', ' --set')),
  text('-m helper ', not, '--helper ftp'),
  text('-m policy --dir in --pol ', pick('none', 'ipsec')),
  text('-m realm ', not, '--realm ', pick('0', '5')),
  text(
    '-m cluster --cluster-total-nodes ',
    pick('2 --cluster-local-node 1', '3 --cluster-local-nodemask 3'),
    ' --cluster-hash-seed ',
    number(0, 4_000_000_000),
  ),
  text(
    '-m time ',
    pick(
      '--datestart 2020',
      '--datestop 2021-05',
      '--weekdays Mon,Tue,Wed,Thu,Fri,Sat,Sun',
      '--timestart 00:00 --timestop 23:59:59',
      '! --monthdays 1',
    ),
  ),
  text('-m set ', not, '--match-set ips ', pick('src', 'dst')),
  text('-m set ', not, '--match-set nets ', pick('src', 'dst'), pick('', ' --return-nomatch')),
  text(
    '-m set ',
    not,
    '--match-set services ',
    pick('src,dst', 'dst,dst', 'src,src'),
    pick('', ' --packets-gt 2', ' ! --update-counters'),
  ),
  text('-m set ', not, '--match-set triples ', pick('src,dst,dst', 'dst,dst,src')),
  text('-m set ', not, '--match-set all ', pick('src', 'dst,dst')),
];

const withTcp = some(
  text(not, '--sport ', ports),
  text(not, '--dport ', ports),
  text(not, '--tcp-flags ', tcpFlags),
  text(not, '--tcp-option ', pick('2', '8', '4')),
);
const withUdp = some(text(not, '--sport ', ports), text(not, '--dport ', ports));
const icmpTypes = pick('echo-request', '0', '3', '3/1', 'any', '8/0', 'time-exceeded');
const multiport = text(
  '-m multiport ',
  not,
  pick('--dports', '--sports', '--ports'),
  ' ',
  pick('80', '22,80,443', '1:100,443', '53,1024:65535'),
);

const protocols: readonly fc.Arbitrary<string>[] = [
  text('-p tcp -m tcp ', withTcp),
  text('-p tcp -m tcp ', withTcp),
  text('-p udp -m udp ', withUdp),
  text('-p icmp -m icmp ', not, '--icmp-type ', icmpTypes),
  text('-p ', pick('tcp', 'udp'), ' ', multiport),
  text('-p tcp -m tcpmss ', not, '--mss ', pick('1460', '500:1400', '1400:')),
  text('-p tcp -m ecn ', not, '--ecn-tcp-', pick('cwr', 'ece')),
  text(
    '-p sctp -m sctp ',
    pick(
      '--dport 80',
      '--sport 1024:',
      '--chunk-types any INIT',
      '--chunk-types all DATA',
      '--chunk-types only INIT',
    ),
  ),
  text('-p esp -m esp ', not, '--espspi ', pick('5', '1:100')),
  text('-p ah -m ah ', not, '--ahspi ', pick('5', '1:100')),
  text(not, '-p ', pick('tcp', 'udp', 'icmp', '47', 'esp')),
];

export interface Place {
  readonly table: 'raw' | 'mangle' | 'nat' | 'filter';
  readonly chain: string;
}

function header({ chain }: Place): fc.Arbitrary<string> {
  const input = text(not, '-i ', pick('s0', 's+', 'lo', 'eth0'));
  const output = text(not, '-o ', pick('d0', 'd+', 'lo'));
  const both = chain === 'FORWARD' ? [input, output] : [chain === 'POSTROUTING' ? output : input];
  const devices = chain.startsWith('U') ? [] : both;
  return some(text(not, '-s ', addresses), text(not, '-d ', targets4), ...devices);
}

/** Where a rule of this place may go; `users` are the chains after its own. */
function action({ table, chain }: Place, users: readonly string[]): fc.Arbitrary<string> {
  const all: fc.Arbitrary<string>[] = [
    fc.constant(''),
    table === 'nat' ? pick('-j ACCEPT', '-j RETURN') : pick('-j ACCEPT', '-j DROP', '-j RETURN', '-j RETURN'),
    pick('-j LOG --log-prefix x', '-j NFLOG --nflog-group 9', '-j AUDIT --type accept', '-j TRACE'),
    text('-j SET --add-set seen ', pick('src', 'dst'), pick('', ' --exist')),
    text('-j SET --del-set seen ', pick('src', 'dst')),
  ];
  if (users.length > 0)
    all.push(text('-j ', pick(...users)), text('-j ', pick(...users)), text('-g ', pick(...users)));
  if (table === 'mangle')
    all.push(
      text('-j MARK --', pick('set-mark', 'or-mark', 'xor-mark', 'and-mark'), ' ', pick('1', '2', '0xf')),
      text(
        '-j CONNMARK --',
        pick('set-mark 1', 'save-mark', 'restore-mark', 'or-mark 2', 'save-mark --mask 0x3'),
      ),
      text('-j DSCP --set-dscp ', pick('0', '46', '10')),
      text('-j TOS --', pick('set-tos 0x10', 'and-tos 0xf0', 'or-tos 0x08', 'xor-tos 3')),
      text('-j TTL --ttl-', pick('set 64', 'inc 1', 'dec 1')),
    );
  if (table === 'raw') all.push(pick('-j CT --notrack', '-j NOTRACK'));
  if (table === 'filter' && !chain.startsWith('U'))
    all.push(pick('-j REJECT', '-j REJECT --reject-with icmp-host-prohibited'));
  if (table === 'nat' && chain === 'PREROUTING')
    all.push(
      pick('-j DNAT --to-destination 10.9.0.3', '-j DNAT --to-destination 10.9.0.2', '-j REDIRECT'),
      pick('-j DNAT --to-destination 10.5.0.1', '-j NETMAP --to 10.9.0.0/24'),
    );
  if (table === 'nat' && chain === 'POSTROUTING')
    all.push(pick('-j MASQUERADE', '-j SNAT --to-source 10.9.0.1', '-j SNAT --to-source 10.9.0.77'));
  return fc.oneof(...all);
}

function rule(place: Place, users: readonly string[]): fc.Arbitrary<string> {
  const asks = fc.oneof(
    { weight: 3, arbitrary: fc.oneof(...plain) },
    { weight: 2, arbitrary: fc.oneof(...protocols) },
    {
      weight: 2,
      arbitrary: fc.tuple(fc.oneof(...protocols), fc.oneof(...plain)).map((pair) => pair.join(' ')),
    },
    { weight: 1, arbitrary: fc.constant('') },
  );
  return fc
    .tuple(header(place), asks, action(place, users))
    .map((parts) => `-A ${place.chain} ${parts.filter((part) => part !== '').join(' ')}`.trim());
}

const shapes: readonly { readonly table: Place['table']; readonly chains: readonly string[] }[] = [
  { table: 'raw', chains: ['PREROUTING'] },
  { table: 'mangle', chains: ['PREROUTING', 'INPUT', 'FORWARD'] },
  { table: 'filter', chains: ['INPUT', 'FORWARD'] },
  { table: 'nat', chains: ['PREROUTING', 'POSTROUTING'] },
];

/** The kernel refuses to ask for a route's realm before there is a route, and for what was decrypted on the way out. */
function fits(line: string, { chain }: Place): boolean {
  if (line.includes('-m policy') && chain === 'POSTROUTING') return false;
  return ['INPUT', 'FORWARD', 'POSTROUTING'].includes(chain) || !line.includes('-m realm');
}

/** A whole rule set as text of iptables-restore, with `perChain` rules in each chain. */
export function ruleSet(perChain: number): fc.Arbitrary<string> {
  const tables = shapes.map(({ table, chains }) => {
    const users = ['U1', 'U2', 'U3'];
    const places = [...chains, ...users];
    return fc
      .tuple(
        ...places.map((chain, at) => {
          const place = { table, chain };
          const later = users.filter((user) => places.indexOf(user) > at);
          return fc.array(
            rule(place, later).filter((line) => fits(line, place)),
            { minLength: perChain, maxLength: perChain },
          );
        }),
      )
      .map((lists) => [`*${table}`, ...users.map((user) => `:${user} - [0:0]`), ...lists.flat(), 'COMMIT']);
  });
  return fc.tuple(...tables).map((lists) => `${lists.flat().join('\n')}\n`);
}

/** The sets rules ask about, as text of `ipset restore`. */
export const sets = `create ips hash:ip initval 1
create nets hash:net initval 1
create services hash:ip,port counters initval 1
create triples hash:ip,port,ip initval 1
create seen hash:ip initval 1
create all list:set
add ips 10.1.0.1
add ips 10.9.0.2
add ips 10.2.0.3
add nets 10.1.0.0/16
add nets 10.1.0.2 nomatch
add nets 10.9.0.0/30
add services 10.9.0.2,tcp:80
add services 10.9.0.3,udp:53
add services 10.1.0.1,tcp:22
add services 10.9.0.2,icmp:8/0
add services 10.5.0.1,tcp:22
add triples 10.1.0.1,tcp:80,10.9.0.2
add triples 10.9.0.3,udp:53,10.2.0.1
add all ips
add all services
`;
