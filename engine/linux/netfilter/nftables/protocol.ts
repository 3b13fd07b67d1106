/**
 * Where the fields of protocol headers lie (nft's src/proto.c, exthdr.c, tcpopt.c, ipopt.c): bit offsets and lengths
 * behind a base: link layer, network, transport.
 */
import { type DataType, integer, typeNamed } from './datatype.ts';

export type Base = 'll' | 'nh' | 'th';

export interface Field {
  readonly type: DataType;
  /** Bits from the base. */
  readonly offset: number;
  readonly bits: number;
}

export interface Protocol {
  readonly name: string;
  readonly base: Base;
  /** IP protocol number, or EtherType; undefined for `th` and `ether`. */
  readonly number: number | undefined;
  readonly fields: ReadonlyMap<string, Field>;
}

const protocols = new Map<string, Protocol>();

/** @param fields `name:offset:bits[:type]` each */
function protocol(name: string, base: Base, number: number | undefined, fields: string): void {
  const map = new Map<string, Field>();
  for (const word of fields.split(' ')) {
    const [field = '', offset, bits, type] = word.split(':');
    map.set(field, {
      type: type === undefined ? integer : typeNamed(type),
      offset: Number(offset),
      bits: Number(bits),
    });
  }
  protocols.set(name, { name, base, number, fields: map });
}

const ports = 'sport:0:16:inet_service dport:16:16:inet_service';
protocol('ether', 'll', undefined, 'daddr:0:48:ether_addr saddr:48:48:ether_addr type:96:16:ether_type');
protocol('vlan', 'll', 0x8100, 'pcp:112:3 dei:115:1 cfi:115:1 id:116:12 type:128:16:ether_type');
protocol('arp', 'nh', 0x0806, 'htype:0:16 ptype:16:16:ether_type hlen:32:8 plen:40:8 operation:48:16:arp_op');
// Ethernet and IPv4 addresses follow the fixed part.
protocol(
  'arp_ip',
  'nh',
  0x0806,
  'saddr@ether:64:48:ether_addr saddr@ip:112:32:ipv4_addr daddr@ether:144:48:ether_addr daddr@ip:192:32:ipv4_addr',
);
protocol(
  'ip',
  'nh',
  0x0800,
  'version:0:4 hdrlength:4:4 dscp:8:6:dscp ecn:14:2:ecn length:16:16 id:32:16 frag-off:48:16 ttl:64:8 protocol:72:8:inet_proto checksum:80:16 saddr:96:32:ipv4_addr daddr:128:32:ipv4_addr',
);
protocol(
  'ip6',
  'nh',
  0x86dd,
  'version:0:4 dscp:4:6:dscp ecn:10:2:ecn flowlabel:12:20 length:32:16 nexthdr:48:8:inet_proto hoplimit:56:8 saddr:64:128:ipv6_addr daddr:192:128:ipv6_addr',
);
protocol(
  'icmp',
  'th',
  1,
  'type:0:8:icmp_type code:8:8:icmp_code checksum:16:16 id:32:16 sequence:48:16 gateway:32:32 mtu:48:16',
);
protocol(
  'icmpv6',
  'th',
  58,
  'type:0:8:icmpv6_type code:8:8:icmpv6_code checksum:16:16 parameter-problem:32:32 mtu:32:32 id:32:16 sequence:48:16 max-delay:32:16',
);
protocol('igmp', 'th', 2, 'type:0:8:igmp_type mrt:8:8 checksum:16:16 group:32:32');
protocol(
  'tcp',
  'th',
  6,
  `${ports} sequence:32:32 ackseq:64:32 doff:96:4 reserved:100:4 flags:104:8:tcp_flag window:112:16 checksum:128:16 urgptr:144:16`,
);
protocol('udp', 'th', 17, `${ports} length:32:16 checksum:48:16`);
protocol('udplite', 'th', 136, `${ports} csumcov:32:16 checksum:48:16`);
protocol('sctp', 'th', 132, `${ports} vtag:32:32 checksum:64:32`);
protocol('dccp', 'th', 33, `${ports} type:67:4:dccp_pkttype`);
protocol('th', 'th', undefined, ports);
protocol('ah', 'th', 51, 'nexthdr:0:8:inet_proto hdrlength:8:8 reserved:16:16 spi:32:32 sequence:64:32');
protocol('esp', 'th', 50, 'spi:0:32 sequence:32:32');
protocol('comp', 'th', 108, 'nexthdr:0:8:inet_proto flags:8:8:bitmask cpi:16:16');

