/**
 * What an IP packet carries: TCP (RFC 9293), UDP (RFC 768), ICMP (RFC 792, 1191, 1812), ICMPv6 (RFC 4443, 4861),
 * VXLAN inside UDP (RFC 7348), or bytes nobody decodes. All values; checksums exist only in bytes.
 */
import type { Address } from '../address/address.ts';
import type { Mac } from '../address/mac.ts';
import type { Ethernet, IpPacket } from './ethernet.ts';

export type Transport = Tcp | Udp | Icmp | Icmpv6;

/** Octets that are not decoded further; `protocol` is the IP protocol number they came under. */
export interface Bytes {
  readonly kind: 'bytes';
  readonly protocol: number;
  readonly data: Uint8Array;
}

/** A piece of a packet that was cut to an MTU. Its octets are made when somebody looks at them. */
export interface Piece {
  readonly kind: 'piece';
  readonly protocol: number;
  /** The packet as it was before it was first cut. */
  readonly of: IpPacket;
  /** Which of the octets behind its header: from where, how many, of how many. */
  readonly at: number;
  readonly octets: number;
  readonly total: number;
}

export interface TcpFlags {
  readonly syn: boolean;
  readonly ack: boolean;
  readonly fin: boolean;
  readonly rst: boolean;
  readonly psh: boolean;
  readonly urg: boolean;
  readonly ece: boolean;
  readonly cwr: boolean;
}

export type TcpOption =
  | { readonly kind: 'mss'; readonly value: number }
  | { readonly kind: 'windowScale'; readonly shift: number }
  | { readonly kind: 'sackPermitted' }
  | { readonly kind: 'timestamps'; readonly value: number; readonly echo: number }
  | { readonly kind: 'sack'; readonly blocks: readonly (readonly [left: number, right: number])[] }
  | { readonly kind: 'nop' }
  /** Any other kind, undecoded; `data` is what follows the length octet. */
  | { readonly kind: 'other'; readonly number: number; readonly data: Uint8Array };

export interface Tcp {
  readonly kind: 'tcp';
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** 32 bits, unsigned, absolute. */
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly flags: TcpFlags;
  /** As on the wire, before scaling. */
  readonly window: number;
  readonly urgent: number;
  readonly options: readonly TcpOption[];
  readonly data: Uint8Array;
}

export interface Udp {
  readonly kind: 'udp';
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly payload: Vxlan | Datagram;
}

/** The data of a UDP datagram. */
export interface Datagram {
  readonly kind: 'data';
  readonly data: Uint8Array;
}

/** RFC 7348: flags with the I bit, VNI, and a whole Ethernet frame. */
export interface Vxlan {
  readonly kind: 'vxlan';
  /** 24 bits. */
  readonly vni: number;
  readonly frame: Ethernet;
}

export type Icmp = IcmpEcho | IcmpError;

export interface IcmpEcho {
  readonly kind: 'icmp';
  readonly type: 'echoRequest' | 'echoReply';
  readonly id: number;
  readonly sequence: number;
  readonly data: Uint8Array;
}

/** Destination unreachable (3), time exceeded (11) or parameter problem (12): quotes the packet that caused it. */
export interface IcmpError {
  readonly kind: 'icmp';
  readonly type: 'destinationUnreachable' | 'timeExceeded' | 'parameterProblem' | 'redirect';
  readonly code: number;
  /** Next-hop MTU of code 4 (RFC 1191); else 0. The gateway of a redirect as a number. */
  readonly rest: number;
  /** The quoted packet; in bytes cut to what RFC 1812 section 4.3.2.3 allows (576 octets in all). */
  readonly quoted: IpPacket;
}

export type Icmpv6 = Icmpv6Echo | Icmpv6Error | Icmpv6Discovery;

export interface Icmpv6Echo extends Omit<IcmpEcho, 'kind'> {
  readonly kind: 'icmpv6';
}

/** RFC 4443 section 3: quotes the packet that caused it. */
export interface Icmpv6Error {
  readonly kind: 'icmpv6';
  readonly type: 'destinationUnreachable' | 'packetTooBig' | 'timeExceeded' | 'parameterProblem';
  readonly code: number;
  /** The MTU of a packet too big, the pointer of a parameter problem; else 0. */
  readonly rest: number;
  readonly quoted: IpPacket;
}

/** Neighbour discovery (RFC 4861). */
export interface Icmpv6Discovery {
  readonly kind: 'icmpv6';
  readonly type: 'neighbourSolicitation' | 'neighbourAdvertisement' | 'routerSolicitation';
  readonly target: Address;
  readonly linkLayer: Mac | undefined;
  readonly solicited: boolean;
  readonly override: boolean;
  readonly router: boolean;
  /** Six octets by which a host knows its own solicitation again (RFC 7527). */
  readonly nonce?: Uint8Array;
}

/** IP protocol numbers (IANA). */
export const ipProtocol = {
  hopByHop: 0,
  icmp: 1,
  ipip: 4,
  tcp: 6,
  udp: 17,
  ipv6: 41,
  fragment: 44,
  icmpv6: 58,
  sctp: 132,
} as const;

export const icmpTypeNumber = {
  echoReply: 0,
  destinationUnreachable: 3,
  redirect: 5,
  echoRequest: 8,
  timeExceeded: 11,
  parameterProblem: 12,
} as const;

export const icmpv6TypeNumber = {
  destinationUnreachable: 1,
  packetTooBig: 2,
  timeExceeded: 3,
  parameterProblem: 4,
  echoRequest: 128,
  echoReply: 129,
  routerSolicitation: 133,
  neighbourSolicitation: 135,
  neighbourAdvertisement: 136,
} as const;

const flagsOff: TcpFlags = {
  syn: false,
  ack: false,
  fin: false,
  rst: false,
  psh: false,
  urg: false,
  ece: false,
  cwr: false,
};

/** The TCP flags with the named ones set. */
export function tcpFlags(set: Partial<TcpFlags>): TcpFlags {
  return { ...flagsOff, ...set };
}
