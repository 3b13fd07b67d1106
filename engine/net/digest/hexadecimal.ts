/**
 * Bytes as two lower-case hexadecimal digits each, as digests and ids are written.
 */
export function hexadecimal(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
