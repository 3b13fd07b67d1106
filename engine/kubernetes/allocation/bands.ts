/**
 * Sharing out cluster IPs and node ports: who asks gets the next free one from a random place in the upper band; the
 * lower band is left to those who name theirs, until the upper is full (pkg/registry/core/service/ipallocator,
 * portallocator).
 */
import type { Random } from '../../clock/random.ts';

export class Bands {
  readonly #first: number;
  readonly #size: number;
  /** How many from the start belong to the lower band. */
  readonly #offset: number;
  readonly #taken = new Set<number>();
  readonly #random: Random;

  constructor(first: number, size: number, offset: number, random: Random) {
    this.#first = first;
    this.#size = size;
    this.#offset = offset;
    this.#random = random;
  }

  has(value: number): boolean {
    return value >= this.#first && value < this.#first + this.#size;
  }

  isTaken(value: number): boolean {
    return this.#taken.has(value);
  }

  take(value: number): void {
    this.#taken.add(value);
  }

  release(value: number): void {
    this.#taken.delete(value);
  }

  /** A free one, not yet taken; undefined when all are. */
  next(): number | undefined {
    return (
      this.#search(this.#first + this.#offset, this.#size - this.#offset) ??
      this.#search(this.#first, this.#offset)
    );
  }

  #search(first: number, size: number): number | undefined {
    if (size <= 0) return undefined;
    const start = this.#random.integer(0, size - 1);
    for (let step = 0; step < size; step++) {
      const value = first + ((start + step) % size);
      if (!this.#taken.has(value)) return value;
    }
    return undefined;
  }
}

/** The lower band of cluster IPs: min(max(16, size / 16), 256), none in the smallest ranges. */
export function addressBandOffset(size: number): number {
  return size <= 16 ? 0 : Math.min(Math.max(16, Math.floor(size / 16)), 256);
}

/** The lower band of node ports: min(max(16, size / 32), 128). */
export function portBandOffset(size: number): number {
  return size <= 16 ? 0 : Math.min(Math.max(16, Math.floor(size / 32)), 128);
}
