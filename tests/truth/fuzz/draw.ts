/** Draws the generators share, from the engine's seeded generator: same seed, same cases. */
import type { Random } from '../../../engine/clock/random.ts';

export function chance(random: Random, probability: number): boolean {
  return random.fraction() < probability;
}

/** `count` different ones, in the order drawn. */
export function sample<T>(random: Random, from: readonly T[], count: number): T[] {
  const left = [...from];
  const drawn: T[] = [];
  while (drawn.length < count && left.length > 0)
    drawn.push(...left.splice(random.integer(0, left.length - 1), 1));
  return drawn;
}

/** As many of `make` as drawn between `low` and `high`. */
export function several<T>(random: Random, low: number, high: number, make: (index: number) => T): T[] {
  return Array.from({ length: random.integer(low, high) }, (_, index) => make(index));
}

/** `text` with the given probability, else nothing. */
export function maybe(random: Random, probability: number, text: () => string): string {
  return chance(random, probability) ? text() : '';
}
