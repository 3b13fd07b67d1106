/**
 * Data types: the names, widths and symbols of what expressions give (nft's src/datatype.c, proto.c, ct.c, meta.c,
 * fib.c). Values of at most 48 bits are numbers, wider ones bigints, names strings.
 *
 * Left out: labels, routing realms and device groups from /etc but for the names every Debian has.
 */
import { Address } from '../../../net/address/address.ts';

export type Value = number | bigint | string;

export interface DataType {
  readonly name: string;
  /** In error messages and `nft describe`. */
  readonly description: string;
  /** 0: as long as the value. */
  readonly bits: number;
  /** How many hexadecimal digits a value without a name has; 0: decimal. */
  readonly digits: number;
  readonly symbols: Readonly<Record<string, number>>;
  /** Values are bits that may be joined. */
  readonly isFlags: boolean;
  /** Stored with the lowest octet first: sorts and merges differently. */
  readonly isHost: boolean;
  /** Symbols stand in quotes. */
  readonly isQuoted: boolean;
}

const all = new Map<string, DataType>();

/** @param symbols `name=value name=value`, or names of bits from the lowest on */
function type(
  name: string,
  description: string,
  bits: number,
  symbols = '',
  more: Partial<Pick<DataType, 'digits' | 'isFlags' | 'isHost' | 'isQuoted'>> = {},
): DataType {
  const table: Record<string, number> = {};
  let next = 0;
  for (const word of symbols.split(' ').filter((each) => each !== '')) {
    const [symbol = '', value] = word.split('=');
    table[symbol] = value === undefined ? next : Number(value);
    next = (table[symbol] ?? 0) + 1;
  }
  const made = {
    name,
    description,
    bits,
    digits: 0,
    symbols: table,
    isFlags: false,
    isHost: false,
    isQuoted: false,
    ...more,
  };
  all.set(name, made);
  return made;
}

const host = { isHost: true };
const hostFlags = { isHost: true, isFlags: true, digits: 1 };
const names = { isHost: true, isQuoted: true };

