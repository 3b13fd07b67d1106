/**
 * hsiphash of one 32-bit word on a 64-bit kernel, which is SipHash-1-3 cut to 32 bits (lib/siphash.c; Aumasson and
 * Bernstein, "SipHash: a fast short-input PRF").
 */
const mask = 0xffff_ffff_ffff_ffffn;

function rotate(value: bigint, by: bigint): bigint {
  return ((value << by) | (value >> (64n - by))) & mask;
}

/** @param key both halves of the key, which are equal where IPVS uses it */
export function halfSipHash(word: number, key: bigint): number {
  let v0 = 0x736f_6d65_7073_6575n ^ key;
  let v1 = 0x646f_7261_6e64_6f6dn ^ key;
  let v2 = 0x6c79_6765_6e65_7261n ^ key;
  let v3 = 0x7465_6462_7974_6573n ^ key;
  const rounds = (count: number): void => {
    for (let at = 0; at < count; at++) {
      v0 = (v0 + v1) & mask;
      v1 = rotate(v1, 13n) ^ v0;
      v0 = rotate(v0, 32n);
      v2 = (v2 + v3) & mask;
      v3 = rotate(v3, 16n) ^ v2;
      v0 = (v0 + v3) & mask;
      v3 = rotate(v3, 21n) ^ v0;
      v2 = (v2 + v1) & mask;
      v1 = rotate(v1, 17n) ^ v2;
      v2 = rotate(v2, 32n);
    }
  };
  const block = (4n << 56n) | BigInt(word >>> 0);
  v3 ^= block;
  rounds(1);
  v0 ^= block;
  v2 ^= 0xffn;
  rounds(3);
  return Number((v0 ^ v1 ^ v2 ^ v3) & 0xffff_ffffn);
}
