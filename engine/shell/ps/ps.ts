/**
 * ps(1) of procps-ng 4.0: the processes of the machine or pod it runs in. See README.md.
 */
import { second } from '../../clock/clock.ts';
import type { Command, ShellProcess } from '../command.ts';
import { help, version } from './usage.ts';

type Style = 'terminal' | 'bsd' | 'full';

interface Request {
  readonly style: Style;
  readonly everybody: boolean;
  /** Only these pids (`-p`). */
  readonly pids: readonly number[] | undefined;
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
    process.print(heading[request.style]);
    const shown = process.table.list().filter((one) => isWanted(one, process, request));
    for (const one of shown) process.print(cut(line[request.style](one, process), process));
    return shown.length > 0 ? 0 : 1;
  },
};

/** @returns the complaint for what is not understood */
function read(words: readonly string[]): Request | string {
  let style: Style = 'terminal';
  let everybody = false;
  let pids: number[] | undefined;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '-p' || word === 'p' || word === '--pid') {
      pids = (words[++at] ?? '').split(/[ ,]+/).map(Number);
      continue;
    }
    for (const letter of word.replace(/^-/, '')) {
      if (word.startsWith('-') && 'eA'.includes(letter)) everybody = true;
      else if (word.startsWith('-') && letter === 'f') style = 'full';
      else if ('ax'.includes(letter)) everybody = true;
      else if (letter === 'u') style = 'bsd';
      else if ('wH'.includes(letter)) continue;
      else if (/[a-zA-Z]/.test(letter)) return `ps: not simulated: ${word}\n`;
      else return `error: ${word.startsWith('--') ? 'unknown gnu long option' : 'garbage option'}\n\n${help}`;
    }
  }
  return { style, everybody, pids };
}

function isWanted(one: ShellProcess, self: ShellProcess, { everybody, pids }: Request): boolean {
  if (pids !== undefined) return pids.includes(one.pid);
  return everybody || (one.terminal !== undefined && one.terminal === self.terminal);
}

const heading: Readonly<Record<Style, string>> = {
  terminal: '    PID TTY          TIME CMD\n',
  bsd: 'USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n',
  full: 'UID          PID    PPID  C STIME TTY          TIME CMD\n',
};

/** What a small program takes of memory, in KiB: nothing of it is modelled. */
const memory = { virtual: 8548, resident: 4640 };

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

function user({ credentials }: ShellProcess): string {
  return credentials.uid === 0 ? 'root' : String(credentials.uid);
}

function terminalOf({ terminal }: ShellProcess): string {
  return terminal === undefined ? '?' : 'pts/0';
}

/** Sleeping or running; `l` with threads, `+` in the foreground. */
function stateOf(one: ShellProcess, self: ShellProcess): string {
  const state = one === self ? 'R' : 'S';
  const threads = one.threads > 1 ? 'l' : '';
  return `${state}${threads}${one.terminal?.foreground === one.group ? '+' : ''}`;
}

/** The hour and minute it was started. */
function startOf({ place, startedAt }: ShellProcess): string {
  const { epoch } = place.environment;
  return new Date(epoch + (startedAt / second) * 1000).toISOString().slice(11, 16);
}

function cut(text: string, { stdout }: ShellProcess): string {
  const { terminal } = stdout;
  return `${terminal === undefined ? text : text.slice(0, terminal.columns)}\n`;
}
