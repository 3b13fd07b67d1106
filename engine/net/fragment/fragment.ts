/**
 * Cutting a packet to an MTU (RFC 791 section 3.2, RFC 8200 section 4.5, Linux `ip_do_fragment`, `ip6_fragment`): pieces
 * of a multiple of eight octets, the same identification, `moreFragments` on all but the last. An IPv4 fragment can be cut
 * again; an IPv6 packet is cut by its sender only.
 *
 * Options: the first piece keeps them all, the others those with the copied flag (RFC 791 section 3.1). Whether the
 * packet may be cut at all (`dontFragment`) is the kernel's decision, not asked here.
 */
import type { IpPacket } from '../packet/ethernet.ts';
import type { Ipv4 } from '../packet/ipv4.ts';
import type { Ipv6, Ipv6Fragment } from '../packet/ipv6.ts';
import type { Bytes } from '../packet/transport.ts';
import { protocolOf } from '../flow/flow.ts';
import { noteCut } from './cut.ts';
import { emitPayload } from '../wire/emit.ts';
import { ipv4HeaderOctets, ipv6FragmentHeader, ipv6HeaderOctets, octets } from '../wire/length.ts';

/**
 * The packet in pieces of at most `mtu` octets; itself alone when it fits.
 * @throws RangeError when not even eight octets fit behind the header
 */
export function fragment(packet: Ipv4, mtu: number): Ipv4[] {
  if (octets(packet) <= mtu) return [packet];
  const data = emitPayload(packet);
  const protocol = protocolOf(packet.payload);
  const copied = copiedOptions(packet.options);
  const pieces: Ipv4[] = [];
  let at = 0;
  while (at < data.length) {
    const options = at === 0 ? packet.options : copied;
    const room = mtu - ipv4HeaderOctets({ ...packet, options });
    if (room < 8) throw new RangeError(`an MTU of ${String(mtu)} leaves no room for a fragment`);
    const size = data.length - at <= room ? data.length - at : room & ~7;
    const last = at + size === data.length;
    const payload: Bytes = { kind: 'bytes', protocol, data: data.slice(at, at + size) };
    noteCut(payload.data, packet.payload, data.length, at);
    const moreFragments = !last || packet.moreFragments;
    pieces.push({ ...packet, options, moreFragments, fragmentOffset: packet.fragmentOffset + at, payload });
    at += size;
  }
  return pieces;
}

/**
 * The packet in pieces of at most `mtu` octets, each with a fragment header, even when there is only one.
 * @throws RangeError when not even eight octets fit behind the headers
 */
export function fragmentIpv6(packet: Ipv6, mtu: number, id: number): Ipv6[] {
  const data = emitPayload(packet);
  const protocol = protocolOf(packet.payload);
  const room = mtu - ipv6HeaderOctets(packet) - ipv6FragmentHeader;
  if (room < 8) throw new RangeError(`an MTU of ${String(mtu)} leaves no room for a fragment`);
  const pieces: Ipv6[] = [];
  for (let offset = 0; offset < data.length;) {
    const rest = data.length - offset;
    const size = rest <= room ? rest : room & ~7;
    const payload: Bytes = { kind: 'bytes', protocol, data: data.slice(offset, offset + size) };
    noteCut(payload.data, packet.payload, data.length, offset);
    pieces.push({ ...packet, fragment: { id, offset, more: size < rest }, payload });
    offset += size;
  }
  return pieces;
}

/** Whether the packet is a piece of one. */
export function isFragment(packet: IpPacket): boolean {
  return packet.kind === 'ipv4'
    ? packet.moreFragments || packet.fragmentOffset > 0
    : packet.fragment !== undefined;
}

const whole: Ipv6Fragment = { id: 0, offset: 0, more: false };

/** Where a fragment belongs. */
export function placeOf(packet: IpPacket): Ipv6Fragment {
  if (packet.kind === 'ipv6') return packet.fragment ?? whole;
  return { id: packet.id, offset: packet.fragmentOffset, more: packet.moreFragments };
}

/** The options whose copied flag (the highest bit of the kind) is set, padded. */
function copiedOptions(options: Uint8Array): Uint8Array {
  const kept: number[] = [];
  for (let at = 0; at < options.length;) {
    const kind = options[at] ?? 0;
    if (kind === 0) break;
    const length = kind === 1 ? 1 : Math.max(2, options[at + 1] ?? 2);
    if ((kind & 0x80) !== 0) kept.push(...options.subarray(at, at + length));
    at += length;
  }
  while (kept.length % 4 !== 0) kept.push(0);
  return Uint8Array.from(kept);
}
