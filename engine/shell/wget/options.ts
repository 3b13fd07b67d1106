/**
 * The command line of GNU wget 1.21 (main.c, init.c), as far as it is modelled.
 */
import { getopt } from '../options/getopt.ts';
import { fraction } from '../options/number.ts';
import { longName, modelled, shortOptions, wgetOptions } from './option-table.ts';

export interface WgetOptions {
  readonly urls: readonly string[];
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
  readonly headers: readonly string[];
  /** Seconds; undefined: no limit. */
  readonly connectTimeout: number | undefined;
  readonly readTimeout: number | undefined;
  /** 0: for ever. */
  readonly tries: number;
  readonly redirects: number;
}

export interface WgetStop {
  readonly stop: number;
  readonly text: string;
  readonly stream: 'out' | 'error';
}

const usage = `Usage: wget [OPTION]... [URL]...

Try \`wget --help' for more options.
`;

const numbers = new Set(['tries', 'max-redirect']);
const times = new Set(['timeout', 'dns-timeout', 'connect-timeout', 'read-timeout', 'wait', 'waitretry']);

export function readWgetOptions(words: readonly string[]): WgetOptions | WgetStop {
  const fail = (status: number, text: string): WgetStop => ({ stop: status, text, stream: 'error' });
  const spread = withoutPairs(words);
  if (typeof spread === 'string') return fail(1, `wget: illegal option -- \`-n${spread}'\n${usage}`);
  const { items, operands } = getopt(spread, shortOptions, wgetOptions);
  const flags = new Set<string>();
  const values = new Map<string, string>();
  const headers: string[] = [];
  for (const item of items) {
    if (item.kind === 'error') return fail(2, `wget: ${item.message}\n${usage}`);
    const name = item.name.length === 1 ? (longName(item.name) ?? item.name) : item.name;
    const { value } = item;
    if (name === 'version') return { stop: 0, text: 'GNU Wget 1.21.3 built on linux-gnu.\n', stream: 'out' };
    if (!modelled.has(name)) return fail(1, `wget: not simulated: --${name}\n`);
    if (value === undefined) {
      flags.add(name);
      continue;
    }
    const problem = wrong(name, value);
    if (problem !== undefined) return fail(2, `wget: ${problem}\n`);
    if (name === 'header') headers.push(value);
    else if (name === 'execute') {
      const setting = /^\s*([a-z_]+)\s*=\s*(.*)$/i.exec(value);
      const [, key = '', text = ''] = setting ?? [];
      if (setting === null || !/^(https?|ftp)_proxy$/.test(key))
        return fail(
          setting === null ? 2 : 1,
          setting === null
            ? `wget: Invalid --execute command ‘${value}’\n`
            : `wget: not simulated: --execute=${key}\n`,
        );
      values.set(key, text);
    } else values.set(name, value);
  }
  const both = incompatible(flags, values);
  if (both !== undefined) return fail(1, both);
  if (operands.length === 0 && !values.has('input-file')) return fail(1, `wget: missing URL\n${usage}`);
  const overall = values.get('timeout');
  const seconds = (name: string, usual: number | undefined) => {
    const text = values.get(name) ?? overall;
    return text === undefined ? usual : fraction(text) || undefined;
  };
  const tries = values.get('tries') ?? '20';
  return {
    urls: operands,
    flags,
    values,
    headers,
    connectTimeout: seconds('connect-timeout', undefined),
    readTimeout: seconds('read-timeout', 900),
    tries: /^\d+$/.test(tries) ? Number(tries) : 0,
    redirects: Number(values.get('max-redirect') ?? 20) || 0,
  };
}

/** `-nv` and its like are one option each: `n` takes the letters that follow. @returns the letter that is none of them */
function withoutPairs(words: readonly string[]): readonly string[] | string {
  const spread: string[] = [];
  const queue = [...words];
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    const [, before = '', after = ''] = /^-([VhbdqvFcNS46xErkKmpHL]*)n(.*)$/.exec(word) ?? [];
    if (!/^-[VhbdqvFcNS46xErkKmpHL]*n/.test(word)) {
      spread.push(word);
      if (word === '--') return [...spread, ...queue];
      continue;
    }
    if (before !== '') spread.push(`-${before}`);
    for (const letter of after === '' ? (queue.shift() ?? '') : after) {
      const name = longName(`n${letter}`);
      if (name === undefined) return letter;
      spread.push(`--${name}`);
    }
  }
  return spread;
}

function wrong(name: string, value: string): string | undefined {
  if (times.has(name)) {
    const text = value.replace(/[smhdw]$/, '');
    if (text === '' || fraction(text) === undefined) return `--${name}: Invalid time period ‘${value}’`;
    return text.startsWith('-') ? `--${name}: Negative time period ‘${value}’` : undefined;
  }
  if (numbers.has(name)) {
    const isNumber = name === 'tries' && value === 'inf' ? true : !/^-\d/.test(value);
    return isNumber ? undefined : `--${name}: Invalid number ‘${value}’.`;
  }
  if (name === 'header' && !value.includes(':')) return `--header: Invalid header ‘${value}’.`;
  if (name === 'progress' && !/^(bar|dot)(:.*)?$/.test(value))
    return `--progress: Invalid progress type ‘${value}’.`;
  return undefined;
}

function incompatible(flags: ReadonlySet<string>, values: ReadonlyMap<string, string>): string | undefined {
  const posts = values.has('post-data') || values.has('post-file');
  const bodies = values.has('body-data') || values.has('body-file');
  if (values.has('post-data') && values.has('post-file'))
    return 'You cannot specify both --post-data and --post-file.\n';
  if (posts && values.has('method'))
    return 'You cannot use --post-data or --post-file along with --method. --method expects data through --body-data and --body-file options\n';
  if (bodies && !values.has('method'))
    return 'You must specify a method through --method=HTTPMethod to use with --body-data or --body-file.\n';
  if (flags.has('inet4-only') && flags.has('inet6-only'))
    return 'Cannot specify both --inet4-only and --inet6-only.\nUsage: wget [OPTION]... [URL]...\n';
  return undefined;
}