export const integer = type('integer', 'integer', 0);
export const verdictType = type('verdict', 'netfilter verdict', 32);
type('string', 'string', 0, '', names);
export const ipv4Type = type('ipv4_addr', 'IPv4 address', 32);
export const ipv6Type = type('ipv6_addr', 'IPv6 address', 128);
type('inet_proto', 'Internet protocol', 8);
export const serviceType = type('inet_service', 'internet network service', 16);
export const markType = type('mark', 'packet mark', 32, '', { digits: 8, isHost: true });
export const interfaceName = type('ifname', 'network interface name', 128, '', names);
export const interfaceIndex = type('iface_index', 'network interface index', 32, '', names);
export const booleanType = type('boolean', 'boolean type', 1, 'missing exists', host);
type('time', 'relative time', 64, '', host);
type('ct_state', 'conntrack state', 32, 'invalid=1 new=8 established=2 related=4 untracked=64', hostFlags);
type('tcp_flag', 'TCP flag', 8, 'fin=1 syn=2 rst=4 psh=8 ack=16 urg=32 ecn=64 cwr=128', {
  isFlags: true,
  digits: 1,
});
type('nf_proto', 'netfilter protocol', 8, 'ipv4=2 ipv6=10');
type('bitmask', 'bitmask', 0, '', { isFlags: true, digits: 1 });
type('ether_addr', 'Ethernet address', 48);
type(
  'ether_type',
  'Ethernet protocol',
  16,
  'ip=2048 arp=2054 ip6=34525 8021q=33024 8021ad=34984 vlan=33024',
  {
    digits: 4,
  },
);
type('arp_op', 'ARP operation', 16, 'request=1 reply=2 rrequest=3 rreply=4 inrequest=8 inreply=9 nak=10');
type(
  'icmp_type',
  'ICMP type',
  8,
  'echo-reply=0 destination-unreachable=3 source-quench=4 redirect=5 echo-request=8 router-advertisement=9 router-solicitation=10 time-exceeded=11 parameter-problem=12 timestamp-request=13 timestamp-reply=14 info-request=15 info-reply=16 address-mask-request=17 address-mask-reply=18',
);
type(
  'icmp_code',
  'icmp code',
  8,
  'net-unreachable=0 host-unreachable=1 prot-unreachable=2 port-unreachable=3 net-prohibited=9 host-prohibited=10 admin-prohibited=13 frag-needed=4',
);
type(
  'icmpv6_type',
  'ICMPv6 type',
  8,
  'destination-unreachable=1 packet-too-big=2 time-exceeded=3 parameter-problem=4 echo-request=128 echo-reply=129 mld-listener-query=130 mld-listener-report=131 mld-listener-done=132 mld-listener-reduction=132 nd-router-solicit=133 nd-router-advert=134 nd-neighbor-solicit=135 nd-neighbor-advert=136 nd-redirect=137 router-renumbering=138 ind-neighbor-solicit=141 ind-neighbor-advert=142 mld2-listener-report=143',
);
type(
  'icmpv6_code',
  'icmpv6 code',
  8,
  'no-route=0 admin-prohibited=1 addr-unreachable=3 port-unreachable=4 policy-fail=5 reject-route=6',
);
type('icmpx_code', 'icmpx code', 8, 'no-route=0 port-unreachable=1 host-unreachable=2 admin-prohibited=3');
type(
  'igmp_type',
  'IGMP type',
  8,
  'membership-query=17 membership-report-v1=18 membership-report-v2=22 membership-report-v3=34 leave-group=23',
);
type(
  'dccp_pkttype',
  'DCCP packet type',
  4,
  'request response data ack dataack closereq close reset sync syncack',
  { digits: 1 },
);
type(
  'mh_type',
  'Mobility Header Type',
  8,
  'binding-refresh-request home-test-init careof-test-init home-test careof-test binding-update binding-acknowledgement binding-error fast-binding-update fast-binding-acknowledgement fast-binding-advertisement experimental-mobility-header home-agent-switch-message',
);
type(
  'dscp',
  'Differentiated Services Code Point',
  6,
  'cs0=0 cs1=8 cs2=16 cs3=24 cs4=32 cs5=40 cs6=48 cs7=56 be=0 af11=10 af12=12 af13=14 af21=18 af22=20 af23=22 af31=26 af32=28 af33=30 af41=34 af42=36 af43=38 ef=46',
  { digits: 2 },
);
type('ecn', 'Explicit Congestion Notification', 2, 'not-ect ect1 ect0 ce', { digits: 1 });
type('ct_dir', 'conntrack direction', 8, 'original reply', host);
type(
  'ct_status',
  'conntrack status',
  32,
  'expected=1 seen-reply=2 assured=4 confirmed=8 snat=16 dnat=32 dying=512',
  hostFlags,
);
type(
  'ct_event',
  'conntrack event bits',
  32,
  'new=1 related=2 destroy=4 reply=8 assured=16 protoinfo=32 helper=64 mark=128 seqadj=256 secmark=512 label=1024',
  hostFlags,
);
type('ct_label', 'conntrack label', 128, '', { isFlags: true, isHost: true });
type(
  'fib_addrtype',
  'fib address type',
  32,
  'unspec unicast local broadcast anycast multicast blackhole unreachable prohibit',
  host,
);
type('pkt_type', 'packet type', 8, 'host=0 unicast=0 broadcast=1 multicast=2 other=3', host);
type(
  'iface_type',
  'network interface type',
  16,
  'ether=1 ppp=512 ipip=768 ipip6=769 loopback=772 sit=776 ipgre=778',
  host,
);
type('devgroup', 'devgroup name', 32, 'default=0', { ...names, digits: 1 });
type('realm', 'routing realm', 32, 'cosmos=0', names);
type('uid', 'user ID', 32, 'root=0', host);
type('gid', 'group ID', 32, 'root=0', host);
type('classid', 'TC classid', 32, '', host);
type('day', 'Day of week', 8, 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday', names);
type('hour', 'Hour of day', 32, '', names);
type('time_of_day', 'Relative time of packet reception', 64, '', names);
type('int', 'integer', 0, '', host);

/** @returns undefined for no such type */
export function dataType(name: string): DataType | undefined {
  return all.get(name);
}

/** A type the program itself names. */
export function typeNamed(name: string): DataType {
  return all.get(name) ?? integer;
}

const wide = new WeakMap<Address, bigint>();

export function addressValue(address: Address): Value {
  if (address.family === 4) return address.bits;
  let value = wide.get(address);
  if (value === undefined) {
    value = address.words.reduce((sum, word) => (sum << 32n) | BigInt(word), 0n);
    wide.set(address, value);
  }
  return value;
}

export function addressOf(value: Value): Address {
  if (typeof value !== 'bigint') return Address.v4(Number(value));
  const word = (shift: bigint) => Number((value >> shift) & 0xffff_ffffn);
  return Address.v6([word(96n), word(64n), word(32n), word(0n)]);
}

/** The highest value of so many bits. */
export function highest(bits: number): Value {
  return bits > 48 ? (1n << BigInt(bits)) - 1n : 2 ** bits - 1;
}

export function plus(value: Value, step: 1 | -1): Value {
  if (typeof value === 'bigint') return value + BigInt(step);
  return typeof value === 'number' ? value + step : value;
}

export function compare(one: Value, other: Value): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
