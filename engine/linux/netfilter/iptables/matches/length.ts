/**
 * `-m length`: the length of the packet, its IP header included (net/netfilter/xt_length.c, libxt_length). A range
 * with both ends included. Left out: the IPv6 jumbogram.
 */
import { usage } from '../error.ts';
import { lengthOf } from '../evaluate.ts';
import type { Match, Test } from '../extension.ts';
import { parseSpan } from '../number.ts';

export class LengthMatch implements Match {
  readonly name = 'length';
  readonly options = { length: 'value' } as const;
  #range: { readonly first: number; readonly last: number; readonly inverted: boolean } | undefined;

  set(_option: string, value: string, inverted: boolean): void {
    const [first, last] = parseSpan('length', 'length', value, 65_535);
    this.#range = { first, last, inverted };
  }

  check(): void {
    if (this.#range === undefined) throw usage('length: option "--length" must be specified\n');
  }

  get #text(): string {
    const { first, last } = this.#range ?? { first: 0, last: 0 };
    return first === last ? String(first) : `${String(first)}:${String(last)}`;
  }

  save(): string {
    return `${this.#range?.inverted === true ? '! ' : ''}--length ${this.#text}`;
  }

  print(): string {
    return `length ${this.#range?.inverted === true ? '!' : ''}${this.#text}`;
  }

  compile(): Test {
    const { first, last, inverted } = this.#range ?? { first: 0, last: 0, inverted: false };
    return ({ packet }) => {
      const length = lengthOf(packet);
      return (length >= first && length <= last) !== inverted;
    };
  }
}
