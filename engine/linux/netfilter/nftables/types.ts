/**
 * Data types: how values of an expression are written and read (nft's src/datatype.c, ct.c, meta.c, fib.c).
 */
import { Address } from '../../../net/address/address.ts';
import { serviceByName } from '../../resolver/services.ts';
import { protocolNumber, protocolText } from '../iptables/names/protocols.ts';
import type { Value } from './model.ts';
import type { Expression } from './syntax.ts';

/** Names of bits or numbers, in the order nft prints them. */
const symbols: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  ct_state: { invalid: 1, established: 2, related: 4, new: 8, untracked: 64 },
  ct_status: { expected: 1, 'seen-reply': 2, assured: 4, confirmed: 8, snat: 16, dnat: 32, dying: 512 },
  ct_dir: { original: 0, reply: 1 },
  tcp_flag: { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16, urg: 32, ecn: 64, cwr: 128 },
  fib_addrtype: {
    unspec: 0,
    unicast: 1,
    local: 2,
    broadcast: 3,
    anycast: 4,
    multicast: 5,
    blackhole: 6,
    unreachable: 7,
    prohibit: 8,
  },
  icmp_type: {
    'echo-reply': 0,
    'destination-unreachable': 3,
    'source-quench': 4,
    redirect: 5,
    'echo-request': 8,
    'router-advertisement': 9,
    'router-solicitation': 10,
    'time-exceeded': 11,
    'parameter-problem': 12,
  },
  icmpv6_type: {
    'destination-unreachable': 1,
    'packet-too-big': 2,
    'time-exceeded': 3,
    'parameter-problem': 4,
    'echo-request': 128,
    'echo-reply': 129,
    'nd-router-solicit': 133,
    'nd-router-advert': 134,
    'nd-neighbor-solicit': 135,
    'nd-neighbor-advert': 136,
  },
  icmp_code: {
    'net-unreachable': 0,
    'host-unreachable': 1,
    'prot-unreachable': 2,
    'port-unreachable': 3,
    'net-prohibited': 9,
    'host-prohibited': 10,
    'admin-prohibited': 13,
  },
  icmpv6_code: { 'no-route': 0, 'admin-prohibited': 1, 'addr-unreachable': 3, 'port-unreachable': 4 },
  dscp: { cs0: 0, cs1: 8, cs2: 16, cs3: 24, cs4: 32, cs5: 40, cs6: 48, cs7: 56, ef: 46 },
  ecn: { 'not-ect': 0, ect1: 1, ect0: 2, ce: 3 },
  nf_proto: { ipv4: 2, ipv6: 10 },
  pkt_type: { host: 0, unicast: 0, broadcast: 1, multicast: 2, other: 3 },
};

/** Types whose values are bits that may be joined by commas. */
export const flagTypes: ReadonlySet<string> = new Set(['ct_state', 'ct_status', 'tcp_flag']);

const payloadTypes: Readonly<Record<string, string>> = {
  saddr: 'ipv4_addr',
  daddr: 'ipv4_addr',
  protocol: 'inet_proto',
  sport: 'inet_service',
  dport: 'inet_service',
  flags: 'tcp_flag',
};
const metaTypes: Readonly<Record<string, string>> = {
  mark: 'mark',
  l4proto: 'inet_proto',
  nfproto: 'nf_proto',
  iifname: 'ifname',
  oifname: 'ifname',
  iif: 'ifname',
  oif: 'ifname',
  pkttype: 'pkt_type',
};
const ctTypes: Readonly<Record<string, string>> = {
  state: 'ct_state',
  status: 'ct_status',
  direction: 'ct_dir',
  mark: 'mark',
  protocol: 'inet_proto',
  saddr: 'ipv4_addr',
  daddr: 'ipv4_addr',
  'ip saddr': 'ipv4_addr',
  'ip daddr': 'ipv4_addr',
  'proto-src': 'inet_service',
  'proto-dst': 'inet_service',
};

/** The data type of what an expression gives; `integer` when it has no names. */
export function typeOf(expression: Expression): string {
  switch (expression.kind) {
    case 'payload':
      if (expression.protocol === 'icmp' && expression.field === 'type') return 'icmp_type';
      if (expression.protocol === 'ip6' && expression.field.endsWith('addr')) return 'ipv6_addr';
      return payloadTypes[expression.field] ?? 'integer';
    case 'meta':
      return metaTypes[expression.key] ?? 'integer';
    case 'ct':
      return ctTypes[expression.key] ?? 'integer';
    case 'fib':
      return expression.result === 'type' ? 'fib_addrtype' : 'ifname';
    case 'binary':
      return typeOf(expression.left);
    case 'value':
    case 'flags':
    case 'range':
    case 'prefix':
      return expression.type;
    default:
      return 'integer';
  }
}

/** The parts of a key: of a concatenation each, else the one. */
export function partsOf(expression: Expression): readonly Expression[] {
  return expression.kind === 'concatenation' ? expression.parts : [expression];
}

/** @returns undefined when `word` is no value of the type */
export function parseValue(word: string, type: string): Value | undefined {
  switch (type) {
    case 'ipv4_addr': {
      const address = Address.tryParse(word);
      return address?.family === 4 ? address.bits : undefined;
    }
    case 'ipv6_addr':
      return Address.tryParse(word)?.text;
    case 'ifname':
      return word;
    case 'inet_proto':
      return protocolNumber(word);
    case 'inet_service':
      return number(word) ?? (serviceByName(word, 'tcp') ?? serviceByName(word, 'udp'))?.port;
    default:
      return symbols[type]?.[word] ?? number(word);
  }
}

function number(word: string): number | undefined {
  return /^(0x[0-9a-fA-F]+|\d+)$/.test(word) ? Number(word) : undefined;
}

export function valueText(value: Value, type: string): string {
  if (typeof value === 'string') return type === 'ifname' ? `"${value}"` : value;
  switch (type) {
    case 'ipv4_addr':
      return Address.v4(value).text;
    case 'mark':
      return `0x${value.toString(16).padStart(8, '0')}`;
    case 'inet_proto':
      return protocolText(value);
    default: {
      if (type === 'tcp_flag' && !Object.values(symbols[type] ?? {}).includes(value))
        return `0x${value.toString(16)}`;
      const known = Object.entries(symbols[type] ?? {}).find(([, bits]) => bits === value);
      return known?.[0] ?? String(value);
    }
  }
}

export function flagsText(bits: number, type: string): string {
  const names = Object.entries(symbols[type] ?? {}).filter(([, bit]) => (bits & bit) !== 0);
  return names.length === 0 ? String(bits) : names.map(([name]) => name).join(',');
}
