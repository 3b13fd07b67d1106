/**
 * An Ethernet (EUI-48) address as canonical text: six lower-case octets joined by colons (IEEE 802).
 *
 * A branded string: equality is `===`, printing is free, and no other string passes for one.
 */
import { twoDigits } from '../digest/hexadecimal.ts';

declare const brand: unique symbol;
export type Mac = string & { readonly [brand]: 'Mac' };

export const broadcastMac = 'ff:ff:ff:ff:ff:ff' as Mac;
export const zeroMac = '00:00:00:00:00:00' as Mac;

/** @returns undefined when `text` is not six octets in hexadecimal joined by colons */
export function tryParseMac(text: string): Mac | undefined {
  if (!/^[0-9a-fA-F]{1,2}(:[0-9a-fA-F]{1,2}){5}$/.test(text)) return undefined;
  return text
    .split(':')
    .map((octet) => octet.padStart(2, '0').toLowerCase())
    .join(':') as Mac;
}

/** @throws RangeError when `text` is not an Ethernet address */
export function parseMac(text: string): Mac {
  const mac = tryParseMac(text);
  if (mac === undefined) throw new RangeError(`not an Ethernet address: ${JSON.stringify(text)}`);
  return mac;
}

/** @param bytes six octets, from `at` on */
export function macFromBytes(bytes: ArrayLike<number>, at = 0): Mac {
  let text = twoDigits[bytes[at] ?? 0] ?? '';
  for (let index = at + 1; index < at + 6; index++) text += `:${twoDigits[bytes[index] ?? 0] ?? ''}`;
  return text as Mac;
}

export function macToBytes(mac: Mac): Uint8Array {
  const bytes = new Uint8Array(6);
  for (let index = 0; index < 6; index++)
    bytes[index] = (digit(mac, index * 3) << 4) | digit(mac, index * 3 + 1);
  return bytes;
}

/** The value of a lower-case hexadecimal digit. */
function digit(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 58 ? code - 48 : code - 87;
}

/** The group bit of the first octet: multicast and broadcast. */
export function isGroupMac(mac: Mac): boolean {
  return (digit(mac, 1) & 1) === 1;
}
