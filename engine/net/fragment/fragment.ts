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
import type { Piece } from '../packet/transport.ts';
import { protocolOf } from '../flow/flow.ts';
import { ipv4HeaderOctets, ipv6FragmentHeader, ipv6HeaderOctets, octets } from '../wire/length.ts';

/**
 * The packet in pieces of at most `mtu` octets; itself alone when it fits.
 * @throws RangeError when not even eight octets fit behind the header
 */
export function fragment(packet: Ipv4, mtu: number): Ipv4[] {
  if (octets(packet) <= mtu) return [packet];
  const total = octets(packet) - ipv4HeaderOctets(packet);
  const copied = copiedOptions(packet.options);
  const pieces: Ipv4[] = [];
  let at = 0;
  while (at < total) {
    const options = at === 0 ? packet.options : copied;
    const room = mtu - ipv4HeaderOctets({ ...packet, options });
    if (room < 8) throw new RangeError(`an MTU of ${String(mtu)} leaves no room for a fragment`);
    const size = total - at <= room ? total - at : room & ~7;
    const last = at + size === total;
    const payload = pieceOf(packet, at, size, total);
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
  const total = octets(packet) - ipv6HeaderOctets(packet);
  const room = mtu - ipv6HeaderOctets(packet) - ipv6FragmentHeader;
  if (room < 8) throw new RangeError(`an MTU of ${String(mtu)} leaves no room for a fragment`);
  const pieces: Ipv6[] = [];
  for (let offset = 0; offset < total;) {
    const rest = total - offset;
    const size = rest <= room ? rest : room & ~7;
    const payload = pieceOf(packet, offset, size, total);
    pieces.push({ ...packet, fragment: { id, offset, more: size < rest }, payload });
    offset += size;
  }
  return pieces;
}

/** Of a piece, a piece of what that was cut from. */
function pieceOf(packet: IpPacket, at: number, octets: number, total: number): Piece {
  const { payload } = packet;
  if (payload.kind === 'piece') return { ...payload, at: payload.at + at, octets };
  return { kind: 'piece', protocol: protocolOf(payload), of: packet, at, octets, total };
}

/** The packet as if it were no fragment. */
export function unmarked<P extends IpPacket>(packet: P): P {
  if (packet.kind === 'ipv4') return { ...packet, moreFragments: false, fragmentOffset: 0 };
  const { fragment: _, ...rest } = packet;
  return rest as P;
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
