/**
 * ps(1) of procps-ng 4.0: the processes of the machine or pod it runs in. See README.md.
 */
import { millisecond } from '../../clock/clock.ts';
import type { Command, ShellProcess } from '../command.ts';
import { memory, startOf, stateOf, terminalOf, user } from './cells.ts';
import { type Column, headingOf, readColumns, readOrder, rowOf } from './format.ts';
import { help, version } from './usage.ts';

type Style = 'terminal' | 'bsd' | 'full';

interface Request {
  readonly style: Style;
  readonly everybody: boolean;
  /** Only these pids (`-p`). */
  readonly pids: readonly number[] | undefined;
  /** Only those with such a name (`-C`). */
  readonly names: readonly string[] | undefined;
  /** `-o` */
  readonly columns: readonly Column[] | undefined;
  readonly order: ((one: ShellProcess, other: ShellProcess) => number) | undefined;
  readonly withHeading: boolean;
}

export const ps: Command = {
  name: 'ps',
  path: '/usr/bin/ps',
  *program(process) {
    const words = process.arguments.slice(1);
    if (words.includes('--version') || words.includes('-V')) {
      process.print(version);
      return 0;
    }
    if (words.includes('--help')) {
      process.print(help);
      return 0;
    }
    const request = read(words);
    if (typeof request === 'string') {
      process.complain(request);
      return 1;
    }
    // It reads the processes one by one: the rest of its pipeline has started meanwhile (`ps aux | grep nginx`).
    yield { on: [], until: process.clock.now + 2 * millisecond };
    const { columns, style, order } = request;
    const title = columns === undefined ? heading[style] : headingOf(columns);
    if (title !== undefined && request.withHeading)
      process.print(columns === undefined ? title : `${title}\n`);
    const found = process.table.list().filter((one) => isWanted(one, process, request));
    const shown = order === undefined ? found : found.toSorted(order);
    for (const one of shown)
      process.print(
        cut(columns === undefined ? line[style](one, process) : rowOf(columns, one, process), process),
      );
    return shown.length > 0 ? 0 : 1;
  },
};

/** @returns the complaint for what is not understood */
function read(words: readonly string[]): Request | string {
  let style: Style = 'terminal';
  let everybody = false;
  let pids: number[] | undefined;
  let names: string[] | undefined;
  let columns: readonly Column[] | undefined;
  let order: Request['order'];
  let withHeading = true;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '-p' || word === 'p' || word === '--pid') {
      pids = (words[++at] ?? '').split(/[ ,]+/).map(Number);
      continue;
    }
    if (/^--no-?head(ing|er)s?$/.test(word)) {
      withHeading = false;
      continue;
    }
    const long = /^--(sort|format|pid)(?:=([^]*))?$/.exec(word);
    // Letters before one with an argument (`-eo pid`), the argument there or in the next word.
    const short = /^-([A-Zaefwx]*?)([oC])([^]*)$/.exec(word);
    if (long !== null || short !== null) {
      const name = long?.[1] ?? short?.[2];
      const attached = long === null ? short?.[3] : long[2];
      const value =
        attached === undefined || (attached === '' && long === null) ? (words[++at] ?? '') : attached;
      if (/[eA]/.test(short?.[1] ?? '')) everybody = true;
      if (name === 'pid') pids = value.split(/[ ,]+/).map(Number);
      else if (name === 'C') names = [...(names ?? []), ...value.split(/[ ,]+/)];
      else if (name === 'sort') {
        const found = readOrder(value);
        if (typeof found === 'string') return complaint(found);
        order = found;
      } else {
        const found = readColumns(value);
        if (typeof found === 'string') return complaint(found);
        columns = [...(columns ?? []), ...found];
      }
      continue;
    }
    for (const letter of word.replace(/^-/, '')) {
      if (word.startsWith('-') && 'eA'.includes(letter)) everybody = true;
      else if (word.startsWith('-') && letter === 'f') style = 'full';
      else if ('ax'.includes(letter)) everybody = true;
      else if (letter === 'u') style = 'bsd';
      else if ('wH'.includes(letter)) continue;
      else return unmodelled(word, letter);
    }
  }
  return { style, everybody, pids, names, columns, order, withHeading };
}

/** What the real one takes, by the syntax it is written in (ps/parser.c). */
const sysv = 'acdefghjlmnopqrstuvwxyACFGHLMNOPSTUVXZ';
const bsd = 'acefghjklmnopqrstuvwxHLMOSTUVWXZ';
const gnu =
  /^--(cols|columns|context|cumulative|deselect|forest|group|Group|headers?|lines|ppid|quick-pid|rows|sid|tty|user|User|width|info)(=|$)/;

function unmodelled(word: string, letter: string): string {
  if (word.startsWith('--'))
    return gnu.test(word) ? `not simulated: ps ${word}\n` : `error: unknown gnu long option\n${help}`;
  if (!/[a-zA-Z]/.test(letter)) return `error: garbage option\n${help}`;
  if ((word.startsWith('-') ? sysv : bsd).includes(letter)) return `not simulated: ps ${word}\n`;
  return `error: unsupported ${word.startsWith('-') ? 'SysV option' : 'option (BSD syntax)'}\n${help}`;
}

function complaint(words: string): string {
  return words.startsWith('error') ? `${words}\n${help}` : words;
}

function isWanted(one: ShellProcess, self: ShellProcess, { everybody, pids, names }: Request): boolean {
  if (names !== undefined) return names.includes(one.name);
  if (pids !== undefined) return pids.includes(one.pid);
  return everybody || (one.terminal !== undefined && one.terminal === self.terminal);
}

const heading: Readonly<Record<Style, string>> = {
  terminal: '    PID TTY          TIME CMD\n',
  bsd: 'USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n',
  full: 'UID          PID    PPID  C STIME TTY          TIME CMD\n',
};

const line: Readonly<Record<Style, (one: ShellProcess, self: ShellProcess) => string>> = {
  terminal: (one) => `${pid(one, 7)} ${terminalOf(one).padEnd(8)} 00:00:00 ${one.name}`,
  bsd: (one, self) =>
    `${user(one).padEnd(8)} ${pid(one, 7)}  0.0  0.0 ${String(memory.virtual).padStart(6)} ${String(memory.resident).padStart(5)} ${terminalOf(one).padEnd(8)} ${stateOf(one, self).padEnd(4)} ${startOf(one)}   0:00 ${one.arguments.join(' ')}`,
  full: (one) =>
    `${user(one).padEnd(8)} ${pid(one, 7)} ${String(one.parent?.pid ?? 0).padStart(7)}  0 ${startOf(one)} ${terminalOf(one).padEnd(8)} 00:00:00 ${one.arguments.join(' ')}`,
};

function pid(one: ShellProcess, width: number): string {
  return String(one.pid).padStart(width);
}

function cut(text: string, { stdout }: ShellProcess): string {
  const { terminal } = stdout;
  return `${terminal === undefined ? text : text.slice(0, terminal.columns)}\n`;
}
