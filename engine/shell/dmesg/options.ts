/**
 * The command line of dmesg (util-linux 2.38.1).
 */
import { getopt, type LongOption } from '../options/getopt.ts';
import { optionTable } from '../options/option-table.ts';

export interface DmesgOptions {
  readonly flags: ReadonlySet<string>;
  /** The levels to show; empty: all. */
  readonly levels: ReadonlySet<number>;
  /** Is the kernel among the facilities to show? */
  readonly kernel: boolean;
  readonly colour: (typeof colourModes)[number];
}

/** What is said and the exit status; undefined status: not modelled. */
export interface DmesgStop {
  readonly message: string;
  readonly hint: boolean;
}

export const levelNames = ['emerg', 'alert', 'crit', 'err', 'warn', 'notice', 'info', 'debug'] as const;
const facilities = ['kern', 'user', 'mail', 'daemon', 'auth', 'syslog', 'lpr', 'news'];

const table: readonly (readonly [letter: string, name: string, argument: LongOption['argument']])[] = [
  ['C', 'clear', 'none'],
  ['c', 'read-clear', 'none'],
  ['D', 'console-off', 'none'],
  ['E', 'console-on', 'none'],
  ['F', 'file', 'required'],
  ['f', 'facility', 'required'],
  ['H', 'human', 'none'],
  ['J', 'json', 'none'],
  ['k', 'kernel', 'none'],
  ['L', 'color', 'optional'],
  ['l', 'level', 'required'],
  ['n', 'console-level', 'required'],
  ['P', 'nopager', 'none'],
  ['p', 'force-prefix', 'none'],
  ['r', 'raw', 'none'],
  ['S', 'syslog', 'none'],
  ['s', 'buffer-size', 'required'],
  ['u', 'userspace', 'none'],
  ['w', 'follow', 'none'],
  ['W', 'follow-new', 'none'],
  ['x', 'decode', 'none'],
  ['d', 'show-delta', 'none'],
  ['e', 'reltime', 'none'],
  ['T', 'ctime', 'none'],
  ['t', 'notime', 'none'],
  ['h', 'help', 'none'],
  ['V', 'version', 'none'],
];
const longOnly: readonly LongOption[] = optionTable('noescape time-format= since= until=');

const short = table
  .map(([letter, , argument]) => `${letter}${{ none: '', required: ':', optional: '::' }[argument]}`)
  .join('');
const long: readonly LongOption[] = [
  ...table.map(([letter, name, argument]) => ({ name, argument, is: letter })),
  ...longOnly,
];

const notModelled = ['D', 'E', 'F', 'H', 'J', 'n', 's', 'e', 'time-format', 'since', 'until'];
/** Options of which a command has one only, in the order in which they are checked. */
const exclusive = ['CDEcnr', 'Hr', 'Lr', 'Sw', 'Tr', 'dr', 'er', 'rx', 'rt'];
const colourModes = ['auto', 'always', 'never'] as const;

export function readDmesgOptions(words: readonly string[]): DmesgOptions | DmesgStop | 'not simulated' {
  const { items, operands } = getopt(words, short, long);
  const flags = new Set<string>();
  const levels = new Set<number>();
  let kernel = true;
  let colour: DmesgOptions['colour'] = 'auto';
  const stop = (message: string, hint = false): DmesgStop => ({ message, hint });
  for (const item of items) {
    if (item.kind === 'error') return stop(item.message, true);
    const { name, value = '' } = item;
    if (notModelled.includes(name)) return 'not simulated';
    const row = exclusive.find((names) => names.includes(name) && clashes(names, name, flags));
    if (row !== undefined) return stop(`mutually exclusive arguments: ${longNames(row)}`);
    flags.add(name);
    if (name === 'L' && item.value !== undefined) {
      const mode = colourModes.find((each) => each === value);
      if (mode === undefined) return stop(`unsupported color mode: '${value}'`);
      colour = mode;
    }
    if (name === 'l')
      for (const word of value.split(',')) {
        const level = levelNames.findIndex((each) => each === word);
        if (level < 0) return stop(`unknown level '${word}'`);
        levels.add(level);
      }
    if (name === 'f') {
      const unknown = value.split(',').find((word) => !facilities.includes(word));
      if (unknown !== undefined) return stop(`unknown facility '${unknown}'`);
      kernel = value.split(',').includes('kern');
    }
    if (name === 'u') kernel = false;
  }
  return operands.length > 0 ? stop('bad usage', true) : { flags, levels, kernel, colour };
}

function clashes(names: string, name: string, given: ReadonlySet<string>): boolean {
  return [...names].some((other) => other !== name && given.has(other));
}

function longNames(letters: string): string {
  return [...letters].map((letter) => `--${table.find(([own]) => own === letter)?.[1] ?? letter}`).join(' ');
}
