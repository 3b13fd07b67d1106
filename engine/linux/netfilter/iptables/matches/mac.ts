/**
 * `-m mac`: the Ethernet source (net/netfilter/xt_mac.c, libxt_mac). A packet that did not come over Ethernet does
 * not match. Nothing is left out.
 */
import { type Mac, tryParseMac, zeroMac } from '../../../../net/address/mac.ts';
import { usage } from '../error.ts';
import type { Match, Test } from '../extension.ts';

export class MacMatch implements Match {
  readonly name = 'mac';
  readonly options = { 'mac-source': 'value' } as const;
  readonly refusedIn = ['OUTPUT', 'POSTROUTING'];
  #mac: Mac | undefined;
  #inverted = false;

  set(_option: string, value: string, inverted: boolean): void {
    const mac = tryParseMac(value);
    if (mac === undefined) throw usage('Invalid MAC address specified.');
    this.#mac = mac;
    this.#inverted = inverted;
  }

  check(): void {
    if (this.#mac === undefined) throw usage('mac: option "--mac-source" must be specified\n');
  }

  save(): string {
    return `${this.#inverted ? '! ' : ''}--mac-source ${this.#mac ?? ''}`;
  }

  print(): string {
    return `MAC ${this.#inverted ? '! ' : ''}${this.#mac ?? ''}`;
  }

  compile(): Test {
    const mac = this.#mac;
    const inverted = this.#inverted;
    return ({ source }) => source !== zeroMac && (source === mac) !== inverted;
  }
}
