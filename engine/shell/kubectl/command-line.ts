/**
 * Reading a command line as pflag does: long and short flags, values behind `=` or in the next word, flags that may
 * stand without a value, `--` that ends them; its errors in its words.
 */
import { type Flag, wrongValue } from './command/flag.ts';

export interface CommandLine {
  readonly words: readonly string[];
  /** How many words stand before `--`; undefined without it. */
  readonly dash: number | undefined;
  /** What each flag was given; lists are taken apart at their commas. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** Deprecated flags that were used. */
  readonly deprecated: readonly Flag[];
  /** All that could have been given. */
  readonly known: readonly Flag[];
}

export type Parsed =
  | { readonly kind: 'parsed'; readonly line: CommandLine }
  | { readonly kind: 'failed'; readonly message: string };

export function parseCommandLine(given: readonly string[], known: readonly Flag[]): Parsed {
  const words: string[] = [];
  const values = new Map<string, string[]>();
  const deprecated: Flag[] = [];
  let dash: number | undefined;
  const failed = (message: string): Parsed => ({ kind: 'failed', message });
  const set = (flag: Flag, value: string): string | undefined => {
    const why = wrongValue(flag, value);
    if (why !== undefined) {
      const shown = flag.short === undefined ? `--${flag.name}` : `-${flag.short}, --${flag.name}`;
      return `invalid argument ${JSON.stringify(value)} for ${JSON.stringify(shown)} flag: ${why}`;
    }
    const list = values.get(flag.name) ?? [];
    if (flag.kind === 'list') list.push(...(value === '' ? [] : value.split(',')));
    else list.push(value);
    values.set(flag.name, list);
    if (flag.deprecated !== undefined && !deprecated.includes(flag)) deprecated.push(flag);
    return undefined;
  };
  for (let index = 0; index < given.length; index++) {
    const word = given[index] ?? '';
    if (word === '--') {
      dash = words.length;
      words.push(...given.slice(index + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      words.push(word);
      continue;
    }
    if (word.startsWith('--')) {
      const [name = '', ...rest] = word.slice(2).split('=');
      if (name === '' || name.startsWith('-')) return failed(`bad flag syntax: ${word}`);
      const flag = known.find((one) => one.name === name);
      if (flag === undefined) return failed(`unknown flag: --${name}`);
      let value = rest.length > 0 ? rest.join('=') : flag.bare;
      if (value === undefined) {
        value = given[++index];
        if (value === undefined) return failed(`flag needs an argument: --${name}`);
      }
      const error = set(flag, value);
      if (error !== undefined) return failed(error);
      continue;
    }
    let letters = word.slice(1);
    while (letters !== '') {
      const letter = letters[0] ?? '';
      const flag = known.find((one) => one.short === letter);
      if (flag === undefined) return failed(`unknown shorthand flag: '${letter}' in -${letters}`);
      let value: string | undefined;
      const rest = letters.slice(1);
      if (rest.length > 1 && rest.startsWith('=')) {
        value = rest.slice(1);
        letters = '';
      } else if (flag.bare !== undefined) {
        value = flag.bare;
        letters = rest;
      } else if (rest !== '') {
        value = rest;
        letters = '';
      } else {
        value = given[++index];
        if (value === undefined) return failed(`flag needs an argument: '${letter}' in -${letter}`);
        letters = '';
      }
      const error = set(flag, value);
      if (error !== undefined) return failed(error);
    }
  }
  return { kind: 'parsed', line: { words, dash, values, deprecated, known } };
}
