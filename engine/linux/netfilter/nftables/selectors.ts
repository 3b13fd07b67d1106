/**
 * The keys of meta, ct, rt, socket and fib expressions and the types of what they give (nft's src/meta.c, ct.c, rt.c,
 * socket.c, fib.c); the type of any expression.
 */
import {
  booleanType,
  type DataType,
  integer,
  interfaceIndex,
  interfaceName,
  ipv4Type,
  ipv6Type,
  typeNamed,
} from './datatype.ts';
import { extensionHeaders } from './protocol.ts';
import type { Expression } from './syntax.ts';

/** Keys in nft's order, with the type of each. */
export const metaKeys: Readonly<Record<string, string>> = {
  length: 'int',
  protocol: 'ether_type',
  priority: 'classid',
  mark: 'mark',
  iif: 'iface_index',
  oif: 'iface_index',
  iifname: 'ifname',
  oifname: 'ifname',
  iiftype: 'iface_type',
  oiftype: 'iface_type',
  skuid: 'uid',
  skgid: 'gid',
  nftrace: 'int',
  rtclassid: 'realm',
  secmark: 'int',
  nfproto: 'nf_proto',
  l4proto: 'inet_proto',
  ibrname: 'ifname',
  obrname: 'ifname',
  pkttype: 'pkt_type',
  cpu: 'int',
  iifgroup: 'devgroup',
  oifgroup: 'devgroup',
  cgroup: 'int',
  random: 'int',
  ipsec: 'boolean',
  iifkind: 'ifname',
  oifkind: 'ifname',
  ibrpvid: 'int',
  ibrvproto: 'ether_type',
  time: 'time_of_day',
  day: 'day',
  hour: 'hour',
  sdif: 'iface_index',
  sdifname: 'ifname',
};

/** May stand without `meta`. */
export const bareMetaKeys: ReadonlySet<string> = new Set(
  'mark iif oif iifname oifname iiftype oiftype skuid skgid nftrace rtclassid ibrname obrname pkttype cpu iifgroup oifgroup cgroup ipsec time day hour'.split(
    ' ',
  ),
);

/** Print without `meta`. */
const shownBare: ReadonlySet<string> = new Set('iif oif iifname oifname iifgroup oifgroup'.split(' '));

export function metaText(key: string): string {
  return shownBare.has(key) ? key : `meta ${key}`;
}

export const ctKeys: Readonly<Record<string, string>> = {
  state: 'ct_state',
  direction: 'ct_dir',
  status: 'ct_status',
  mark: 'mark',
  expiration: 'time',
  helper: 'string',
  l3proto: 'nf_proto',
  protocol: 'inet_proto',
  saddr: 'ipv4_addr',
  daddr: 'ipv4_addr',
  'proto-src': 'inet_service',
  'proto-dst': 'inet_service',
  label: 'ct_label',
  packets: 'int',
  bytes: 'int',
  avgpkt: 'int',
  zone: 'int',
  event: 'ct_event',
  secmark: 'int',
  id: 'int',
};

/** Keys that may have a direction. */
export const ctDirected: ReadonlySet<string> = new Set(
  'saddr daddr l3proto protocol proto-src proto-dst bytes packets avgpkt zone'.split(' '),
);

const rtTypes: Readonly<Record<string, string>> = { classid: 'realm', mtu: 'int', ipsec: 'boolean' };

/** Bits of integers whose type says nothing of it. */
const widths: Readonly<Record<string, number>> = {
  'meta length': 32,
  'meta cpu': 32,
  'meta cgroup': 32,
  'meta nftrace': 1,
  'meta ibrpvid': 16,
  'meta secmark': 32,
  'ct packets': 64,
  'ct bytes': 64,
  'ct avgpkt': 64,
  'ct zone': 16,
  'ct id': 32,
  'rt mtu': 16,
  'socket transparent': 1,
  'socket wildcard': 1,
};

/** Nobody knows what they mean: in hexadecimal. */
const rawType: DataType = { ...integer, digits: 1 };

/** How many bits the values of an expression have. */
export function bitsOf(expression: Expression): number {
  switch (expression.kind) {
    case 'payload':
    case 'value':
      return expression.type.bits;
    case 'raw':
      return expression.bits;
    case 'binary':
      return bitsOf(expression.left);
    case 'meta':
    case 'ct':
    case 'rt':
    case 'socket':
      return widths[`${expression.kind} ${expression.key}`] ?? typeOf(expression).bits;
    default:
      return typeOf(expression).bits || 32;
  }
}

export function typeOf(expression: Expression): DataType {
  switch (expression.kind) {
    case 'payload':
    case 'value':
    case 'range':
    case 'prefix':
      return expression.type;
    case 'meta':
      return typeNamed(metaKeys[expression.key] ?? '');
    case 'ct':
      if (expression.key.endsWith('addr')) return expression.family === 'ip6' ? ipv6Type : ipv4Type;
      return typeNamed(ctKeys[expression.key] ?? '');
    case 'rt':
      if (expression.key === 'nexthop') return expression.family === 'ip6' ? ipv6Type : ipv4Type;
      return typeNamed(rtTypes[expression.key] ?? '');
    case 'socket':
      return expression.key === 'mark' ? typeNamed('mark') : typeNamed('int');
    case 'fib':
      if (expression.result === 'type') return typeNamed('fib_addrtype');
      return expression.result === 'oif' ? interfaceIndex : interfaceName;
    case 'exthdr':
      if (expression.field === undefined) return booleanType;
      return typeNamed(extensionHeaders[expression.header]?.[1][expression.field]?.[2] ?? '');
    case 'tcpopt':
      return expression.field === undefined ? booleanType : integer;
    case 'ipopt':
      if (expression.field === 'addr') return ipv4Type;
      return expression.field === undefined ? booleanType : integer;
    case 'binary':
      return typeOf(expression.left);
    case 'map':
      return expression.map.kind === 'set' ? dataTypeOf(expression.map) : integer;
    case 'raw':
      return rawType;
    case 'numgen':
    case 'hash':
    case 'set':
    case 'reference':
    case 'concatenation':
    case 'any':
      return integer;
  }
}

function dataTypeOf(set: Extract<Expression, { kind: 'set' }>): DataType {
  const data = set.elements[0]?.data;
  return data === undefined || data.kind === 'verdict' ? integer : typeOf(data);
}

/** The parts of a key: of a concatenation each, else the one. */
export function partsOf(expression: Expression): readonly Expression[] {
  return expression.kind === 'concatenation' ? expression.parts : [expression];
}
