/**
 * The words of the filter language (pcap-filter(7); libpcap's scanner.l): of all patterns that fit the one with the
 * longest text is taken, the earlier one of equals.
 */
import { Address } from '../../../net/address/address.ts';

export type Token =
  | { readonly kind: 'word' | 'name' | 'operator'; readonly text: string }
  | { readonly kind: 'number'; readonly text: string; readonly value: number }
  /** Dotted numbers: an IPv4 address or its beginning. */
  | { readonly kind: 'dotted'; readonly text: string }
  | { readonly kind: 'ipv6'; readonly text: string }
  | { readonly kind: 'mac'; readonly text: string; readonly octets: readonly number[] }
  | { readonly kind: 'arcnet'; readonly text: string }
  /** What the scanner itself finds wrong; `text` is the message, empty for a plain syntax error. */
  | { readonly kind: 'error'; readonly text: string };

const keywords = new Set(
  (
    'dst src link ether ppp slip fddi tr wlan arp rarp ip sctp tcp udp icmp igmp igrp pim vrrp carp radio ip6 icmp6 ah ' +
    'esp atalk aarp decnet lat sca moprc mopdl iso esis es-is isis is-is l1 l2 iih lsp snp csnp psnp clnp stp ipx ' +
    'netbeui host net mask port portrange proto protochain gateway type subtype direction dir address1 addr1 address2 ' +
    'addr2 address3 addr3 address4 addr4 ra ta less greater byte broadcast multicast and or not len length inbound ' +
    'outbound ifindex vlan mpls pppoed pppoes geneve lane llc metac bcc oam oamf4 oamf4ec oamf4sc sc ilmic vpi vci ' +
    'connectmsg metaconnect on ifname rset ruleset rnr rulenum srnr subrulenum reason action fisu lssu lsu msu hfisu ' +
    'hlssu hmsu sio opc dpc sls hsio hopc hdpc hsls'
  ).split(' '),
);

/** Words that are read as another. */
const synonyms: Readonly<Record<string, string>> = {
  '&&': 'and',
  '||': 'or',
  '!': 'not',
  '==': '=',
  length: 'len',
  address1: 'addr1',
  address2: 'addr2',
  address3: 'addr3',
  address4: 'addr4',
  direction: 'dir',
  on: 'ifname',
  ruleset: 'rset',
  rulenum: 'rnr',
  subrulenum: 'srnr',
  lsu: 'lssu',
};

/** Names that stand for numbers. */
const constants: Readonly<Record<string, number>> = {
  icmptype: 0,
  icmpcode: 1,
  'icmp-echoreply': 0,
  'icmp-unreach': 3,
  'icmp-sourcequench': 4,
  'icmp-redirect': 5,
  'icmp-echo': 8,
  'icmp-routeradvert': 9,
  'icmp-routersolicit': 10,
  'icmp-timxceed': 11,
  'icmp-paramprob': 12,
  'icmp-tstamp': 13,
  'icmp-tstampreply': 14,
  'icmp-ireq': 15,
  'icmp-ireqreply': 16,
  'icmp-maskreq': 17,
  'icmp-maskreply': 18,
  icmp6type: 0,
  icmp6code: 1,
  'icmp6-destinationunreach': 1,
  'icmp6-packettoobig': 2,
  'icmp6-timeexceeded': 3,
  'icmp6-parameterproblem': 4,
  'icmp6-echo': 128,
  'icmp6-echoreply': 129,
  'icmp6-multicastlistenerquery': 130,
  'icmp6-multicastlistenerreportv1': 131,
  'icmp6-multicastlistenerdone': 132,
  'icmp6-routersolicit': 133,
  'icmp6-routeradvert': 134,
  'icmp6-neighborsolicit': 135,
  'icmp6-neighboradvert': 136,
  'icmp6-redirect': 137,
  'icmp6-routerrenum': 138,
  'icmp6-nodeinformationquery': 139,
  'icmp6-nodeinformationresponse': 140,
  'icmp6-ineighbordiscoverysolicit': 141,
  'icmp6-ineighbordiscoveryadvert': 142,
  'icmp6-multicastlistenerreportv2': 143,
  'icmp6-homeagentdiscoveryrequest': 144,
  'icmp6-homeagentdiscoveryreply': 145,
  'icmp6-mobileprefixsolicit': 146,
  'icmp6-mobileprefixadvert': 147,
  'icmp6-certpathsolicit': 148,
  'icmp6-certpathadvert': 149,
  'icmp6-multicastrouteradvert': 151,
  'icmp6-multicastroutersolicit': 152,
  'icmp6-multicastrouterterm': 153,
  tcpflags: 13,
  'tcp-fin': 1,
  'tcp-syn': 2,
  'tcp-rst': 4,
  'tcp-push': 8,
  'tcp-ack': 16,
  'tcp-urg': 32,
  'tcp-ece': 64,
  'tcp-cwr': 128,
};