export function protocolNamed(name: string): Protocol | undefined {
  return protocols.get(name);
}

export function fieldOf(protocolName: string, field: string): Field | undefined {
  return (
    protocols.get(protocolName)?.fields.get(field) ??
    (protocolName === 'arp' ? protocols.get('arp_ip')?.fields.get(field) : undefined)
  );
}

export function transportOf(number: number): Protocol | undefined {
  return [...protocols.values()].find((each) => each.base === 'th' && each.number === number);
}

/** The name a raw field has in the context of a protocol. */
export function fieldAt(protocolName: string, offset: number, bits: number): string | undefined {
  const known = protocols.get(protocolName);
  for (const [name, field] of known?.fields ?? [])
    if (field.offset === offset && field.bits === bits) return name;
  return undefined;
}

/** TCP options: number, and fields as `offset:bits` from the option's first octet. */
export const tcpOptions: Readonly<
  Record<string, readonly [number, Readonly<Record<string, readonly [number, number]>>]>
> = {
  eol: [0, {}],
  nop: [1, {}],
  maxseg: [2, { length: [8, 8], size: [16, 16] }],
  window: [3, { length: [8, 8], count: [16, 8] }],
  'sack-perm': [4, { length: [8, 8] }],
  sack: [5, { length: [8, 8], left: [16, 32], right: [48, 32] }],
  timestamp: [8, { length: [8, 8], tsval: [16, 32], tsecr: [48, 32] }],
  md5sig: [19, { length: [8, 8] }],
  mptcp: [30, { length: [8, 8], subtype: [16, 4] }],
  fastopen: [34, { length: [8, 8] }],
};

/** IP options. */
export const ipOptions: Readonly<
  Record<string, readonly [number, Readonly<Record<string, readonly [number, number]>>]>
> = {
  lsrr: [131, { type: [0, 8], length: [8, 8], ptr: [16, 8], addr: [24, 32] }],
  rr: [7, { type: [0, 8], length: [8, 8], ptr: [16, 8], addr: [24, 32] }],
  ssrr: [137, { type: [0, 8], length: [8, 8], ptr: [16, 8], addr: [24, 32] }],
  ra: [148, { type: [0, 8], length: [8, 8], value: [16, 16] }],
};

/** IPv6 extension headers: next-header number and fields. */
export const extensionHeaders: Readonly<
  Record<string, readonly [number, Readonly<Record<string, readonly [number, number, string?]>>]>
> = {
  hbh: [0, { nexthdr: [0, 8, 'inet_proto'], hdrlength: [8, 8] }],
  rt: [43, { nexthdr: [0, 8, 'inet_proto'], hdrlength: [8, 8], type: [16, 8], 'seg-left': [24, 8] }],
  rt0: [43, { addr: [64, 128, 'ipv6_addr'] }],
  rt2: [43, { addr: [64, 128, 'ipv6_addr'] }],
  srh: [43, { 'last-entry': [32, 8], flags: [40, 8], tag: [48, 16] }],
  frag: [
    44,
    {
      nexthdr: [0, 8, 'inet_proto'],
      reserved: [8, 8],
      'frag-off': [16, 13],
      reserved2: [29, 2],
      'more-fragments': [31, 1],
      id: [32, 32],
    },
  ],
  dst: [60, { nexthdr: [0, 8, 'inet_proto'], hdrlength: [8, 8] }],
  mh: [
    135,
    {
      nexthdr: [0, 8, 'inet_proto'],
      hdrlength: [8, 8],
      type: [16, 8, 'mh_type'],
      reserved: [24, 8],
      checksum: [32, 16],
    },
  ],
};
