/**
 * Random names as upstream draws them: five letters of an alphabet without vowels and look-alikes
 * (k8s.io/apimachinery util/rand, apiserver storage/names), and uids as version 4 UUIDs.
 */
import type { Random } from '../../clock/random.ts';

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

export function uid(random: Random): string {
  const hex = random.hex(32);
  const variant = '89ab'[random.integer(0, 3)] ?? '8';
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}
