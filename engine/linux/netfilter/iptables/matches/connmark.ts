/**
 * `-m connmark`: the connection's mark (net/netfilter/xt_connmark.c, libxt_connmark). A packet without a
 * connection does not match.
 */
import { usage } from '../error.ts';
import type { Match, Test } from '../extension.ts';
import { hexText, parseMasked } from '../number.ts';

const every = 0xffff_ffff;

export class ConnmarkMatch implements Match {
  readonly name = 'connmark';
  readonly options = { mark: 'value' } as const;
  readonly usesConntrack = true;
  #value: number | undefined;
  #mask = every;
  #inverted = false;

  set(_option: string, value: string, inverted: boolean): void {
    const { value: wanted, mask = every } = parseMasked('connmark', 'mark', value);
    this.#value = wanted;
    this.#mask = mask;
    this.#inverted = inverted;
  }

  check(): void {
    if (this.#value === undefined) throw usage('connmark: option "--mark" must be specified\n');
  }

  get #text(): string {
    return hexText(this.#value ?? 0) + (this.#mask === every ? '' : `/${hexText(this.#mask)}`);
  }

  save(): string {
    return `${this.#inverted ? '! ' : ''}--mark ${this.#text}`;
  }

  print(): string {
    return `connmark match ${this.#inverted ? '!' : ''} ${this.#text}`;
  }

  compile(): Test {
    const value = (this.#value ?? 0) | 0;
    const mask = this.#mask | 0;
    const inverted = this.#inverted;
    return ({ conntrack }) =>
      conntrack?.entry !== undefined && ((conntrack.entry.mark & mask) === value) !== inverted;
  }
}
