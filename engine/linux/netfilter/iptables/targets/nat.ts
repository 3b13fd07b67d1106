/**
 * DNAT and SNAT: another destination, another source (net/netfilter/xt_nat.c, libxt_NAT). It ends the walk of the
 * table and is asked once a connection. Left out: `--persistent` pools of several ranges.
 */
import type { NatRange } from '../../nat/range.ts';
import { usage } from '../error.ts';
import type { Action, OptionKind, Place, RuleContext, Target } from '../extension.ts';
import { flagWords, natRangeText, parseNatRange, translatedFlags } from './nat-range.ts';

export class NatTarget implements Target {
  readonly name: 'DNAT' | 'SNAT';
  readonly options: Readonly<Record<string, OptionKind>>;
  readonly table = 'nat';
  readonly chains: readonly string[];
  readonly usesConntrack = true;
  readonly #option: string;
  #range: NatRange | undefined;
  #flags: NatRange = {};

  constructor(name: 'DNAT' | 'SNAT') {
    this.name = name;
    this.#option = name === 'DNAT' ? 'to-destination' : 'to-source';
    this.chains = name === 'DNAT' ? ['PREROUTING', 'OUTPUT'] : ['POSTROUTING', 'INPUT'];
    this.options = {
      [this.#option]: 'value',
      random: 'flag',
      persistent: 'flag',
      ...(name === 'SNAT' ? { 'random-fully': 'flag' } : {}),
    };
  }

  set(option: string, value: string, _inverted: boolean, context: RuleContext): void {
    switch (option) {
      case 'random':
        this.#flags = { ...this.#flags, random: true };
        return;
      case 'random-fully':
        this.#flags = { ...this.#flags, randomFully: true };
        return;
      case 'persistent':
        this.#flags = { ...this.#flags, persistent: true };
        return;
      default:
        if (this.#range !== undefined) throw usage(`${this.name}: Multiple --${this.#option} not supported`);
        this.#range = parseNatRange(value, context);
    }
  }

  check(): void {
    if (this.#range === undefined)
      throw usage(`${this.name}: option "--${this.#option}" must be specified\n`);
  }

  save(): string {
    const flags = flagWords(this.#flags).map((word) => ` --${word}`);
    return `--${this.#option} ${natRangeText(this.#range ?? {})}${flags.join('')}`;
  }

  print(): string {
    return [`to:${natRangeText(this.#range ?? {})}`, ...flagWords(this.#flags)].join(' ');
  }

  translate(): string {
    return `${this.name.toLowerCase()} to ${natRangeText(this.#range ?? {})}${translatedFlags(this.#flags)}`;
  }

  compile({ netfilter }: Place): Action {
    const range = { ...this.#range, ...this.#flags };
    const manipulation = this.name === 'DNAT' ? 'destination' : 'source';
    return ({ conntrack }) =>
      conntrack?.entry === undefined ? 'drop' : netfilter.nat.setUp(conntrack.entry, range, manipulation);
  }
}
