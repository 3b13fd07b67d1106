/**
 * A packet from its fragments (RFC 791 section 3.2, RFC 815, RFC 8200 section 4.5; Linux `ip_frag_reasm`,
 * `ip6_frag_reasm`).
 *
 * A pure function of the fragments that have come: who keeps them, and for how long, is the kernel. Overlapping
 * fragments make the packet unusable (Linux drops the queue, as RFC 5722 asks for IPv6); an exact duplicate does no
 * harm.
 */
import type { IpPacket } from '../packet/ethernet.ts';
import { isFragment, placeOf } from './fragment.ts';
import { protocolOf } from '../flow/flow.ts';
import { parsePayload, type ParseOptions } from '../wire/parse.ts';

/** What fragments of one packet have in common: the key of the kernel's queue. */
export function fragmentKey(packet: IpPacket): string {
  const { source, destination, payload } = packet;
  const protocol = packet.kind === 'ipv4' ? String(protocolOf(payload)) : 'ipv6';
  return `${source.text} ${destination.text} ${String(placeOf(packet).id)} ${protocol}`;
}

/**
 * The whole packet with its transport read again; undefined while something is missing, when pieces overlap, or when
 * the octets are malformed. `fragments` are of one packet, in any order. The header is the first fragment's. A whole
 * packet is itself.
 */
export function reassemble<P extends IpPacket>(
  fragments: readonly P[],
  options: ParseOptions = {},
): P | undefined {
  const pieces = fragments.toSorted((one, other) => placeOf(one).offset - placeOf(other).offset);
  const first = pieces[0];
  if (first === undefined) return undefined;
  if (!isFragment(first)) return first;
  const data = joined(pieces);
  if (data === undefined) return undefined;
  const { source, destination } = first;
  const parsed = parsePayload(data, { protocol: protocolOf(first.payload), source, destination }, options);
  if (!parsed.ok) return undefined;
  if (first.kind === 'ipv4')
    return { ...first, moreFragments: false, fragmentOffset: 0, payload: parsed.value };
  const { fragment: _, ...rest } = first;
  return { ...rest, payload: parsed.value } as P;
}

/** The octets of all pieces without a gap from 0 to the last; undefined when they do not fit so. */
function joined(pieces: readonly IpPacket[]): Uint8Array | undefined {
  const parts: Uint8Array[] = [];
  let length = 0;
  let ended = false;
  let previous: IpPacket | undefined;
  for (const piece of pieces) {
    if (piece.payload.kind !== 'bytes') return undefined;
    const { data } = piece.payload;
    if (previous !== undefined && isDuplicate(previous, piece)) continue;
    if (ended || placeOf(piece).offset !== length) return undefined;
    parts.push(data);
    length += data.length;
    ended = !placeOf(piece).more;
    previous = piece;
  }
  if (!ended) return undefined;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function isDuplicate(one: IpPacket, other: IpPacket): boolean {
  if (one.payload.kind !== 'bytes' || other.payload.kind !== 'bytes') return false;
  return (
    placeOf(one).offset === placeOf(other).offset && one.payload.data.length === other.payload.data.length
  );
}
