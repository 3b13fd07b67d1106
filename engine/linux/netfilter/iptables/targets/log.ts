/**
 * LOG, NFLOG and TRACE: the packet goes on; a reader sees it in the journey (net/netfilter/xt_LOG.c, xt_NFLOG.c,
 * xt_TRACE.c). Left out: the lines in the kernel's log, the netlink groups.
 */
import { usage } from '../error.ts';
import type { Action, OptionKind, Target } from '../extension.ts';
import { parseNumber } from '../number.ts';
import { quoted } from '../print/save.ts';

const levels = ['emerg', 'alert', 'crit', 'error', 'warn', 'notice', 'info', 'debug'];
const aliases: Readonly<Record<string, number>> = { panic: 0, err: 3, warning: 4 };

/** What is longer is cut. */
const longestPrefix = 29;

const flagOptions = ['log-tcp-sequence', 'log-tcp-options', 'log-ip-options', 'log-uid', 'log-macdecode'];
const flagBits = [1, 2, 4, 8, 32];

function parseLevel(text: string): number {
  const named = levels.indexOf(text);
  const level = named >= 0 ? named : (aliases[text] ?? parseNumber(text, 0, 7));
  if (level === undefined) throw usage(`log level "${text}" unknown\n`);
  return level;
}

export class LogTarget implements Target {
  readonly name = 'LOG';
  readonly options: Readonly<Record<string, OptionKind>> = {
    'log-level': 'value',
    'log-prefix': 'value',
    ...Object.fromEntries(flagOptions.map((option) => [option, 'flag' as const])),
  };
  #level = 4;
  #prefix = '';
  readonly #flags = new Set<string>();

  set(option: string, value: string): void {
    if (option === 'log-level') this.#level = parseLevel(value);
    else if (option === 'log-prefix') {
      this.#prefix = value.slice(0, longestPrefix);
    } else this.#flags.add(option);
  }

  check(): void {
    return;
  }

  save(): string {
    const parts: string[] = [];
    if (this.#prefix !== '') parts.push(`--log-prefix ${quoted(this.#prefix)}`);
    if (this.#level !== 4) parts.push(`--log-level ${String(this.#level)}`);
    for (const option of flagOptions) if (this.#flags.has(option)) parts.push(`--${option}`);
    return parts.join(' ');
  }

  print(numeric: boolean): string {
    const bits = flagOptions.reduce(
      (sum, option, at) => sum | (this.#flags.has(option) ? (flagBits[at] ?? 0) : 0),
      0,
    );
    const parts = numeric
      ? [`LOG flags ${String(bits)} level ${String(this.#level)}`]
      : [
          `LOG level ${levels[this.#level] ?? ''}`,
          ...flagOptions.filter((option) => this.#flags.has(option)).map((option) => option.slice(4)),
        ];
    if (this.#prefix !== '') parts.push(`prefix "${this.#prefix}"`);
    return parts.join(' ');
  }

  compile(): Action {
    return () => 'continue';
  }
}

export class NflogTarget implements Target {
  readonly name = 'NFLOG';
  readonly options = {
    'nflog-group': 'value',
    'nflog-prefix': 'value',
    'nflog-size': 'value',
    'nflog-range': 'value',
    'nflog-threshold': 'value',
  } as const;
  readonly #values = new Map<string, string>();

  set(option: string, value: string): void {
    if (option !== 'nflog-prefix' && parseNumber(value) === undefined)
      throw usage(`NFLOG: bad value for option "--${option}", or out of range (0-65535).\n`);
    this.#values.set(option, value);
  }

  check(): void {
    return;
  }

  #texts(dashes: string): string {
    const parts: string[] = [];
    const prefix = this.#values.get('nflog-prefix');
    if (prefix !== undefined) parts.push(`${dashes}nflog-prefix ${quoted(prefix)}`);
    for (const option of ['nflog-group', 'nflog-range', 'nflog-size', 'nflog-threshold']) {
      const value = this.#values.get(option);
      if (value !== undefined) parts.push(`${dashes}${option} ${value}`);
    }
    return parts.join(' ');
  }

  save(): string {
    return this.#texts('--');
  }

  print(): string {
    return this.#texts('');
  }

  compile(): Action {
    return () => 'continue';
  }
}

export class TraceTarget implements Target {
  readonly name = 'TRACE';
  readonly options = {};
  readonly table = 'raw';

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
    return '';
  }

  translate(): string {
    return 'meta nftrace set 1';
  }

  compile(): Action {
    return (skb) => {
      skb.traced = true;
      return 'continue';
    };
  }
}
