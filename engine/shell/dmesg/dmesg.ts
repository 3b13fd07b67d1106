/**
 * dmesg(1) of util-linux 2.38.1. See README.md.
 */
import type { KernelLogLine } from '../../linux/machine/kernel-log.ts';
import { isCapable, waitFor } from '../../linux/process/process.ts';
import { WaitQueue } from '../../linux/process/wait.ts';
import type { Command } from '../command.ts';
import { ctime } from '../iptables/date.ts';
import { help } from './help.ts';
import { type DmesgOptions, levelNames, readDmesgOptions } from './options.ts';

function stamp(microseconds: number): string {
  const seconds = Math.floor(microseconds / 1_000_000);
  return `${String(seconds).padStart(5)}.${String(Math.floor(microseconds % 1_000_000)).padStart(6, '0')}`;
}

const escape = (codes: readonly number[]) => codes.map((code) => `\x1b[${String(code)}m`).join('');
const painted = (codes: readonly number[], text: string) => `${escape(codes)}${text}\x1b[0m`;
const green = [32];
const brown = [33];
/** Alert, critical, error, warning. */
const colourOfLevel: Readonly<Record<number, readonly number[]>> = {
  1: [7, 31],
  2: [1, 31],
  3: [31],
  4: [1],
};

/** Who speaks, up to a colon and a blank with something behind them, and what is said, in its level's colour. */
function paintedText(level: number, text: string): string {
  const [, subsystem = '', said = ''] = /^(.*?: (?=.))?(.*)$/s.exec(text) ?? [];
  const colour = colourOfLevel[level] ?? (said.includes('segfault at') ? [2, 31] : undefined);
  const rest = colour === undefined ? said : painted(colour, said);
  return `${subsystem === '' ? '' : painted(brown, subsystem)}${rest}`;
}

/** Writes lines one after the other: some forms tell how long it was since the last. */
class Printer {
  readonly #flags: ReadonlySet<string>;
  readonly #epoch: number;
  readonly #coloured: boolean;
  #last: number | undefined;

  constructor(flags: ReadonlySet<string>, epoch: number, coloured: boolean) {
    this.#flags = flags;
    this.#epoch = epoch;
    this.#coloured = coloured;
  }

  line({ at, level, text }: KernelLogLine): string {
    const flags = this.#flags;
    if (flags.has('r')) return `<${String(level)}>[${stamp(at)}] ${text}\n`;
    const decoded = flags.has('x') ? `kern  :${(levelNames[level] ?? '').padEnd(6)}: ` : '';
    const time = this.#time(at);
    if (!this.#coloured) return `${decoded}${time}${text}\n`;
    return `${decoded}${time === '' ? '' : painted(green, time)}${paintedText(level, text)}\n`;
  }

  #time(at: number): string {
    const delta = stamp(at - (this.#last ?? at));
    this.#last = at;
    if (this.#flags.has('t')) return this.#flags.has('d') ? `[<${delta}>] ` : '';
    const own = this.#flags.has('T') ? ctime(this.#epoch + at / 1000) : stamp(at);
    return this.#flags.has('d') ? `[${own} <${delta}>] ` : `[${own}] `;
  }
}

function shows(line: KernelLogLine, { levels, kernel }: DmesgOptions): boolean {
  return kernel && (levels.size === 0 || levels.has(line.level));
}

export const dmesg: Command = {
  name: 'dmesg',
  path: '/usr/bin/dmesg',
  *program(process) {
    const options = readDmesgOptions(process.arguments.slice(1));
    if (options === 'not simulated') {
      process.complain(`not simulated: ${process.arguments.join(' ')}\n`);
      return 1;
    }
    if ('message' in options) {
      process.complain(`dmesg: ${options.message}\n`);
      if (options.hint) process.complain("Try 'dmesg --help' for more information.\n");
      return 1;
    }
    const { flags } = options;
    if (flags.has('h') || flags.has('V')) {
      process.print(flags.has('h') ? help : 'dmesg from util-linux 2.38.1\n');
      return 0;
    }
    // kernel.dmesg_restrict is 1 on Debian.
    if (!isCapable(process.credentials, 'syslog')) {
      process.complain(
        `dmesg: ${flags.has('C') ? 'clear' : 'read'} kernel buffer failed: Operation not permitted\n`,
      );
      return 1;
    }
    const { machine, environment } = process.place;
    const log = machine.kernelLog;
    const { colour } = options;
    const coloured = colour === 'auto' ? process.stdout.terminal !== undefined : colour === 'always';
    const printer = new Printer(flags, environment.epoch, coloured && !flags.has('r'));
    if (!flags.has('C') && !flags.has('W'))
      for (const line of log.lines) if (shows(line, options)) process.print(printer.line(line));
    if (flags.has('C') || flags.has('c')) log.clear();
    if (!flags.has('w') && !flags.has('W')) return 0;
    const stop = log.listen((line) => {
      if (shows(line, options)) process.print(printer.line(line));
    });
    try {
      const never = new WaitQueue();
      for (;;) yield* waitFor([never]);
    } finally {
      stop();
    }
  },
};
