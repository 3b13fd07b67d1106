/**
 * A packet from its fragments (RFC 791 section 3.2, RFC 815, RFC 8200 section 4.5; Linux `ip_frag_reasm`,
 * `ip6_frag_reasm`).
 *
 * A pure function of the fragments that have come: who keeps them, and for how long, is the kernel. Overlapping
 * fragments make the packet unusable (Linux drops the queue, as RFC 5722 asks for IPv6); an exact duplicate does no
 * harm.
 */
import type { IpPacket } from '../packet/ethernet.ts';
import { cutOf, unmarked } from './cut.ts';
import { isFragment, placeOf } from './fragment.ts';
import { protocolOf } from '../flow/flow.ts';

/** What fragments of one packet have in common: the key of the kernel's queue. */
export function fragmentKey(packet: IpPacket): string {
  const { source, destination, payload } = packet;
  const protocol = packet.kind === 'ipv4' ? String(protocolOf(payload)) : 'ipv6';
  return `${source.text} ${destination.text} ${String(placeOf(packet).id)} ${protocol}`;
}

/**
 * The whole packet; undefined while something is missing, when pieces overlap, or when they are not of one packet.
 * `fragments` are in any order. The header is the first fragment's. A whole packet is itself.
 */
export function reassemble<P extends IpPacket>(fragments: readonly P[]): P | undefined {
  const pieces = fragments.toSorted((one, other) => placeOf(one).offset - placeOf(other).offset);
  const first = pieces[0];
  if (first === undefined || !isFragment(first)) return first;
  const whole = joined(pieces);
  return whole === undefined ? undefined : { ...unmarked(first), payload: whole };
}

/** What all pieces, without a gap from 0 to the last, were cut from; undefined when they do not fit so. */
function joined(pieces: readonly IpPacket[]): IpPacket['payload'] | undefined {
  let length = 0;
  let ended = false;
  let previous: IpPacket | undefined;
  let whole: IpPacket['payload'] | undefined;
  for (const piece of pieces) {
    const cut = cutOf(piece.payload);
    if (cut === undefined || piece.payload.kind !== 'bytes') return undefined;
    if (previous !== undefined && isDuplicate(previous, piece)) continue;
    const { offset, more } = placeOf(piece);
    whole ??= cut.whole;
    if (ended || offset !== length || cut.at !== offset || cut.whole !== whole) return undefined;
    length += piece.payload.data.length;
    ended = !more;
    previous = piece;
    if (ended && length !== cut.length) return undefined;
  }
  return ended ? whole : undefined;
}

function isDuplicate(one: IpPacket, other: IpPacket): boolean {
  if (one.payload.kind !== 'bytes' || other.payload.kind !== 'bytes') return false;
  return (
    placeOf(one).offset === placeOf(other).offset && one.payload.data.length === other.payload.data.length
  );
}
