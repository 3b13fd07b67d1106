/**
 * LOG, NFLOG and TRACE: the packet goes on, and somebody is told (net/netfilter/xt_LOG.c, xt_NFLOG.c, xt_TRACE.c). Left
 * out: the netlink groups of NFLOG, on which nobody listens.
 */
import { usage } from '../error.ts';
import { logPacket } from '../../log/log-packet.ts';
import type { Action, OptionKind, Place, Target } from '../extension.ts';
import { parseNumber } from '../number.ts';
import { quoted } from '../print/save.ts';
import { type Options, targetOf } from '../shape.ts';

const levels = ['emerg', 'alert', 'crit', 'error', 'warn', 'notice', 'info', 'debug'];
const aliases: Readonly<Record<string, number>> = { panic: 0, warning: 4 };

/** What is longer is cut. */
const longestPrefix = 29;

const flagOptions = ['log-tcp-sequence', 'log-tcp-options', 'log-ip-options', 'log-uid', 'log-macdecode'];
const flagBits = [1, 2, 4, 8, 32];
const everyFlag = 47;

function parseLevel(text: string): number {
  const named = text === 'warn' ? -1 : levels.indexOf(text);
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
      if (value === '') throw usage('Argument must have a minimum length of 1 characters\n');
      if (value.includes('\n')) throw usage('Newlines not allowed in --log-prefix');
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
    const bits = this.#flagBits;
    const parts = numeric
      ? [`LOG flags ${String(bits)} level ${String(this.#level)}`]
      : [
          `LOG level ${levels[this.#level] ?? ''}`,
          ...flagOptions.filter((option) => this.#flags.has(option)).map((option) => option.slice(4)),
        ];
    if (this.#prefix !== '') parts.push(`prefix "${this.#prefix}"`);
    return parts.join(' ');
  }

  get #flagBits(): number {
    return flagOptions.reduce(
      (sum, option, at) => sum | (this.#flags.has(option) ? (flagBits[at] ?? 0) : 0),
      0,
    );
  }

  translate(): string {
    const parts = ['log'];
    if (this.#prefix !== '') parts.push(`prefix "${this.#prefix}"`);
    if (this.#level !== 4) parts.push(`level ${levels[this.#level]?.replace('error', 'err') ?? ''}`);
    const bits = this.#flagBits;
    if (bits === everyFlag) return [...parts, 'flags all'].join(' ');
    const tcp = [...((bits & 1) === 0 ? [] : ['sequence']), ...((bits & 2) === 0 ? [] : ['options'])];
    if (tcp.length > 0) parts.push(`flags tcp ${tcp.join(',')}`);
    if ((bits & 4) !== 0) parts.push('flags ip options');
    if ((bits & 8) !== 0) parts.push('flags skuid');
    if ((bits & 32) !== 0) parts.push('flags ether');
    return parts.join(' ');
  }

  compile({ namespace }: Place): Action {
    const how = { prefix: this.#prefix, level: this.#level, flags: this.#flagBits };
    return (skb, state) => {
      logPacket(namespace, skb, state, how);
      return 'continue';
    };
  }
}

/** NFLOG: nobody listens on its groups. */
export const nflogTarget = targetOf({
  name: 'NFLOG',
  options: {
    'nflog-group': { kind: 'number', most: 65_535 },
    'nflog-prefix': { kind: 'text', letters: 1 },
    'nflog-range': { kind: 'number' },
    'nflog-size': { kind: 'number' },
    'nflog-threshold': { kind: 'number', least: 1, most: 65_535 },
  },
  read(_options, name, { warn }) {
    if (name === 'nflog-range')
      warn?.(
        'warn: --nflog-range has never worked and is no longer supported, please use --nflog-size instead',
      );
  },
  save: (options) => nflogText(options, '--'),
  print: (options) => nflogText(options, ''),
  translate(options) {
    const parts = [`log`];
    if (options.has('nflog-prefix')) parts.push(`prefix "${options.text('nflog-prefix').slice(0, 127)}"`);
    if (options.has('nflog-size')) parts.push(`snaplen ${String(options.number('nflog-size'))}`);
    if (options.has('nflog-threshold'))
      parts.push(`queue-threshold ${String(options.number('nflog-threshold'))}`);
    parts.push(`group ${String(options.number('nflog-group'))}`);
    return parts.join(' ');
  },
  compile: () => () => 'continue',
});

function nflogText(options: Options, dashes: string): string {
  const parts: string[] = [];
  if (options.has('nflog-prefix'))
    parts.push(`${dashes}nflog-prefix ${quoted(options.text('nflog-prefix').slice(0, 127))}`);
  if (options.number('nflog-group') !== 0)
    parts.push(`${dashes}nflog-group ${String(options.number('nflog-group'))}`);
  for (const name of ['nflog-size', 'nflog-threshold'])
    if (options.has(name)) parts.push(`${dashes}${name} ${String(options.number(name))}`);
  return parts.join(' ');
}

export const traceTarget = targetOf({
  name: 'TRACE',
  options: {},
  legacyTable: 'raw',
  save: () => '',
  print: () => '',
  translate: () => 'meta nftrace set 1',
  compile: () => (skb) => {
    skb.traced = true;
    return 'continue';
  },
});
