/**
 * Base64 (RFC 4648 §4): three octets as four letters, padded with `=`.
 */
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const group = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const left = bytes.length - at;
    for (let index = 0; index < 4; index++)
      text += index <= left ? (alphabet[(group >> (18 - 6 * index)) & 63] ?? '') : '=';
  }
  return text;
}

/** @returns undefined for a letter that is none of the alphabet; padding may be missing */
export function fromBase64(text: string): Uint8Array | undefined {
  const digits = text.replace(/=+$/, '');
  const bytes: number[] = [];
  let bits = 0;
  let value = 0;
  for (const digit of digits) {
    const index = alphabet.indexOf(digit);
    if (index < 0) return undefined;
    value = ((value << 6) | index) & 0xff_ffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((value >> bits) & 255);
  }
  return Uint8Array.from(bytes);
}
