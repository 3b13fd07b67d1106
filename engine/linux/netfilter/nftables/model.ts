/**
 * Tables, chains, rules and sets of nf_tables (net/netfilter/nf_tables_api.c; nft(8)).
 *
 * Left out: flow tables, stateful objects by name, chain and set timeouts other than those of elements.
 */
import type { Provenance } from '../../journey/event.ts';
import type { Hook } from '../hook.ts';
import type { Statement } from './syntax.ts';

export type Family = 'ip' | 'ip6' | 'inet';

export interface Base {
  readonly type: 'filter' | 'nat' | 'route';
  readonly hook: Hook;
  readonly priority: number;
}

export class NftTable {
  readonly family: Family;
  readonly name: string;
  comment: string | undefined;
  readonly chains = new Map<string, NftChain>();
  readonly sets = new Map<string, NftSet>();

  constructor(family: Family, name: string) {
    this.family = family;
    this.name = name;
  }
}

export class NftChain {
  readonly name: string;
  readonly base: Base | undefined;
  policy: 'accept' | 'drop' = 'accept';
  comment: string | undefined;
  rules: NftRule[] = [];

  constructor(name: string, base: Base | undefined) {
    this.name = name;
    this.base = base;
  }
}

export interface NftRule {
  readonly statements: readonly Statement[];
  readonly comment: string | undefined;
  readonly handle: number;
  readonly provenance: Provenance | undefined;
}

export interface NftElement {
  /** Of each part of the key: one value, or both ends of a range. */
  readonly key: readonly Span[];
  readonly data: Statement | readonly Value[] | undefined;
  readonly comment: string | undefined;
  /** Virtual time; undefined: for ever. */
  readonly expires: number | undefined;
}

export type Value = number | string;

export interface Span {
  readonly first: Value;
  readonly last: Value;
}

export interface SetShape {
  readonly kind: 'set' | 'map';
  /** Data types of the key's parts. */
  readonly key: readonly string[];
  /** Data types of what a map gives; `verdict` alone for verdict maps. */
  readonly data: readonly string[];
  readonly flags: readonly string[];
  /** Microseconds that an element lives; undefined: for ever. */
  readonly timeout: number | undefined;
  readonly size: number | undefined;
  readonly comment: string | undefined;
}

/** A named set or map. Single values are found at once, ranges one after the other. */
export class NftSet {
  readonly name: string;
  readonly shape: SetShape;
  readonly #single = new Map<string, NftElement>();
  readonly #ranges: NftElement[] = [];

  constructor(name: string, shape: SetShape) {
    this.name = name;
    this.shape = shape;
  }

  get elements(): readonly NftElement[] {
    return [...this.#single.values(), ...this.#ranges];
  }

  add(element: NftElement): void {
    const key = singleKey(element.key);
    if (key !== undefined) this.#single.set(key, element);
    else this.#ranges.push(element);
  }

  /** @returns whether it was there */
  delete(key: readonly Span[]): boolean {
    const single = singleKey(key);
    if (single !== undefined) return this.#single.delete(single);
    const at = this.#ranges.findIndex((element) =>
      element.key.every((span, part) => span.first === key[part]?.first && span.last === key[part].last),
    );
    if (at < 0) return false;
    this.#ranges.splice(at, 1);
    return true;
  }

  clear(): void {
    this.#single.clear();
    this.#ranges.length = 0;
  }

  /** @param values one for each part of the key */
  find(values: readonly Value[], now: number): NftElement | undefined {
    const found = this.#single.get(values.join(' . '));
    if (found !== undefined) {
      if (found.expires === undefined || found.expires > now) return found;
      this.#single.delete(values.join(' . '));
    }
    return this.#ranges.find((element) =>
      element.key.every(({ first, last }, part) => {
        const value = values[part];
        return value !== undefined && compare(value, first) >= 0 && compare(value, last) <= 0;
      }),
    );
  }

  /** A copy that changes do not reach. */
  copy(): NftSet {
    const copy = new NftSet(this.name, this.shape);
    for (const element of this.elements) copy.add(element);
    return copy;
  }
}

function singleKey(key: readonly Span[]): string | undefined {
  return key.every(({ first, last }) => first === last)
    ? key.map(({ first }) => first).join(' . ')
    : undefined;
}

export function compare(one: Value, other: Value): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return String(one) < String(other) ? -1 : String(one) > String(other) ? 1 : 0;
}
