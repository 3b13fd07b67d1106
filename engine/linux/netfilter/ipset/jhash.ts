/**
 * Jenkins' hash as the kernel mixes it (jhash2 and jhash of include/linux/jhash.h): which bucket an element of a set
 * falls into, and so in which order a set is listed.
 */
const initial = 0xdead_beef;

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

/** @param words 32 bits each @param octets how many of them are meant, where the last word is not full @returns 32 bits, unsigned */
export function jhash2(words: readonly number[], seed: number, octets = words.length << 2): number {
  let a = (initial + octets + seed) | 0;
  let b = a;
  let c = a;
  let at = 0;
  let left = words.length;
  const word = (index: number): number => words[at + index] ?? 0;
  for (; left > 3; left -= 3, at += 3) {
    a = (a + word(0)) | 0;
    b = (b + word(1)) | 0;
    c = (c + word(2)) | 0;
    a = (a - c) ^ rotate(c, 4);
    c = (c + b) | 0;
    b = (b - a) ^ rotate(a, 6);
    a = (a + c) | 0;
    c = (c - b) ^ rotate(b, 8);
    b = (b + a) | 0;
    a = (a - c) ^ rotate(c, 16);
    c = (c + b) | 0;
    b = (b - a) ^ rotate(a, 19);
    a = (a + c) | 0;
    c = (c - b) ^ rotate(b, 4);
    b = (b + a) | 0;
  }
  if (left === 0) return c >>> 0;
  a = (a + word(0)) | 0;
  b = (b + word(1)) | 0;
  c = (c + word(2)) | 0;
  c = ((c ^ b) - rotate(b, 14)) | 0;
  a = ((a ^ c) - rotate(c, 11)) | 0;
  b = ((b ^ a) - rotate(a, 25)) | 0;
  c = ((c ^ b) - rotate(b, 16)) | 0;
  a = ((a ^ c) - rotate(c, 4)) | 0;
  b = ((b ^ a) - rotate(a, 14)) | 0;
  c = ((c ^ b) - rotate(b, 24)) | 0;
  return c >>> 0;
}
