/**
 * REDIRECT: to this very host (net/netfilter/nf_nat_redirect.c, libxt_REDIRECT). To the address of the device it
 * came by, or to 127.0.0.1 or ::1 from a local program.
 */
import { Address } from '../../../../net/address/address.ts';
import type { NatRange } from '../../nat/range.ts';
import type { Action, Place, RuleContext, Target } from '../extension.ts';
import { flagWords, parsePorts, portsText, translatedFlags } from './nat-range.ts';

const loopback = { 4: Address.parse('127.0.0.1'), 6: Address.parse('::1') };

export class RedirectTarget implements Target {
  readonly name = 'REDIRECT';
  readonly options = { 'to-ports': 'value', random: 'flag' } as const;
  readonly table = 'nat';
  readonly chains = ['PREROUTING', 'OUTPUT'];
  readonly usesConntrack = true;
  #range: NatRange = {};

  set(option: string, value: string, _inverted: boolean, context: RuleContext): void {
    if (option === 'random') this.#range = { ...this.#range, random: true };
    else this.#range = { ...this.#range, ports: parsePorts(value, context) };
  }

  check(): void {
    return;
  }

  save(): string {
    const ports = this.#range.ports === undefined ? [] : [`--to-ports ${portsText(this.#range)}`];
    return [...ports, ...flagWords(this.#range).map((word) => `--${word}`)].join(' ');
  }

  print(): string {
    const ports = this.#range.ports === undefined ? [] : [`redir ports ${portsText(this.#range)}`];
    return [...ports, ...flagWords(this.#range)].join(' ');
  }

  translate(): string {
    const ports = this.#range.ports === undefined ? '' : ` to :${portsText(this.#range)}`;
    return `redirect${ports}${translatedFlags(this.#range)}`;
  }

  compile({ netfilter }: Place): Action {
    const range = this.#range;
    return ({ conntrack }, state) => {
      if (conntrack?.entry === undefined) return 'drop';
      const own = state.in?.addresses.find(
        ({ prefix, secondary }) => prefix.family === state.family && !secondary,
      );
      const address = state.hook === 'output' ? loopback[state.family] : own?.prefix.address;
      if (address === undefined) return 'drop';
      const addresses = { first: address, last: address };
      return netfilter.nat.setUp(conntrack.entry, { ...range, addresses }, 'destination');
    };
  }
}
