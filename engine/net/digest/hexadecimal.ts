/**
 * Bytes as two lower-case hexadecimal digits each, as digests and ids are written.
 */
/** By octet. */
export const twoDigits: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, '0'),
);

export function hexadecimal(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => twoDigits[byte]).join('');
}
