/**
 * One IP address, version 4 or 6, in one type.
 *
 * Addresses are interned: two equal addresses are the same object, so `===`, `Map` and `Set` compare by value.
 * Text follows RFC 5952 (IPv6) and dotted decimal (IPv4). Parsing accepts what the kernel's `inet_pton` accepts:
 * no leading zeros, no short forms. Zone identifiers (`%eth0`) are left out.
 */

export type Family = 4 | 6;

const internedV4 = new Map<number, Address>();
/** By a number made of the words: those that share one stand behind one another. */
const internedV6 = new Map<number, Address>();

export class Address {
  readonly family: Family;
  /** 32-bit unsigned words, most significant first: one for IPv4, four for IPv6. */
  readonly words: readonly number[];
  /** Made when it is first asked for: most addresses of IPv6 never are. */
  #text: string | undefined;

  /** The next that shares its number. */
  #behind: Address | undefined;

  private constructor(family: Family, words: readonly number[]) {
    this.family = family;
    this.words = words;
  }

  get text(): string {
    return (this.#text ??= this.family === 4 ? formatV4(this.bits) : formatV6(this.words));
  }

  /** @param bits the address as an unsigned 32-bit number */
  static v4(bits: number): Address {
    const key = bits >>> 0;
    let known = internedV4.get(key);
    if (known === undefined) {
      known = new Address(4, [key]);
      internedV4.set(key, known);
    }
    return known;
  }

  /** @param words four unsigned 32-bit words, most significant first */
  static v6(words: readonly [number, number, number, number]): Address {
    const a = words[0] >>> 0;
    const b = words[1] >>> 0;
    const c = words[2] >>> 0;
    const d = words[3] >>> 0;
    const key = Math.imul(Math.imul(Math.imul(a, 31) + b, 31) + c, 31) ^ d;
    const alike = internedV6.get(key);
    for (let known = alike; known !== undefined; known = known.#behind) {
      const own = known.words;
      if (own[0] === a && own[1] === b && own[2] === c && own[3] === d) return known;
    }
    const made = new Address(6, [a, b, c, d]);
    made.#behind = alike;
    internedV6.set(key, made);
    return made;
  }

  /** @returns undefined when `text` is not an address */
  static tryParse(text: string): Address | undefined {
    return text.includes(':') ? parseV6(text) : parseV4(text);
  }

  /** @throws RangeError when `text` is not an address; for addresses the program itself wrote */
  static parse(text: string): Address {
    const address = Address.tryParse(text);
    if (address === undefined) throw new RangeError(`not an IP address: ${JSON.stringify(text)}`);
    return address;
  }

  /** @param bytes 4 or 16 octets in network order */
  static fromBytes(bytes: ArrayLike<number>): Address {
    const word = (at: number) =>
      (((bytes[at] ?? 0) << 24) |
        ((bytes[at + 1] ?? 0) << 16) |
        ((bytes[at + 2] ?? 0) << 8) |
        (bytes[at + 3] ?? 0)) >>>
      0;
    if (bytes.length === 4) return Address.v4(word(0));
    if (bytes.length === 16) return Address.v6([word(0), word(4), word(8), word(12)]);
    throw new RangeError(`an IP address has 4 or 16 octets, not ${String(bytes.length)}`);
  }

  /** The IPv4 address as an unsigned number; for IPv6 its first word. */
  get bits(): number {
    return this.words[0] ?? 0;
  }

  /** Number of bits in an address of this family. */
  get width(): 32 | 128 {
    return this.family === 4 ? 32 : 128;
  }

  toBytes(): Uint8Array {
    const bytes = new Uint8Array(this.words.length * 4);
    this.words.forEach((word, index) => {
      bytes[index * 4] = word >>> 24;
      bytes[index * 4 + 1] = (word >>> 16) & 255;
      bytes[index * 4 + 2] = (word >>> 8) & 255;
      bytes[index * 4 + 3] = word & 255;
    });
    return bytes;
  }

  /** The address `offset` further on; wraps at the end of the family's range. */
  plus(offset: number): Address {
    if (this.family === 4) return Address.v4((this.bits + offset) >>> 0);
    const words = [...this.words];
    let carry = offset;
    for (let index = 3; index >= 0 && carry !== 0; index--) {
      const sum = (words[index] ?? 0) + carry;
      words[index] = ((sum % 0x1_0000_0000) + 0x1_0000_0000) % 0x1_0000_0000;
      carry = Math.floor(sum / 0x1_0000_0000);
    }
    return Address.v6([words[0] ?? 0, words[1] ?? 0, words[2] ?? 0, words[3] ?? 0]);
  }

  /** Order by family, then by value. */
  compare(other: Address): number {
    if (this.family !== other.family) return this.family - other.family;
    for (let index = 0; index < this.words.length; index++) {
      const difference = (this.words[index] ?? 0) - (other.words[index] ?? 0);
      if (difference !== 0) return difference;
    }
    return 0;
  }

  get isUnspecified(): boolean {
    return this === anyV4 || this === anyV6;
  }

  /** 127.0.0.0/8 or ::1 */
  get isLoopback(): boolean {
    return this.family === 4 ? this.bits >>> 24 === 127 : this === loopbackV6;
  }

  /** 224.0.0.0/4 or ff00::/8 */
  get isMulticast(): boolean {
    return this.family === 4 ? this.bits >>> 28 === 14 : this.bits >>> 24 === 255;
  }

  /** 255.255.255.255 */
  get isLimitedBroadcast(): boolean {
    return this.family === 4 && this.bits === 0xffff_ffff;
  }

  /** 169.254.0.0/16 or fe80::/10 */
  get isLinkLocal(): boolean {
    return this.family === 4 ? this.bits >>> 16 === 0xa9fe : this.bits >>> 22 === 0xfe80 >>> 6;
  }

  toString(): string {
    return this.text;
  }

  toJSON(): string {
    return this.text;
  }
}

/** 0.0.0.0 */
export const anyV4 = Address.v4(0);
/** :: */
export const anyV6 = Address.v6([0, 0, 0, 0]);
const loopbackV6 = Address.v6([0, 0, 0, 1]);
/** 255.255.255.255 */
export const limitedBroadcast = Address.v4(0xffff_ffff);

function formatV4(bits: number): string {
  return `${String(bits >>> 24)}.${String((bits >>> 16) & 255)}.${String((bits >>> 8) & 255)}.${String(bits & 255)}`;
}

/** RFC 5952 section 4: lower case, no leading zeros, the longest run of two or more zero groups as `::`. */
function formatV6(words: readonly number[]): string {
  const groups = words.flatMap((word) => [word >>> 16, word & 0xffff]);
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (mapped) return `::ffff:${formatV4(words[3] ?? 0)}`;
  let start = -1;
  let length = 1;
  for (let at = 0; at < 8; at++) {
    let run = 0;
    while (at + run < 8 && groups[at + run] === 0) run++;
    if (run > length) {
      start = at;
      length = run;
    }
    at += run;
  }
  const hex = (part: readonly number[]) => part.map((group) => group.toString(16)).join(':');
  if (start < 0) return hex(groups);
  return `${hex(groups.slice(0, start))}::${hex(groups.slice(start + length))}`;
}

function parseV4(text: string): Address | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (match === null) return undefined;
  let bits = 0;
  for (const part of match.slice(1)) {
    const octet = Number(part);
    if (octet > 255 || (part.length > 1 && part.startsWith('0'))) return undefined;
    bits = bits * 256 + octet;
  }
  return Address.v4(bits);
}

function parseV6(text: string): Address | undefined {
  let rest = text;
  const dotted = /:(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  if (dotted !== null) {
    const tail = parseV4(dotted[1] ?? '');
    if (tail === undefined) return undefined;
    rest = `${text.slice(0, -(dotted[1] ?? '').length)}${(tail.bits >>> 16).toString(16)}:${(tail.bits & 0xffff).toString(16)}`;
  }
  const halves = rest.split('::');
  if (halves.length > 2) return undefined;
  const groupsOf = (half: string | undefined) => (half === undefined || half === '' ? [] : half.split(':'));
  const head = groupsOf(halves[0]);
  const tail = groupsOf(halves[1]);
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  const numbers = groups.map((group) => Number.parseInt(group, 16));
  const word = (at: number) => (((numbers[at] ?? 0) << 16) | (numbers[at + 1] ?? 0)) >>> 0;
  return Address.v6([word(0), word(2), word(4), word(6)]);
}
