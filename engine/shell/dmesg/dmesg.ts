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

/** Writes lines one after the other: some forms tell how long it was since the last. */
class Printer {
  readonly #flags: ReadonlySet<string>;
  readonly #epoch: number;
  #last: number | undefined;

  constructor(flags: ReadonlySet<string>, epoch: number) {
    this.#flags = flags;
    this.#epoch = epoch;
  }

  line({ at, level, text }: KernelLogLine): string {
    const flags = this.#flags;
    if (flags.has('r')) return `<${String(level)}>[${stamp(at)}] ${text}\n`;
    const decoded = flags.has('x') ? `kern  :${(levelNames[level] ?? '').padEnd(6)}: ` : '';
    return `${decoded}${this.#time(at)}${text}\n`;
  }

  #time(at: number): string {
    const delta = stamp(at - (this.#last ?? at));
    this.#last = at;
    if (this.#flags.has('t')) return this.#flags.has('d') ? `<${delta}> ` : '';
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
    const printer = new Printer(flags, environment.epoch);
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
