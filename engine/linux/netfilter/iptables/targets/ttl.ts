/**
 * TTL: set, raise or lower it (net/netfilter/xt_HL.c, libipt_TTL). The checksum follows when the packet is
 * emitted. Nothing is left out.
 */
import { usage } from '../error.ts';
import type { Action, Target } from '../extension.ts';
import { parseNumber } from '../number.ts';

const words = { 'ttl-set': 'set to', 'ttl-dec': 'decrement by', 'ttl-inc': 'increment by' } as const;
type Mode = keyof typeof words;

export class TtlTarget implements Target {
  readonly name = 'TTL';
  readonly options = { 'ttl-set': 'value', 'ttl-dec': 'value', 'ttl-inc': 'value' } as const;
  readonly table = 'mangle';
  readonly excludes = { 'ttl-set': ['ttl-dec', 'ttl-inc'], 'ttl-dec': ['ttl-inc'] };
  #mode: Mode | undefined;
  #value = 0;

  set(option: string, text: string): void {
    const lowest = option === 'ttl-set' ? 0 : 1;
    const value = parseNumber(text, lowest, 255);
    if (value === undefined)
      throw usage(`TTL: bad value for option "--${option}", or out of range (${String(lowest)}-255).\n`);
    this.#mode = option === 'ttl-set' || option === 'ttl-dec' ? option : 'ttl-inc';
    this.#value = value;
  }

  check(): void {
    if (this.#mode === undefined) throw usage('TTL: You must specify an action');
  }

  save(): string {
    return `--${this.#mode ?? 'ttl-set'} ${String(this.#value)}`;
  }

  print(): string {
    return `TTL ${words[this.#mode ?? 'ttl-set']} ${String(this.#value)}`;
  }

  compile(): Action {
    const mode = this.#mode;
    const value = this.#value;
    return (skb) => {
      const { packet } = skb;
      if (packet.kind !== 'ipv4') return 'continue';
      const change = mode === 'ttl-set' ? value - packet.ttl : mode === 'ttl-dec' ? -value : value;
      skb.packet = { ...packet, ttl: Math.max(0, Math.min(255, packet.ttl + change)) };
      return 'continue';
    };
  }
}
