/**
 * `-m iprange`: addresses between two (net/netfilter/xt_iprange.c, libxt_iprange). Both ends belong to the range.
 */
import type { Address } from '../../../../net/address/address.ts';
import { usage } from '../error.ts';
import type { Match, RuleContext, Test } from '../extension.ts';
import { numericHost } from '../parse/addresses.ts';

interface Range {
  readonly first: Address;
  readonly last: Address;
  readonly inverted: boolean;
}

function parseRange(option: string, text: string, inverted: boolean, { family, warn }: RuleContext): Range {
  const [low = '', ...rest] = text.split('-');
  const high = rest.join('-');
  const bad = (word: string): Error => usage(`iprange: Bad value for "--${option}" option: "${word}"`);
  const first = numericHost(low, family);
  // What is wrong with the second is said of all of it, if it goes on.
  const last = rest.length === 0 ? first : numericHost(high, family);
  if (first === undefined) throw bad(low);
  if (last === undefined) throw bad(rest.length > 1 ? text.slice(text.indexOf('-') + 1) : high);
  if (first.compare(last) > 0)
    warn?.(`xt_iprange: range ${first.text}-${last.text} is reversed and will never match`);
  return { first, last, inverted };
}

function contains(range: Range, address: Address): boolean {
  const inside = address.compare(range.first) >= 0 && address.compare(range.last) <= 0;
  return inside !== range.inverted;
}

export class IprangeMatch implements Match {
  readonly name = 'iprange';
  readonly options = { 'src-range': 'value', 'dst-range': 'value' } as const;
  #source: Range | undefined;
  #destination: Range | undefined;

  set(option: string, value: string, inverted: boolean, context: RuleContext): void {
    const range = parseRange(option, value, inverted, context);
    if (option === 'src-range') this.#source = range;
    else this.#destination = range;
  }

  check(): void {
    if (this.#source === undefined && this.#destination === undefined)
      throw usage("iprange match: You must specify `--src-range' or `--dst-range'");
  }

  save(): string {
    const text = (option: string, range: Range): string =>
      `${range.inverted ? '! ' : ''}--${option} ${range.first.text}-${range.last.text}`;
    const parts: string[] = [];
    if (this.#source !== undefined) parts.push(text('src-range', this.#source));
    if (this.#destination !== undefined) parts.push(text('dst-range', this.#destination));
    return parts.join(' ');
  }

  print(): string {
    const text = (end: string, range: Range): string =>
      `${end} IP range ${range.inverted ? '! ' : ''}${range.first.text}-${range.last.text}`;
    const parts: string[] = [];
    if (this.#source !== undefined) parts.push(text('source', this.#source));
    if (this.#destination !== undefined) parts.push(text('destination', this.#destination));
    return parts.join(' ');
  }

  compile(): Test {
    const source = this.#source;
    const destination = this.#destination;
    return ({ packet }) =>
      packet.kind !== 'arp' &&
      (source === undefined || contains(source, packet.source)) &&
      (destination === undefined || contains(destination, packet.destination));
  }
}
