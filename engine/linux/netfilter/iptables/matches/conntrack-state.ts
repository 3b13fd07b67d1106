/**
 * Connection states as rules name them (XT_CONNTRACK_STATE_*), and which of them a packet has
 * (net/netfilter/xt_conntrack.c).
 */
import type { PacketBuffer } from '../../../skb/packet-buffer.ts';
import { status } from '../../conntrack/connection.ts';

export const stateBits = {
  INVALID: 1,
  NEW: 2,
  RELATED: 4,
  ESTABLISHED: 8,
  UNTRACKED: 16,
  SNAT: 32,
  DNAT: 64,
} as const;

const plain = {
  new: stateBits.NEW,
  established: stateBits.ESTABLISHED,
  related: stateBits.RELATED,
  relatedReply: stateBits.RELATED,
  untracked: stateBits.UNTRACKED,
  template: stateBits.INVALID,
} as const;

export function stateOf({ conntrack }: PacketBuffer): number {
  if (conntrack === undefined) return stateBits.INVALID;
  let bits: number = plain[conntrack.state];
  if (conntrack.entry === undefined) return bits;
  if (conntrack.entry.has(status.sourceNat)) bits |= stateBits.SNAT;
  if (conntrack.entry.has(status.destinationNat)) bits |= stateBits.DNAT;
  return bits;
}

/** @returns from the first unknown name on, which is what is complained about */
export function parseNames(
  text: string,
  bits: Readonly<Record<string, number>>,
): number | { readonly unknown: string } {
  let all = 0;
  const words = text.split(',');
  for (const [at, word] of words.entries()) {
    const bit = bits[word.toUpperCase()];
    if (bit === undefined) return { unknown: words.slice(at).join(',') };
    all |= bit;
  }
  return all;
}

export function namesOf(value: number, bits: Readonly<Record<string, number>>): string {
  return Object.entries(bits)
    .filter(([, bit]) => (value & bit) !== 0)
    .map(([name]) => name)
    .join(',');
}
