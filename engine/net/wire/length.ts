/**
 * How long a packet is, without writing it: the kernel asks at every hop (RFC 791 section 3.1, RFC 8200 section 3,
 * RFC 9293 section 3.1). By construction `octets(x) === emit(x).length`; a property test holds them together.
 *
 * Ethernet frames are counted as a veth carries them: 14 octets of header, no padding to 60, no check sequence.
 */
import type { Arp } from '../packet/arp.ts';
import type { Ethernet } from '../packet/ethernet.ts';
import type { Ipv4 } from '../packet/ipv4.ts';
import type { Ipv6 } from '../packet/ipv6.ts';
import type { Icmpv6, Tcp, TcpOption, Udp } from '../packet/transport.ts';

export const ethernetHeader = 14;
export const arpLength = 28;
export const ipv6Header = 40;
export const ipv6FragmentHeader = 8;
export const udpHeader = 8;
export const vxlanHeader = 8;
export const icmpHeader = 8;

/** RFC 1812 section 4.3.2.3, Linux `icmp_send`: an ICMP error is at most this long, its IPv4 header included. */
export const longestIcmpError = 576;
/** RFC 4443 section 2.4 (c): an ICMPv6 error fits the smallest IPv6 MTU, its header included. */
export const longestIcmpv6Error = 1280;

/** The length in octets of a frame or packet, headers included. */
export function octets(packet: Ethernet | Arp | Ipv4 | Ipv6): number {
  switch (packet.kind) {
    case 'ipv4': {
      const header = ipv4HeaderOctets(packet);
      return header + payloadOctets(packet.payload, longestIcmpError - header);
    }
    case 'ipv6':
      return ipv6HeaderOctets(packet) + payloadOctets(packet.payload, longestIcmpv6Error - ipv6Header);
    case 'ethernet':
      return ethernetHeader + octets(packet.payload);
    case 'arp':
      return arpLength;
  }
}

export function ipv4HeaderOctets(packet: Ipv4): number {
  return 20 + ((packet.options.length + 3) & ~3);
}

/** With its extension headers. */
export function ipv6HeaderOctets({ hopByHop, fragment }: Ipv6): number {
  const options = hopByHop === undefined ? 0 : 2 + hopByHop.length;
  return ipv6Header + options + (fragment === undefined ? 0 : ipv6FragmentHeader);
}

/**
 * The length of what an IP packet carries.
 * @param room the longest an ICMP error may be at this place, its own header included
 */
export function payloadOctets(payload: Ipv4['payload'], room: number): number {
  switch (payload.kind) {
    case 'tcp':
      return tcpHeaderOctets(payload) + payload.data.length;
    case 'udp':
      return udpOctets(payload);
    case 'icmp':
      return icmpHeader + ('quoted' in payload ? quoteOctets(payload.quoted, room) : payload.data.length);
    case 'icmpv6':
      return icmpv6Octets(payload, room);
    case 'bytes':
      return payload.data.length;
    case 'piece':
      return payload.octets;
    case 'ipv4':
    case 'ipv6':
      return octets(payload);
  }
}

/** How much of `quoted` an ICMP error of at most `room` octets repeats. */
export function quoteOctets(quoted: Ipv4 | Ipv6, room: number): number {
  return Math.min(octets(quoted), room - icmpHeader);
}

function udpOctets(udp: Udp): number {
  const { payload } = udp;
  return udpHeader + (payload.kind === 'data' ? payload.data.length : vxlanHeader + octets(payload.frame));
}

/** Of the TCP header, options padded to a multiple of four octets. */
export function tcpHeaderOctets(tcp: Tcp): number {
  if (tcp.options.length === 0) return 20;
  let length = 20;
  for (const option of tcp.options) length += tcpOptionOctets(option);
  return (length + 3) & ~3;
}

export function tcpOptionOctets(option: TcpOption): number {
  switch (option.kind) {
    case 'nop':
      return 1;
    case 'sackPermitted':
      return 2;
    case 'windowScale':
      return 3;
    case 'mss':
      return 4;
    case 'timestamps':
      return 10;
    case 'sack':
      return 2 + 8 * option.blocks.length;
    case 'other':
      return 2 + option.data.length;
  }
}

function icmpv6Octets(icmp: Icmpv6, room: number): number {
  switch (icmp.type) {
    case 'echoRequest':
    case 'echoReply':
      return icmpHeader + icmp.data.length;
    case 'neighbourSolicitation':
    case 'neighbourAdvertisement':
      return 24 + (icmp.linkLayer === undefined ? 0 : 8) + (icmp.nonce === undefined ? 0 : 8);
    case 'routerSolicitation':
      return 8 + (icmp.linkLayer === undefined ? 0 : 8);
    case 'destinationUnreachable':
    case 'packetTooBig':
    case 'timeExceeded':
    case 'parameterProblem':
      return icmpHeader + quoteOctets(icmp.quoted, room);
  }
}
