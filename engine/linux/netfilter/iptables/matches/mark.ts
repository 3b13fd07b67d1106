/**
 * `-m mark`: the packet's mark (net/netfilter/xt_mark.c, libxt_mark). The bits of the mask only; kube-proxy marks
 * with 0x4000 what it wants masqueraded. Nothing is left out.
 */
import { usage } from '../error.ts';
import type { Match, Test } from '../extension.ts';
import { hexText, longHexText, parseMasked } from '../number.ts';

const every = 0xffff_ffff;

export class MarkMatch implements Match {
  readonly name = 'mark';
  readonly options = { mark: 'value' } as const;
  #value: number | undefined;
  #mask = every;
  #inverted = false;

  set(_option: string, value: string, inverted: boolean): void {
    const { value: wanted, mask = every } = parseMasked('mark', 'mark', value);
    this.#value = wanted;
    this.#mask = mask;
    this.#inverted = inverted;
  }

  check(): void {
    if (this.#value === undefined) throw usage('mark: option "--mark" must be specified\n');
  }

  get #text(): string {
    return hexText(this.#value ?? 0) + (this.#mask === every ? '' : `/${hexText(this.#mask)}`);
  }

  save(): string {
    return `${this.#inverted ? '! ' : ''}--mark ${this.#text}`;
  }

  print(): string {
    return `mark match ${this.#inverted ? '! ' : ''}${this.#text}`;
  }

  translate(): string {
    const value = longHexText(this.#value ?? 0);
    if (this.#mask === every) return `meta mark ${this.#inverted ? '!= ' : ''}${value}`;
    return `meta mark & ${longHexText(this.#mask)} ${this.#inverted ? '!=' : '=='} ${value}`;
  }

  compile(): Test {
    const value = (this.#value ?? 0) | 0;
    const mask = this.#mask | 0;
    const inverted = this.#inverted;
    return (skb) => ((skb.mark & mask) === value) !== inverted;
  }
}
