/**
 * A packet as octets, all layers, with lengths and checksums filled in. The layers' own modules know their headers;
 * this one knows what stands inside what.
 *
 * An ICMP error repeats at most what fits 576 octets in all (1280 for ICMPv6), as Linux does; the rest of the quoted
 * packet is in the value only. UDP always carries a checksum.
 */
import type { Arp } from '../packet/arp.ts';
import type { Ethernet } from '../packet/ethernet.ts';
import type { Ipv4 } from '../packet/ipv4.ts';
import type { Ipv6 } from '../packet/ipv6.ts';
import { ipProtocol, type Icmp, type Icmpv6, type Piece, type Udp } from '../packet/transport.ts';
import { writeArp } from './arp.ts';
import { pseudoHeaderSum, putChecksum } from './checksum.ts';
import { writeEthernetHeader } from './ethernet.ts';
import { icmpChecksumAt, writeIcmpHeader } from './icmp.ts';
import { writeIcmpv6 } from './icmpv6.ts';
import { writeIpv4Header } from './ipv4.ts';
import { writeIpv6Header } from './ipv6.ts';
import {
  ethernetHeader,
  icmpHeader,
  ipv4HeaderOctets,
  ipv6HeaderOctets,
  octets,
  udpHeader,
  vxlanHeader,
} from './length.ts';
import { get16, put16 } from './network-order.ts';
import { tcpChecksumAt, writeTcp } from './tcp.ts';
import { udpChecksumAt, writeUdpHeader } from './udp.ts';
import { writeVxlanHeader } from './vxlan.ts';

export function emit(packet: Ethernet | Arp | Ipv4 | Ipv6): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(octets(packet));
  write(bytes, 0, bytes.length, packet);
  return bytes;
}

/** What an IP packet carries, as octets: the part that is divided among fragments. */
export function emitPayload(packet: Ipv4 | Ipv6): Uint8Array {
  return emit(packet).subarray(packet.kind === 'ipv4' ? ipv4HeaderOctets(packet) : ipv6HeaderOctets(packet));
}

/** The octets of a piece of a packet that was cut. */
export function pieceOctets({ of, at, octets: count }: Piece): Uint8Array {
  return emitPayload(of).subarray(at, at + count);
}

function write(bytes: Uint8Array, at: number, end: number, packet: Ethernet | Arp | Ipv4 | Ipv6): void {
  switch (packet.kind) {
    case 'ethernet':
      writeEthernetHeader(bytes, at, packet);
      write(bytes, at + ethernetHeader, end, packet.payload);
      break;
    case 'arp':
      writeArp(bytes, at, packet);
      break;
    case 'ipv4':
      writeIpv4Header(bytes, at, packet, end - at);
      writePayload(bytes, at + ipv4HeaderOctets(packet), end, packet);
      break;
    case 'ipv6':
      writeIpv6Header(bytes, at, packet, end - at);
      writePayload(bytes, at + ipv6HeaderOctets(packet), end, packet);
      break;
  }
}

function writePayload(bytes: Uint8Array, at: number, end: number, packet: Ipv4 | Ipv6): void {
  const { payload } = packet;
  const pseudo = (protocol: number) => pseudoHeaderSum(packet.source, packet.destination, protocol, end - at);
  switch (payload.kind) {
    case 'tcp':
      writeTcp(bytes, at, payload);
      putChecksum(bytes, at, end, at + tcpChecksumAt, pseudo(ipProtocol.tcp));
      break;
    case 'udp':
      writeUdp(bytes, at, end, payload);
      putChecksum(bytes, at, end, at + udpChecksumAt, pseudo(ipProtocol.udp));
      // RFC 768: zero means "no checksum", so a sum of zero is sent as all ones.
      if (get16(bytes, at + udpChecksumAt) === 0) put16(bytes, at + udpChecksumAt, 0xffff);
      break;
    case 'icmp':
      writeIcmpHeader(bytes, at, payload);
      writeQuote(bytes, at + icmpHeader, end, payload);
      putChecksum(bytes, at, end, at + icmpChecksumAt);
      break;
    case 'icmpv6':
      writeIcmpv6(bytes, at, payload);
      writeQuote(bytes, at + icmpHeader, end, payload);
      putChecksum(bytes, at, end, at + icmpChecksumAt, pseudo(ipProtocol.icmpv6));
      break;
    case 'bytes':
      bytes.set(payload.data, at);
      break;
    case 'piece':
      bytes.set(pieceOctets(payload), at);
      break;
    case 'ipv4':
    case 'ipv6':
      write(bytes, at, end, payload);
      break;
  }
}

function writeUdp(bytes: Uint8Array, at: number, end: number, udp: Udp): void {
  const { payload } = udp;
  writeUdpHeader(bytes, at, udp, end - at);
  if (payload.kind === 'data') {
    bytes.set(payload.data, at + udpHeader);
    return;
  }
  writeVxlanHeader(bytes, at + udpHeader, payload.vni);
  write(bytes, at + udpHeader + vxlanHeader, end, payload.frame);
}

function writeQuote(bytes: Uint8Array, at: number, end: number, icmp: Icmp | Icmpv6): void {
  if (!('quoted' in icmp)) return;
  if (octets(icmp.quoted) <= end - at) write(bytes, at, end, icmp.quoted);
  else bytes.set(emit(icmp.quoted).subarray(0, end - at), at);
}
