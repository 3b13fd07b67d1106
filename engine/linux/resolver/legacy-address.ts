/**
 * The old ways to write an IPv4 address that inet_aton(3), and so getaddrinfo(3), still takes: one to four numbers,
 * decimal, octal or hexadecimal (`127.1`, `0x7f000001`, `010.0.0.1`).
 */
import { Address } from '../../net/address/address.ts';

export function legacyAddress(text: string): Address | undefined {
  const parts = text.split('.');
  if (parts.length > 4) return undefined;
  const numbers = parts.map((part) => {
    if (/^0[xX][0-9a-fA-F]+$/.test(part)) return Number.parseInt(part.slice(2), 16);
    if (/^0[0-7]*$/.test(part)) return Number.parseInt(part, 8);
    return /^[1-9]\d*$/.test(part) ? Number(part) : undefined;
  });
  let bits = 0;
  for (const [index, number] of numbers.entries()) {
    if (number === undefined) return undefined;
    const last = index === numbers.length - 1;
    const room = last ? 2 ** (8 * (5 - numbers.length)) : 256;
    if (number >= room) return undefined;
    bits += last ? number : number * 2 ** (24 - 8 * index);
  }
  return Address.v4(bits);
}
