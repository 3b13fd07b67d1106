/**
 * `-m limit`: a token bucket shared by all packets that reach the rule (net/netfilter/xt_limit.c, libxt_limit). It
 * refills by virtual time, in the credits of the kernel. Left out: a bucket per CPU.
 */
import { second } from '../../../../clock/clock.ts';
import { usage } from '../error.ts';
import type { Match, Place, RuleContext, Test } from '../extension.ts';
import { parseNumber } from '../number.ts';

/** Ten-thousandths of a second. */
const scale = 10_000;
const units = [
  { name: 'day', word: 'day', ticks: scale * 86_400 },
  { name: 'hour', word: 'hour', ticks: scale * 3600 },
  { name: 'min', word: 'minute', ticks: scale * 60 },
  { name: 'sec', word: 'second', ticks: scale },
] as const;

const usualBurst = 5;

/** @returns ticks between packets */
function parseRate(text: string): number | undefined {
  const [count = '', ...rest] = text.split('/');
  const unit = rest.length === 0 ? undefined : rest.join('/');
  if (unit === '') return undefined;
  const known =
    unit === undefined ? units[3] : units.findLast(({ word }) => word.startsWith(unit.toLowerCase()));
  // atoi(3)
  const rate = Number.parseInt(count, 10) | 0;
  if (known === undefined || rate === 0) return undefined;
  const period = Math.floor(known.ticks / rate);
  if (period <= 0) throw usage(`Rate too fast "${text}"`);
  return period;
}

function rateText(period: number): string {
  let at = 1;
  for (; at < units.length; at++) {
    const ticks = units[at]?.ticks ?? 1;
    if (period > ticks || Math.floor(ticks / period) < ticks % period) break;
  }
  const unit = units[at - 1] ?? units[0];
  return `${String(Math.floor(unit.ticks / period))}/${unit.name}`;
}

export class LimitMatch implements Match {
  readonly name = 'limit';
  readonly inverts = [];
  readonly options = { limit: 'value', 'limit-burst': 'value' } as const;
  #period = (scale * 3600) / 3;
  #burst = usualBurst;

  set(option: string, value: string): void {
    if (option === 'limit') {
      const period = parseRate(value);
      if (period === undefined) throw usage(`bad rate "${value}"'`);
      this.#period = period;
      return;
    }
    const burst = parseNumber(value, 0, 10_000);
    if (burst === undefined)
      throw usage('limit: bad value for option "--limit-burst", or out of range (0-10000).\n');
    this.#burst = burst;
  }

  /** nf_tables takes no packets at once for the usual number (nft_limit_init), xt_limit refuses them. */
  check({ dialect }: RuleContext): void {
    if (this.#burst === 0 && dialect !== 'legacy') this.#burst = usualBurst;
  }

  isRefused(): string | false {
    return this.#burst === 0 && 'Numerical result out of range';
  }

  save(): string {
    return `--limit ${rateText(this.#period)}${this.#burst === usualBurst ? '' : ` --limit-burst ${String(this.#burst)}`}`;
  }

  print(): string {
    return `limit: avg ${rateText(this.#period)} burst ${String(this.#burst)}`;
  }

  compile({ namespace }: Place): Test {
    const { clock } = namespace.environment;
    const cost = (this.#period * second) / scale;
    const most = cost * this.#burst;
    let credit = most;
    let last = clock.now;
    return () => {
      credit = Math.min(most, credit + clock.now - last);
      last = clock.now;
      if (credit < cost) return false;
      credit -= cost;
      return true;
    };
  }
}
