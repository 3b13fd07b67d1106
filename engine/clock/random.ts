/**
 * A seeded generator of pseudo-random numbers (sfc32, Chris Doty-Humphrey's small fast counting generator).
 *
 * The only source of chance in the engine: same seed, same draws. `fork` gives an independent stream by name, so that
 * one more draw in one place does not shift every draw elsewhere.
 */

export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;
  readonly #seed: string;

  constructor(seed: string) {
    this.#seed = seed;
    const start = hash(seed);
    this.#a = hash('/a', start);
    this.#b = hash('/b', start);
    this.#c = hash('/c', start);
    for (let warmUp = 0; warmUp < 12; warmUp++) this.uint32();
  }

  /** An independent stream. */
  fork(name: string): Random {
    return new Random(`${this.#seed}/${name}`);
  }

  /** Uniform in 0 … 2^32 - 1. */
  uint32(): number {
    const sum = (this.#a + this.#b + this.#counter++) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    return sum >>> 0;
  }

  /** Uniform in [0, 1). */
  fraction(): number {
    return this.uint32() / 0x1_0000_0000;
  }

  /** Uniform in low … high, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.fraction() * (high - low + 1));
  }

  /** One of `choices`. @throws RangeError when there is none */
  pick<T>(choices: readonly T[]): T {
    const choice = choices[this.integer(0, choices.length - 1)];
    if (choice === undefined) throw new RangeError('nothing to pick from');
    return choice;
  }

  /** `length` hexadecimal digits. */
  hex(length: number): string {
    let text = '';
    while (text.length < length) text += this.uint32().toString(16).padStart(8, '0');
    return text.slice(0, length);
  }
}

/** FNV-1a over UTF-16 code units: spreads a name over 32 bits. @param start the hash of what stands before */
function hash(text: string, start = 0x811c_9dc5): number {
  let value = start;
  for (let index = 0; index < text.length; index++) {
    value ^= text.charCodeAt(index);
    value = Math.imul(value, 0x0100_0193);
  }
  return value >>> 0;
}
