/**
 * `-m statistic`: by chance, or every n-th packet (net/netfilter/xt_statistic.c, libxt_statistic).
 *
 * A probability is kept in 31 bits, which is why 1/3 comes back as 0.33333333349. When the chain's draw is forced
 * (EndpointPick), the rule that jumps to the chosen chain matches and no other.
 */
import { usage } from '../error.ts';
import type { Match, Place, Test } from '../extension.ts';
import { parseNumber } from '../number.ts';

const scale = 0x8000_0000;

export class StatisticMatch implements Match {
  readonly name = 'statistic';
  readonly inverts = ['probability', 'every'];
  readonly options = { mode: 'value', probability: 'value', every: 'value', packet: 'value' } as const;
  #mode: 'random' | 'nth' | undefined;
  #probability: number | undefined;
  #every: number | undefined;
  #packet: number | undefined;
  #inverted = false;

  set(option: string, value: string, inverted: boolean): void {
    switch (option) {
      case 'mode':
        if (value !== 'random' && value !== 'nth') throw usage(`Bad mode "${value}"`);
        this.#mode = value;
        return;
      case 'probability': {
        const probability = /^[0-9.]+(e-?[0-9]+)?$/i.test(value) ? Number(value) : Number.NaN;
        if (!(probability >= 0 && probability <= 1))
          throw usage('statistic: bad value for option "--probability", or out of range (0-1).\n');
        this.#probability = Math.round(probability * scale);
        break;
      }
      case 'every': {
        const count = parseNumber(value, 1);
        if (count === undefined)
          throw usage('statistic: bad value for option "--every", or out of range (1-4294967295).\n');
        this.#every = count;
        break;
      }
      default: {
        const packet = parseNumber(value);
        if (packet === undefined)
          throw usage('statistic: bad value for option "--packet", or out of range (0-4294967295).\n');
        this.#packet = packet;
        return;
      }
    }
    this.#inverted = inverted;
  }

  check(): void {
    if (this.#mode === undefined) {
      if (this.#probability === undefined && this.#every === undefined)
        throw usage('--probability must be specified when using random mode');
      throw usage('statistic: option "--mode" must be specified\n');
    }
    if (this.#mode === 'random' && this.#probability === undefined)
      throw usage('--probability must be specified when using random mode');
    if (this.#mode === 'nth' && this.#every === undefined && this.#packet === undefined)
      throw usage('--every and --packet must be specified when using nth mode');
    if (this.#every !== undefined && this.#packet === undefined)
      throw usage('statistic: option "--every" also requires "--packet".\n');
    if (this.#every === undefined && this.#packet !== undefined)
      throw usage('statistic: option "--packet" also requires "--every".\n');
    if (this.#mode === 'nth' && (this.#packet ?? 0) >= (this.#every ?? 1))
      throw usage('the --packet p must be 0 <= p <= n-1');
  }

  get #chance(): string {
    return ((this.#probability ?? 0) / scale).toFixed(11);
  }

  save(): string {
    const not = this.#inverted ? '! ' : '';
    if (this.#mode === 'random') return `--mode random ${not}--probability ${this.#chance}`;
    return `--mode nth ${not}--every ${String(this.#every)} --packet ${String(this.#packet)}`;
  }

  print(): string {
    const not = this.#inverted ? '! ' : '';
    if (this.#mode === 'random') return `statistic mode random ${not}probability ${this.#chance}`;
    const packet = this.#packet === 0 ? '' : ` packet ${String(this.#packet)}`;
    return `statistic mode nth ${not}every ${String(this.#every)}${packet}`;
  }

  translate(): string {
    if (this.#mode === 'random')
      return `meta random & 2147483647 ${this.#inverted ? '>=' : '<'} ${String(this.#probability ?? 0)}`;
    return `numgen inc mod ${String(this.#every)} ${this.#inverted ? '!= ' : ''}${String(this.#packet)}`;
  }

  compile(place: Place): Test {
    const inverted = this.#inverted;
    if (this.#mode === 'nth') {
      const every = this.#every ?? 1;
      let count = every - 1 - (this.#packet ?? 0);
      return () => {
        const matches = count === every - 1;
        count = matches ? 0 : count + 1;
        return matches !== inverted;
      };
    }
    const threshold = this.#probability ?? 0;
    const { chain, rule, netfilter } = place;
    chain.drawsByChance = true;
    return () => {
      if (chain.forced !== undefined) return chain.forced === rule.jump?.name;
      return netfilter.chance.uint32() >>> 1 < threshold !== inverted;
    };
  }
}
