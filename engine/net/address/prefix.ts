/**
 * A block of addresses in CIDR notation (RFC 4632): an address and the number of leading bits that count.
 *
 * The address is kept as written (`10.8.0.5/24` stays so: interfaces need it); `network` has the host bits cleared.
 */
import { Address } from './address.ts';

export class Prefix {
  readonly address: Address;
  readonly length: number;
  #network: Address | undefined;

  constructor(address: Address, length: number) {
    if (!Number.isInteger(length) || length < 0 || length > address.width)
      throw new RangeError(
        `prefix length of ${address.text} must be 0 to ${String(address.width)}, not ${String(length)}`,
      );
    this.address = address;
    this.length = length;
  }

  /** @returns undefined when `text` is not `ADDRESS/LENGTH`; a bare address counts as a host prefix */
  static tryParse(text: string): Prefix | undefined {
    const [head, tail, ...more] = text.split('/');
    const address = Address.tryParse(head ?? '');
    if (address === undefined || more.length > 0) return undefined;
    if (tail === undefined) return new Prefix(address, address.width);
    if (!/^\d{1,3}$/.test(tail) || Number(tail) > address.width) return undefined;
    return new Prefix(address, Number(tail));
  }

  /** @throws RangeError when `text` is not a prefix */
  static parse(text: string): Prefix {
    const prefix = Prefix.tryParse(text);
    if (prefix === undefined) throw new RangeError(`not an address prefix: ${JSON.stringify(text)}`);
    return prefix;
  }

  static host(address: Address): Prefix {
    return new Prefix(address, address.width);
  }

  get family(): 4 | 6 {
    return this.address.family;
  }

  /** The first address of the block. */
  get network(): Address {
    this.#network ??= this.isHost ? this.address : mask(this.address, this.length);
    return this.#network;
  }

  /** The last address of the block; for IPv4 its broadcast address. */
  get last(): Address {
    const words = this.address.words.map((word, index) => (word | ~maskWord(this.length, index)) >>> 0);
    return fromWords(words);
  }

  /** The block with the host bits cleared. */
  get canonical(): Prefix {
    return this.network === this.address ? this : new Prefix(this.network, this.length);
  }

  get isHost(): boolean {
    return this.length === this.address.width;
  }

  /** Number of addresses; beyond 2^53 only as exact as a double. */
  get size(): number {
    return 2 ** (this.address.width - this.length);
  }

  contains(address: Address): boolean {
    if (address.family !== this.address.family) return false;
    for (let index = 0; index < address.words.length; index++) {
      const wanted = maskWord(this.length, index);
      if ((((address.words[index] ?? 0) ^ (this.address.words[index] ?? 0)) & wanted) !== 0) return false;
    }
    return true;
  }

  overlaps(other: Prefix): boolean {
    return this.length <= other.length ? this.contains(other.address) : other.contains(this.address);
  }

  equals(other: Prefix): boolean {
    return this.address === other.address && this.length === other.length;
  }

  toString(): string {
    return `${this.address.text}/${String(this.length)}`;
  }

  toJSON(): string {
    return this.toString();
  }
}

/** The mask of `length` bits as seen in the 32-bit word number `index`. */
function maskWord(length: number, index: number): number {
  const bits = Math.min(32, Math.max(0, length - index * 32));
  return bits === 0 ? 0 : (0xffff_ffff << (32 - bits)) >>> 0;
}

function mask(address: Address, length: number): Address {
  return fromWords(address.words.map((word, index) => (word & maskWord(length, index)) >>> 0));
}

function fromWords(words: readonly number[]): Address {
  if (words.length === 1) return Address.v4(words[0] ?? 0);
  return Address.v6([words[0] ?? 0, words[1] ?? 0, words[2] ?? 0, words[3] ?? 0]);
}
