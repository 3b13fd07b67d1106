/**
 * What reading octets gives: a value, perhaps with checksums that do not hold, or one clear sentence why not. Readers
 * of single layers throw `Malformed`; the doors in parse.ts turn it into a result, so it never leaves this folder.
 */

export type Parsed<T> =
  | { readonly ok: true; readonly value: T; readonly checksumErrors?: readonly ChecksumError[] }
  | { readonly ok: false; readonly error: string };

export interface ChecksumError {
  readonly layer: 'IPv4' | 'TCP' | 'UDP' | 'ICMP' | 'ICMPv6';
  /** Where the checksum stands, in octets from the start of what was parsed. */
  readonly at: number;
  readonly found: number;
  readonly expected: number;
}

/** `TCP checksum at octet 50 is 0x1234, should be 0x4321` */
export function checksumErrorText(error: ChecksumError): string {
  const hex = (value: number) => `0x${value.toString(16).padStart(4, '0')}`;
  return `${error.layer} checksum at octet ${String(error.at)} is ${hex(error.found)}, should be ${hex(error.expected)}`;
}

/** The octets are not what they should be; `message` is the sentence for the caller. */
export class Malformed extends Error {}

/** @throws Malformed unless `wanted` octets are there between `at` and `end` */
export function demand(what: string, wanted: number, at: number, end: number): void {
  if (end - at < wanted)
    throw new Malformed(`${what} needs ${String(wanted)} octets, ${String(Math.max(0, end - at))} are left`);
}
