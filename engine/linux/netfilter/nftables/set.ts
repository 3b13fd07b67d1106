/**
 * Named sets and maps, and the anonymous ones of rules (net/netfilter/nft_set_hash.c, nft_set_rbtree.c,
 * nft_set_pipapo.c). Single keys are found by hash, ranges of one key by bisection; concatenations with ranges, and
 * names that end with `*`, one after the other.
 */
import { second, type Time } from '../../../clock/clock.ts';
import type { Span } from './constant.ts';
import { compare, type DataType, type Value } from './datatype.ts';
import type { Expression, ObjectType, Stateful, VerdictStatement } from './syntax.ts';

export interface NftElement {
  /** Of each part of the key both ends; none: every key (`*`). */
  readonly key: readonly Span[];
  readonly data: VerdictStatement | readonly Span[] | undefined;
  readonly comment: string | undefined;
  /** Microseconds it was given to live, where that differs from the set's. */
  readonly timeout: Time | undefined;
  /** Virtual time; undefined: for ever. */
  readonly expires: Time | undefined;
  readonly statements: readonly Stateful[];
}

export interface SetShape {
  /** `meter`: made by a rule's statement, and listed apart. */
  readonly kind: 'set' | 'map' | 'meter';
  readonly key: readonly DataType[];
  /** Of maps: what they give. */
  readonly data: readonly DataType[] | 'verdict' | ObjectType | undefined;
  /** The text of `typeof`, where the set was made so. */
  readonly typeOf: { readonly key: Expression; readonly data: Expression | undefined } | undefined;
  readonly dataInterval: boolean;
  readonly flags: readonly string[];
  /** Microseconds that an element lives; undefined: for ever. */
  readonly timeout: Time | undefined;
  readonly interval: Time | undefined;
  readonly size: number | undefined;
  readonly policy: 'performance' | 'memory';
  readonly comment: string | undefined;
  readonly merges: boolean;
  readonly statements: readonly Stateful[];
}

export class NftSet {
  readonly name: string;
  readonly shape: SetShape;
  handle = 0;
  readonly #single = new Map<Value, NftElement>();
  /** Of keys of one part, sorted, without overlaps. */
  #ranges: NftElement[] = [];
  /** What neither fits. */
  #others: NftElement[] = [];
  #dead: Time[] | undefined;

  constructor(name: string, shape: SetShape) {
    this.name = name;
    this.shape = shape;
  }

  get elements(): readonly NftElement[] {
    return [...this.#single.values(), ...this.#ranges, ...this.#others];
  }

  get size(): number {
    return this.#single.size + this.#ranges.length + this.#others.length;
  }

  /** Concatenations with ranges are asked one after the other, in the order in which they came (nft_set_pipapo). */
  get #isOrdered(): boolean {
    return this.shape.key.length > 1 && this.shape.flags.includes('interval');
  }

  #singleKey(key: readonly Span[]): Value | undefined {
    return this.#isOrdered ? undefined : singleKey(key);
  }

  /** A packet's rule deletes: what is dead takes up room until the kernel looks again (nft_rhash_gc). */
  kill(key: readonly Span[], now: Time): void {
    if (this.delete(key)) (this.#dead ??= []).push(now);
  }

  /** How many places are taken. */
  taken(now: Time): number {
    if (this.#dead !== undefined) this.#dead = this.#dead.filter((died) => now - died < second);
    return this.size + (this.#dead?.length ?? 0);
  }

  add(element: NftElement): void {
    const key = this.#singleKey(element.key);
    const [span] = element.key;
    if (key !== undefined) this.#single.set(key, element);
    else if (element.key.length === 1 && span !== undefined && typeof span.first !== 'string')
      this.#ranges.splice(this.#after(span.first), 0, element);
    else this.#others.push(element);
  }

  /** @returns whether it was there */
  delete(key: readonly Span[]): boolean {
    const single = this.#singleKey(key);
    if (single !== undefined) return this.#single.delete(single);
    const before = this.#ranges.length + this.#others.length;
    this.#ranges = this.#ranges.filter((element) => !sameKey(element.key, key));
    this.#others = this.#others.filter((element) => !sameKey(element.key, key));
    return this.#ranges.length + this.#others.length < before;
  }

  clear(): void {
    this.#single.clear();
    this.#ranges = [];
    this.#others = [];
  }

  /** The place of the first range that begins after `value`. */
  #after(value: Value): number {
    let [low, high] = [0, this.#ranges.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const first = this.#ranges[middle]?.key[0]?.first;
      if (first !== undefined && compare(first, value) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The element that holds these values, one for each part of the key. */
  find(values: readonly Value[], now: Time): NftElement | undefined {
    const [value] = values;
    if (value === undefined) return undefined;
    const key = values.length === 1 ? value : values.join(' . ');
    const single = this.#single.get(key);
    if (single !== undefined) {
      if (single.expires === undefined || single.expires > now) return single;
      this.#single.delete(key);
    }
    if (values.length === 1 && this.#ranges.length > 0) {
      const found = this.#ranges[this.#after(value) - 1];
      const last = found?.key[0]?.last;
      if (found !== undefined && last !== undefined && compare(value, last) <= 0 && lives(found, now))
        return found;
    }
    if (this.#others.length === 0) return undefined;
    return (
      this.#others.find(
        (element) => element.key.length > 0 && lives(element, now) && holds(element.key, values),
      ) ?? this.#others.find((element) => element.key.length === 0)
    );
  }

  /** An element whose key shares values with this one: of concatenations, that holds one of its ends. */
  overlapping(key: readonly Span[]): NftElement | undefined {
    return this.elements.find((element) => overlaps(element.key, key));
  }
}

/** Does `key` begin or end in `known`? Of one part: have they a value in common? */
export function overlaps(known: readonly Span[], key: readonly Span[]): boolean {
  if (known.length !== key.length) return false;
  const [span] = known;
  const [other] = key;
  if (key.length === 1 && span !== undefined && other !== undefined)
    return compare(span.first, other.last) <= 0 && compare(other.first, span.last) <= 0;
  return (
    holds(
      known,
      key.map(({ first }) => first),
    ) ||
    holds(
      known,
      key.map(({ last }) => last),
    )
  );
}

export function sameKey(one: readonly Span[], other: readonly Span[]): boolean {
  return (
    one.length === other.length &&
    one.every((span, part) => span.first === other[part]?.first && span.last === other[part].last)
  );
}

export function sameData(one: NftElement['data'], other: NftElement['data']): boolean {
  if (one === undefined || other === undefined) return one === other;
  if ('kind' in one || 'kind' in other)
    return 'kind' in one && 'kind' in other && one.verdict === other.verdict && one.chain === other.chain;
  return sameKey(one, other);
}

function lives({ expires }: NftElement, now: Time): boolean {
  return expires === undefined || expires > now;
}

function holds(key: readonly Span[], values: readonly Value[]): boolean {
  return key.every((span, part) => {
    const value = values[part];
    return value !== undefined && contains(span, value);
  });
}

/** Names that end with `*` stand for all that begin so. */
export function contains({ first, last }: Span, value: Value): boolean {
  if (typeof first === 'string' && first.endsWith('*'))
    return typeof value === 'string' && value.startsWith(first.slice(0, -1));
  return compare(value, first) >= 0 && compare(value, last) <= 0;
}

function singleKey(key: readonly Span[]): Value | undefined {
  const [only] = key;
  if (only === undefined) return undefined;
  for (const { first, last } of key)
    if (first !== last || (typeof first === 'string' && first.endsWith('*'))) return undefined;
  return key.length === 1 ? only.first : key.map(({ first }) => first).join(' . ');
}
