/**
 * Numbers and addresses in octets, most significant first (RFC 1700 "network order"). Reading past the end gives 0:
 * whoever reads has checked the length.
 */
import { Address } from '../address/address.ts';
import { macFromBytes, type Mac } from '../address/mac.ts';

export function get8(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}

export function get16(bytes: Uint8Array, at: number): number {
  return (get8(bytes, at) << 8) | get8(bytes, at + 1);
}

export function get24(bytes: Uint8Array, at: number): number {
  return (get16(bytes, at) << 8) | get8(bytes, at + 2);
}

export function get32(bytes: Uint8Array, at: number): number {
  return ((get16(bytes, at) << 16) | get16(bytes, at + 2)) >>> 0;
}

export function put16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 8;
  bytes[at + 1] = value;
}

export function put24(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 16;
  put16(bytes, at + 1, value);
}

export function put32(bytes: Uint8Array, at: number, value: number): void {
  put16(bytes, at, value >>> 16);
  put16(bytes, at + 2, value);
}

export function getAddress(bytes: Uint8Array, at: number, family: 4 | 6): Address {
  if (family === 4) return Address.v4(get32(bytes, at));
  return Address.v6([get32(bytes, at), get32(bytes, at + 4), get32(bytes, at + 8), get32(bytes, at + 12)]);
}

export function putAddress(bytes: Uint8Array, at: number, address: Address): void {
  const { words } = address;
  for (let index = 0; index < words.length; index++) put32(bytes, at + 4 * index, words[index] ?? 0);
}

export function getMac(bytes: Uint8Array, at: number): Mac {
  return macFromBytes(bytes, at);
}

/** Canonical text has each octet as two digits at a multiple of three. */
export function putMac(bytes: Uint8Array, at: number, mac: Mac): void {
  for (let index = 0; index < 6; index++)
    bytes[at + index] = (digit(mac.charCodeAt(3 * index)) << 4) | digit(mac.charCodeAt(3 * index + 1));
}

/** The value of a lower-case hexadecimal digit, given its character code. */
function digit(code: number): number {
  return code < 0x61 ? code - 0x30 : code - 0x57;
}
