/**
 * An IPv4 packet from its fragments (RFC 791 section 3.2, RFC 815; Linux `ip_frag_reasm`).
 *
 * A pure function of the fragments that have come: who keeps them, and for how long, is the kernel. Overlapping
 * fragments make the packet unusable (Linux drops the queue, as RFC 5722 asks for IPv6); an exact duplicate does no
 * harm.
 */
import type { Ipv4 } from '../packet/ipv4.ts';
import { isFragment } from './fragment.ts';
import { protocolOf } from '../flow/flow.ts';
import { parsePayload, type ParseOptions } from '../wire/parse.ts';

/** What fragments of one packet have in common: the key of the kernel's queue. */
export function fragmentKey(packet: Ipv4): string {
  const { source, destination, id, payload } = packet;
  return `${source.text} ${destination.text} ${String(id)} ${String(protocolOf(payload))}`;
}

/**
 * The whole packet with its transport read again; undefined while something is missing, when pieces overlap, or when
 * the octets are malformed. `fragments` are of one packet, in any order. The header is the first fragment's. A whole
 * packet is itself.
 */
export function reassemble(fragments: readonly Ipv4[], options: ParseOptions = {}): Ipv4 | undefined {
  const pieces = fragments.toSorted((one, other) => one.fragmentOffset - other.fragmentOffset);
  const first = pieces[0];
  if (first === undefined) return undefined;
  if (!isFragment(first)) return first;
  const data = joined(pieces);
  if (data === undefined) return undefined;
  const { source, destination } = first;
  const parsed = parsePayload(data, { protocol: protocolOf(first.payload), source, destination }, options);
  if (!parsed.ok) return undefined;
  return { ...first, moreFragments: false, fragmentOffset: 0, payload: parsed.value };
}

/** The octets of all pieces without a gap from 0 to the last; undefined when they do not fit so. */
function joined(pieces: readonly Ipv4[]): Uint8Array | undefined {
  const parts: Uint8Array[] = [];
  let length = 0;
  let ended = false;
  let previous: Ipv4 | undefined;
  for (const piece of pieces) {
    if (piece.payload.kind !== 'bytes') return undefined;
    const { data } = piece.payload;
    if (previous !== undefined && isDuplicate(previous, piece)) continue;
    if (ended || piece.fragmentOffset !== length) return undefined;
    parts.push(data);
    length += data.length;
    ended = !piece.moreFragments;
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

function isDuplicate(one: Ipv4, other: Ipv4): boolean {
  if (one.payload.kind !== 'bytes' || other.payload.kind !== 'bytes') return false;
  return one.fragmentOffset === other.fragmentOffset && one.payload.data.length === other.payload.data.length;
}
