/**
 * From which payload the octets of a fragment were cut. A packet is a value here and its octets only an image of it; so
 * what was cut is put together, and looked into, without reading octets.
 *
 * Left out: fragments nobody cut (a program that writes them octet by octet); none does.
 */
import type { IpPacket } from '../packet/ethernet.ts';

type Payload = IpPacket['payload'];

interface Cut {
  readonly whole: Payload;
  /** Octets of the whole. */
  readonly length: number;
  /** Where among them the piece begins. */
  readonly at: number;
}

/** By the octets of a piece, which are a copy of its own. */
const cuts = new WeakMap<Uint8Array, Cut>();

/** A piece was cut from a payload of so many octets, which may be a piece itself. */
export function noteCut(piece: Uint8Array, from: Payload, length: number, at: number): void {
  const outer = cutOf(from);
  cuts.set(piece, outer === undefined ? { whole: from, length, at } : { ...outer, at: outer.at + at });
}

export function cutOf(piece: Payload): Cut | undefined {
  return piece.kind === 'bytes' ? cuts.get(piece.data) : undefined;
}

/** The packet as if it were no fragment. */
export function unmarked<P extends IpPacket>(packet: P): P {
  if (packet.kind === 'ipv4') return { ...packet, moreFragments: false, fragmentOffset: 0 };
  const { fragment: _, ...rest } = packet;
  return rest as P;
}