const octet = '[0-9A-Fa-f]{1,2}';
const number = '(?:0[xX][0-9A-Fa-f]+|[0-9]+)';
const separated = (separator: string) => `${octet}(?:${separator}${octet}){5}`;

const ipv6Pattern = /(?=[0-9A-Fa-f:]*:[0-9A-Fa-f:]*:)[0-9A-Fa-f:]+(?:\.\d+){0,3}/y;

type Reader = (text: string) => Token;
const patterns: readonly (readonly [RegExp, Reader])[] = [
  [/(?:[<>=!]=|<<|>>|&&|\|\||[-+*/%:[\]!<>()&|^=])/y, operatorToken],
  [new RegExp(`\\$${octet}`, 'y'), (text) => ({ kind: 'arcnet', text })],
  [
    new RegExp(
      `(?:${separated(':')}|${separated('-')}|${separated('\\.')}|[0-9A-Fa-f]{4}(?:\\.[0-9A-Fa-f]{4}){2}|[0-9A-Fa-f]{12})`,
      'y',
    ),
    macToken,
  ],
  [new RegExp(number, 'y'), numberToken],
  [new RegExp(`${number}(?:\\.${number}){1,3}`, 'y'), (text) => ({ kind: 'dotted', text })],
  [ipv6Pattern, (text) => ({ kind: 'ipv6', text })],
  [
    new RegExp(`${octet}:+(?:${octet}:+)+`, 'y'),
    (text) => ({ kind: 'error', text: `bogus ethernet address ${text}` }),
  ],
  [/[A-Za-z0-9](?:[-_.A-Za-z0-9]*[.A-Za-z0-9])?/y, nameToken],
  [/\\[^ !()\n\t]+/y, (text) => ({ kind: 'name', text: text.slice(1) })],
];

export function scan(expression: string): readonly Token[] {
  const tokens: Token[] = [];
  const blank = /[ \r\n\t]*/y;
  for (let at = 0; ;) {
    blank.lastIndex = at;
    blank.exec(expression);
    at = blank.lastIndex;
    if (at >= expression.length) return tokens;
    let longest = '';
    let reader: Reader | undefined;
    for (const [pattern, read] of patterns) {
      const text = longestMatch(pattern, expression, at);
      if (text.length <= longest.length) continue;
      longest = text;
      reader = read;
    }
    if (reader === undefined) return [...tokens, { kind: 'error', text: '' }];
    tokens.push(reader(longest));
    at += longest.length;
  }
}

function longestMatch(pattern: RegExp, expression: string, at: number): string {
  pattern.lastIndex = at;
  let text = pattern.exec(expression)?.[0] ?? '';
  // A pattern cannot say how many groups there may be: the longest beginning that is an address counts.
  if (pattern === ipv6Pattern) while (text !== '' && !isIpv6(text)) text = text.slice(0, -1);
  return text;
}

const isIpv6 = (text: string) => Address.tryParse(text)?.family === 6;

function operatorToken(text: string): Token {
  const meaning = synonyms[text] ?? text;
  return { kind: /^[a-z]/.test(meaning) ? 'word' : 'operator', text: meaning };
}

function nameToken(text: string): Token {
  if (Object.hasOwn(constants, text)) return { kind: 'number', text, value: constants[text] ?? 0 };
  if (keywords.has(text))
    return { kind: 'word', text: Object.hasOwn(synonyms, text) ? (synonyms[text] ?? text) : text };
  return { kind: 'name', text };
}

/** As C writes them: decimal, 0x…, 0…. */
function numberToken(text: string): Token {
  const isOctal = /^0[0-9]/.test(text);
  if (isOctal && /[89]/.test(text)) return { kind: 'error', text: `number ${text} contains non-octal digit` };
  const value = isOctal ? Number.parseInt(text, 8) : Number(text);
  if (value >= 2 ** 32) return { kind: 'error', text: `number ${text} overflows 32 bits` };
  return { kind: 'number', text, value };
}

function macToken(text: string): Token {
  const isGrouped = /^[0-9A-Fa-f]{4}\.|^[^:.-]*$/.test(text);
  const digits = isGrouped ? (text.replace(/\./g, '').match(/../g) ?? []) : text.split(/[:.-]/);
  return { kind: 'mac', text, octets: digits.map((pair) => Number.parseInt(pair, 16)) };
}
