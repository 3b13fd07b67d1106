/**
 * Name-based UUIDs, version 5 (RFC 9562 section 5.5): the same name in the same name space always gets the same one.
 */
import { utf8 } from '../wire/utf8.ts';
import { sha1 } from './sha1.ts';

export const nameSpaces = {
  dns: '6ba7b810-9dad-11d1-80b4-00c04fd430c8',
  oid: '6ba7b812-9dad-11d1-80b4-00c04fd430c8',
} as const;

export function uuid5(nameSpace: string, name: string): string {
  const space = nameSpace.replaceAll('-', '').match(/../g) ?? [];
  const bytes = Uint8Array.from([...space.map((octet) => Number.parseInt(octet, 16)), ...utf8(name)]);
  const digest = sha1(bytes).slice(0, 16);
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x50;
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
