/**
 * Checksums with a pseudo header (RFC 1071, RFC 8200 section 8.1), as the printers of TCP, UDP and ICMPv6 compare them.
 */
import { Address } from '../../../net/address/address.ts';
import { complementOf, pseudoHeaderSum, sumOf } from '../../../net/wire/checksum.ts';
import type { Ends } from './payload.ts';
import type { Printer } from './printer.ts';

/** @returns `expected` undefined when what was found is right; `pseudo` what a device was left to finish */
export function checksumOf(
  printer: Printer,
  at: number,
  length: number,
  field: number,
  protocol: number,
  ends: Ends,
): { readonly found: number; readonly expected: number | undefined; readonly pseudo: number } {
  const { bytes } = printer;
  const octets = ends.family === 4 ? 4 : 16;
  const address = (from: number) => Address.fromBytes(bytes.subarray(from, from + octets));
  const sum = pseudoHeaderSum(address(ends.source), address(ends.destination), protocol, length);
  const pseudo = complementOf(sum) ^ 0xffff;
  const found = printer.u16(at + field);
  if (complementOf(sumOf(bytes, at, at + length, sum)) === 0) return { found, expected: undefined, pseudo };
  return { found, expected: complementOf(sumOf(bytes, at, at + length, sum - found)), pseudo };
}
