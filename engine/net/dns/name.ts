/**
 * Domain names on the wire (RFC 1035 sections 3.1 and 4.1.4): labels with their length, pointers when reading.
 */

const longestLabel = 63;
const longestName = 255;

/** @returns undefined when the name has an empty or too long label, or is too long as a whole */
export function encodeName(name: string): Uint8Array | undefined {
  const labels = name.replace(/\.$/, '').split('.');
  if (name === '.' || name === '') return Uint8Array.of(0);
  const octets: number[] = [];
  for (const label of labels) {
    if (label.length === 0 || label.length > longestLabel) return undefined;
    octets.push(label.length);
    for (let at = 0; at < label.length; at++) octets.push(label.charCodeAt(at) & 255);
  }
  octets.push(0);
  return octets.length > longestName ? undefined : Uint8Array.from(octets);
}

/** @returns the name with its final dot and where it ends, or undefined when it is damaged */
export function decodeName(
  bytes: Uint8Array,
  start: number,
): { readonly name: string; readonly end: number } | undefined {
  let at = start;
  let end: number | undefined;
  let name = '';
  let jumps = 0;
  for (;;) {
    const length = bytes[at];
    if (length === undefined) return undefined;
    if (length === 0) return { name: name === '' ? '.' : name, end: end ?? at + 1 };
    if (length >= 0xc0) {
      const low = bytes[at + 1];
      if (low === undefined || ++jumps > 64) return undefined;
      end ??= at + 2;
      at = ((length & 0x3f) << 8) | low;
      continue;
    }
    if (length > longestLabel || at + 1 + length > bytes.length) return undefined;
    for (let index = at + 1; index <= at + length; index++) name += String.fromCharCode(bytes[index] ?? 0);
    name += '.';
    if (name.length > longestName) return undefined;
    at += 1 + length;
  }
}

/** The name under which addresses are looked up backwards: `50.10.96.10.in-addr.arpa.` */
export function reverseName(address: { readonly family: 4 | 6; toBytes(): Uint8Array }): string {
  const bytes = [...address.toBytes()].reverse();
  if (address.family === 4) return `${bytes.join('.')}.in-addr.arpa.`;
  const digits = bytes.flatMap((octet) => [octet & 15, octet >> 4].map((digit) => digit.toString(16)));
  return `${digits.join('.')}.ip6.arpa.`;
}

/** Names compare without regard to case (RFC 4343). */
export function sameName(one: string, other: string): boolean {
  return one.length === other.length && one.toLowerCase() === other.toLowerCase();
}
