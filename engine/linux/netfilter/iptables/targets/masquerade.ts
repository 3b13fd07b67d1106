/**
 * MASQUERADE: the address of the device the packet leaves by (net/netfilter/nf_nat_masquerade.c, libxt_MASQUERADE).
 */
import type { NatRange } from '../../nat/range.ts';
import type { Action, Place, RuleContext, Target } from '../extension.ts';
import { flagWords, parsePorts, portsText, translatedFlags } from './nat-range.ts';

export class MasqueradeTarget implements Target {
  readonly name = 'MASQUERADE';
  readonly options = { 'to-ports': 'value', random: 'flag', 'random-fully': 'flag' } as const;
  readonly table = 'nat';
  readonly chains = ['POSTROUTING'];
  readonly usesConntrack = true;
  #range: NatRange = {};

  set(option: string, value: string, _inverted: boolean, context: RuleContext): void {
    if (option === 'random') this.#range = { ...this.#range, random: true };
    else if (option === 'random-fully') this.#range = { ...this.#range, randomFully: true };
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
    const ports = this.#range.ports === undefined ? [] : [`masq ports: ${portsText(this.#range)}`];
    return [...ports, ...flagWords(this.#range)].join(' ');
  }

  translate(): string {
    const ports = this.#range.ports === undefined ? '' : ` to :${portsText(this.#range)}`;
    return `masquerade${ports}${translatedFlags(this.#range)}`;
  }

  compile({ namespace, netfilter }: Place): Action {
    const range = this.#range;
    return ({ conntrack, packet, route }, { out }) => {
      if (conntrack?.entry === undefined || out === undefined || packet.kind === 'arp') return 'drop';
      const connection = conntrack.entry;
      if (connection.original.source.isUnspecified) return 'accept';
      const { destination } = packet;
      const source = namespace
        .ip(destination.family)
        .selectSource(out, packet.kind === 'ipv4' ? (route?.gateway ?? destination) : destination);
      if (source === undefined) return 'drop';
      connection.masqueradeIndex = out.index;
      return netfilter.nat.setUp(
        connection,
        { ...range, addresses: { first: source, last: source } },
        'source',
      );
    };
  }
}
