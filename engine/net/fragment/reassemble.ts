/**
 * A packet from its fragments (RFC 791 section 3.2, RFC 815, RFC 8200 section 4.5; Linux `ip_frag_reasm`,
 * `ip6_frag_reasm`).
 *
 * A pure function of the fragments that have come: who keeps them, and for how long, is the kernel. Overlapping
 * fragments make the packet unusable (Linux drops the queue, as RFC 5722 asks for IPv6); an exact duplicate does no
 * harm.
 *
 * Left out: fragments that nobody here cut (a program writing them octet by octet): none does, and no octets are read.
 */
import type { IpPacket } from '../packet/ethernet.ts';
import type { Piece } from '../packet/transport.ts';
import { isFragment, placeOf, unmarked } from './fragment.ts';
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
  return whole === undefined ? undefined : { ...unmarked(first), payload: whole.payload };
}

/** What all pieces, without a gap from 0 to the last, were cut from; undefined when they do not fit so. */
function joined(pieces: readonly IpPacket[]): IpPacket | undefined {
  let length = 0;
  let ended = false;
  let last: Piece | undefined;
  for (const packet of pieces) {
    const { payload } = packet;
    if (payload.kind !== 'piece') return undefined;
    if (payload.at === last?.at && payload.octets === last.octets) continue;
    const { offset, more } = placeOf(packet);
    const fits = offset === length && payload.at === offset && payload.of === (last ?? payload).of;
    if (ended || !fits) return undefined;
    length += payload.octets;
    ended = !more;
    last = payload;
  }
  return ended && length === last?.total ? last.of : undefined;
}
