/**
 * Random names as upstream draws them: five letters of an alphabet without vowels and look-alikes
 * (k8s.io/apimachinery util/rand, apiserver storage/names), and uids as version 4 UUIDs.
 */
import type { Random } from '../../clock/random.ts';
import { twoDigits } from '../../net/digest/hexadecimal.ts';

const alphabet = 'bcdfghjklmnpqrstvwxz2456789';
const maxGeneratedLength = 63;
const suffixLength = 5;

export function randomSuffix(random: Random, length = suffixLength): string {
  let text = '';
  for (let index = 0; index < length; index++) text += alphabet[random.integer(0, alphabet.length - 1)] ?? '';
  return text;
}

export function generateName(random: Random, base: string): string {
  return base.slice(0, maxGeneratedLength - suffixLength) + randomSuffix(random);
}

/** Eight hexadecimal digits. */
export function hexWord(word: number): string {
  return (
    (twoDigits[word >>> 24] ?? '') +
    (twoDigits[(word >>> 16) & 255] ?? '') +
    (twoDigits[(word >>> 8) & 255] ?? '') +
    (twoDigits[word & 255] ?? '')
  );
}

export function uid(random: Random): string {
  const first = hexWord(random.uint32());
  // Version 4, variant 1 (RFC 9562).
  const middle = hexWord(((random.uint32() & 0xffff_0fff) | 0x4000) >>> 0);
  const clock = hexWord(((random.uint32() & 0x3fff_ffff) | 0x8000_0000) >>> 0);
  const last = clock.slice(4) + hexWord(random.uint32());
  // Joined at once: a text put together piece by piece keeps its pieces.
  return [first, middle.slice(0, 4), middle.slice(4), clock.slice(0, 4), last].join('-');
}
