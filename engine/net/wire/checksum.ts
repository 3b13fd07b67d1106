/**
 * The Internet checksum (RFC 1071): the one's complement of the one's complement sum of 16-bit words, and the pseudo
 * header that ties TCP, UDP and ICMPv6 to their addresses (RFC 9293 section 3.1, RFC 8200 section 8.1).
 *
 * Left out: incremental update (RFC 1624). Packets are values here; a checksum is made when octets are.
 */
import type { Address } from '../address/address.ts';
import { get16, put16 } from './network-order.ts';

/** The sum of `bytes[from … to)` added to `start`, not folded; an odd last octet counts as if a zero followed. */
export function sumOf(bytes: Uint8Array, from: number, to: number, start = 0): number {
  let sum = start;
  let at = from;
  for (; at + 1 < to; at += 2) sum += get16(bytes, at);
  if (at < to) sum += (bytes[at] ?? 0) << 8;
  return sum;
}

/** The checksum for an unfolded sum. */
export function complementOf(sum: number): number {
  let folded = sum;
  while (folded > 0xffff) folded = Math.floor(folded / 0x1_0000) + (folded % 0x1_0000);
  return ~folded & 0xffff;
}

/** The sum of the pseudo header. For IPv4 and IPv6 alike: the fields differ in width, not in their sum. */
export function pseudoHeaderSum(
  source: Address,
  destination: Address,
  protocol: number,
  length: number,
): number {
  let sum = protocol + (length >>> 16) + (length & 0xffff);
  for (const word of source.words) sum += (word >>> 16) + (word & 0xffff);
  for (const word of destination.words) sum += (word >>> 16) + (word & 0xffff);
  return sum;
}

/** Compute the checksum of `bytes[from … to)` and store it at `field`, which must be inside and zero. */
export function putChecksum(bytes: Uint8Array, from: number, to: number, field: number, start = 0): void {
  put16(bytes, field, complementOf(sumOf(bytes, from, to, start)));
}

/** What the checksum at `field` should be, given the other octets of `bytes[from … to)`. */
export function expectedChecksum(
  bytes: Uint8Array,
  from: number,
  to: number,
  field: number,
  start = 0,
): number {
  return complementOf(sumOf(bytes, from, to, start) - get16(bytes, field));
}
