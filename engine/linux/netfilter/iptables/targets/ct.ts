/**
 * CT and NOTRACK: what connection tracking is to do with the packet (net/netfilter/xt_CT.c, libxt_CT). Left out:
 * helpers, events, timeouts.
 */
import { NotSimulated, usage } from '../error.ts';
import type { Action, Target } from '../extension.ts';
import { parseNumber } from '../number.ts';

export class CtTarget implements Target {
  readonly name = 'CT';
  readonly options = {
    notrack: 'flag',
    zone: 'value',
    helper: 'value',
    ctevents: 'value',
    expevents: 'value',
    timeout: 'value',
    'zone-orig': 'value',
    'zone-reply': 'value',
  } as const;
  readonly table = 'raw';
  readonly usesConntrack = true;
  #notrack = false;
  #zone = 0;

  set(option: string, value: string): void {
    if (option === 'notrack') {
      this.#notrack = true;
      return;
    }
    if (option !== 'zone') throw new NotSimulated(`CT --${option}`);
    const zone = parseNumber(value, 0, 65_535);
    if (value === 'mark') throw new NotSimulated('CT --zone mark');
    if (zone === undefined) throw usage(`Cannot parse ${value} as a zone ID`);
    this.#zone = zone;
  }

  check(): void {
    return;
  }

  save(): string {
    return [this.#notrack ? '--notrack' : '', this.#zone === 0 ? '' : `--zone ${String(this.#zone)}`]
      .filter((part) => part !== '')
      .join(' ');
  }

  print(): string {
    return `CT${this.#notrack ? ' notrack' : ''}${this.#zone === 0 ? '' : ` zone ${String(this.#zone)}`}`;
  }

  compile(): Action {
    const link = {
      entry: undefined,
      direction: 'original',
      state: this.#notrack ? 'untracked' : 'template',
      zone: this.#zone,
    } as const;
    return (skb) => {
      skb.conntrack ??= link;
      return 'continue';
    };
  }
}

export class NotrackTarget implements Target {
  readonly name = 'NOTRACK';
  /** It is an alias that the kernel gives back as CT. */
  readonly listedAs = 'CT';
  readonly options = {};
  readonly table = 'raw';
  readonly usesConntrack = true;

  set(): void {
    return;
  }

  check(): void {
    return;
  }

  save(): string {
    return '';
  }

  print(): string {
    return 'NOTRACK';
  }

  compile(): Action {
    const link = { entry: undefined, direction: 'original', state: 'untracked', zone: 0 } as const;
    return (skb) => {
      skb.conntrack ??= link;
      return 'continue';
    };
  }
}
