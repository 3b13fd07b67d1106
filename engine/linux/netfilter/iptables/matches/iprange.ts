/**
 * `-m iprange`: addresses between two (net/netfilter/xt_iprange.c, libxt_iprange). Both ends belong to the range.
 * Left out: IPv6 packets.
 */
import { Address } from '../../../../net/address/address.ts';
import { usage } from '../error.ts';
import type { Match, Test } from '../extension.ts';

interface Range {
  readonly first: Address;
  readonly last: Address;
  readonly inverted: boolean;
}

function parseRange(option: string, text: string, inverted: boolean): Range {
  const [low = '', high = low] = text.split('-');
  const first = Address.tryParse(low);
  const last = Address.tryParse(high);
  if (first === undefined || last === undefined)
    throw usage(`iprange: Bad value for "--${option}" option: "${text}"`);
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

  set(option: string, value: string, inverted: boolean): void {
    const range = parseRange(option, value, inverted);
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
