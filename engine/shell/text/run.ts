/**
 * Tools that run commands or let time pass: sleep, timeout, watch, xargs, env, nohup, yes, time.
 */
import { second } from '../../clock/clock.ts';
import { Descriptor } from '../../linux/process/descriptor.ts';
import { compute, waitFor } from '../../linux/process/process.ts';
import { findSignal } from '../../linux/process/signal.ts';
import { devNull, Sink } from '../../linux/process/stream.ts';
import type { Running } from '../../linux/process/wait.ts';
import type { Command, ShellProcess } from '../command.ts';
import { runChild, startChild } from './child.ts';
import { ansiDate } from './date-format.ts';
import {
  absolutePath,
  emit,
  openInput,
  parseOptions,
  readInput,
  splitLines,
  tool,
  UsageError,
} from './tool.ts';

function seconds(name: string, text: string): number {
  const match = /^(\d+\.?\d*|\.\d+)([smhd]?)$/.exec(text);
  if (match === null && text !== 'infinity' && text !== 'inf')
    throw new UsageError(
      `invalid time interval '${text}'\nTry '${name} --help' for more information.`,
      name === 'timeout' ? 125 : 1,
    );
  if (match === null) return Number.POSITIVE_INFINITY;
  return Number(match[1]) * ({ m: 60, h: 3600, d: 86_400 }[match[2] ?? ''] ?? 1);
}

const sleep = tool('sleep', { short: '' }, function* (process, parsed) {
  if (parsed.operands.length === 0)
    throw new UsageError("missing operand\nTry 'sleep --help' for more information.", 1);
  const duration = parsed.operands.reduce((sum, word) => sum + seconds('sleep', word), 0);
  const until = process.clock.now + duration * second;
  while (process.clock.now < until) yield Number.isFinite(until) ? { on: [], until } : { on: [] };
  return 0;
});

/** What ends timeout ends the command it watches (cleanup() of timeout.c). */
const passedOn = ['SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGTERM'] as const;

const timeout = tool(
  'timeout',
  {
    short: '+k:s:vf',
    long: { 'kill-after': 'k', signal: 's', 'preserve-status': 'p', foreground: 'f', verbose: 'v' },
    failure: 125,
  },
  function* (process, parsed) {
    const [duration, ...words] = parsed.operands;
    if (duration === undefined || words.length === 0) {
      process.complain("Try 'timeout --help' for more information.\n");
      return 125;
    }
    const limit = seconds('timeout', duration);
    const signal = findSignal(parsed.value('s') ?? 'TERM');
    if (signal === undefined)
      throw new UsageError(
        `'${parsed.value('s') ?? ''}': invalid signal\nTry 'timeout --help' for more information.`,
        125,
      );
    const child = startChild(process, words);
    if (child === undefined) {
      process.complain(`timeout: failed to run command '${words[0] ?? ''}': No such file or directory\n`);
      return 127;
    }
    const until = limit === 0 ? undefined : process.clock.now + limit * second;
    for (const each of passedOn) process.handle(each);
    while (!ended(child)) {
      yield* waitFor([child.ended], until);
      for (const each of passedOn) if (process.takeSignal(each)) child.kill(each);
      if (until === undefined || process.clock.now < until || ended(child)) continue;
      if (parsed.has('v'))
        process.complain(`timeout: sending signal ${signal.slice(3)} to command '${words[0] ?? ''}'\n`);
      child.kill(signal);
      const killAt = parsed.has('k')
        ? process.clock.now + seconds('timeout', parsed.value('k') ?? '0') * second
        : undefined;
      let last = signal;
      while (!ended(child)) {
        yield* waitFor([child.ended], killAt);
        if (killAt === undefined || process.clock.now < killAt || ended(child)) continue;
        last = 'SIGKILL';
        child.kill(last);
      }
      // As the real one: what kills the command kills timeout too.
      if (last === 'SIGKILL') process.kill('SIGKILL');
      return parsed.has('p') ? (child.exit?.status ?? 0) : last === 'SIGKILL' ? 137 : 124;
    }
    return child.exit?.status ?? 0;
  },
);

function ended(child: ShellProcess): boolean {
  return child.exit !== undefined;
}

const env = tool(
  'env',
  { short: '+i0u:C:', long: { 'ignore-environment': 'i', unset: 'u', chdir: 'C', null: '0' }, failure: 125 },
  function* (process, parsed) {
    const environment = new Map(parsed.has('i') || parsed.operands[0] === '-' ? [] : process.environment);
    for (const { letter, value } of parsed.options) if (letter === 'u') environment.delete(value);
    let rest = parsed.operands[0] === '-' ? parsed.operands.slice(1) : [...parsed.operands];
    while (/^[^=]+=/.test(rest[0] ?? '')) {
      const [pair = ''] = rest;
      const at = pair.indexOf('=');
      environment.set(pair.slice(0, at), pair.slice(at + 1));
      rest = rest.slice(1);
    }
    if (rest.length === 0) {
      yield* emit(
        process,
        [...environment].map(([name, value]) => `${name}=${value}${parsed.has('0') ? '\0' : '\n'}`).join(''),
      );
      return 0;
    }
    const directory = parsed.value('C');
    const child = startChild(process, rest, {
      environment,
      ...(directory === undefined ? {} : { directory: absolutePath(process, directory) }),
    });
    if (child === undefined) {
      process.complain(`env: '${rest[0] ?? ''}': No such file or directory\n`);
      return 127;
    }
    while (!ended(child)) yield { on: [child.ended] };
    return child.exit?.status ?? 0;
  },
);

const printenv = tool('printenv', { short: '+0', absent: '0', failure: 2 }, function* (process, parsed) {
  if (parsed.operands.length === 0) {
    yield* emit(process, [...process.environment].map(([name, value]) => `${name}=${value}\n`).join(''));
    return 0;
  }
  let status = 0;
  for (const name of parsed.operands) {
    const value = process.environment.get(name);
    if (value === undefined) status = 1;
    else yield* emit(process, `${value}\n`);
  }
  return status;
});

/** Words as xargs reads them: blanks and newlines divide, quotes and backslashes protect. */
function xargsWords(text: string): string[] {
  const words: string[] = [];
  for (const match of text.matchAll(/(?:"[^"\n]*"|'[^'\n]*'|\\[^]|[^\s"'\\])+/g))
    words.push(
      match[0].replace(
        /"([^"\n]*)"|'([^'\n]*)'|\\([^])/g,
        (_whole, a?: string, b?: string, c?: string) => a ?? b ?? c ?? '',
      ),
    );
  if (/["']/.test(text.replace(/"[^"\n]*"|'[^'\n]*'|\\[^]/g, '')))
    throw new UsageError(
      'unmatched single quote; by default quotes are special to xargs unless you use the -0 option'.replace(
        'single',
        /"/.test(text.replace(/"[^"\n]*"|'[^'\n]*'|\\[^]/g, '')) ? 'double' : 'single',
      ),
      1,
    );
  return words;
}

const xargs = tool(
  'xargs',
  {
    short: '+0rtI:n:L:d:P:a:E:xps:',
    long: {
      null: '0',
      'no-run-if-empty': 'r',
      verbose: 't',
      replace: 'I',
      'max-args': 'n',
      'max-lines': 'L',
      delimiter: 'd',
      'max-procs': 'P',
      'arg-file': 'a',
    },
    absent: 'p',
  },
  function* (process, parsed) {
    const source = parsed.value('a') ?? '-';
    const opened = openInput(process, source);
    if ('error' in opened) throw new UsageError(`Cannot open input file '${source}': ${opened.error}`, 1);
    const text = yield* readInput(opened.stream);
    const command = parsed.operands.length === 0 ? ['echo'] : [...parsed.operands];
    const delimiter = parsed.has('0')
      ? '\0'
      : parsed.value('d')?.replace('\\n', '\n').replace('\\t', '\t').replace('\\0', '\0');
    const place = parsed.value('I');
    const items =
      delimiter !== undefined
        ? text.split(delimiter).filter((item, index, all) => item !== '' || index < all.length - 1)
        : place !== undefined || parsed.has('L')
          ? splitLines(text)
              .map((line) => line.trim())
              .filter((line) => line !== '')
          : xargsWords(text);
    const size =
      place !== undefined ? 1 : Number(parsed.value('n') ?? parsed.value('L') ?? Number.POSITIVE_INFINITY);
    const batches: string[][] = [];
    for (let at = 0; at < items.length; at += size === Number.POSITIVE_INFINITY ? items.length : size)
      batches.push(items.slice(at, size === Number.POSITIVE_INFINITY ? undefined : at + size));
    if (batches.length === 0 && !parsed.has('r') && place === undefined) batches.push([]);
    let status = 0;
    for (const batch of batches) {
      const given = parsed.has('L') && delimiter === undefined ? batch.flatMap(xargsWords) : batch;
      const words =
        place === undefined
          ? [...command, ...given]
          : command.map((word) => word.replaceAll(place, given[0] ?? ''));
      if (parsed.has('t')) process.complain(`${words.join(' ')}\n`);
      if (process.executables.find((words[0] ?? '').replace(/^.*\//, '')) === undefined) {
        process.complain(`xargs: ${words[0] ?? ''}: No such file or directory\n`);
        return 127;
      }
      const result = yield* runChild(process, words, { stdin: Descriptor.input(devNull) });
      if (result === 255) {
        process.complain(`xargs: ${words[0] ?? ''}: exited with status 255; aborting\n`);
        return 124;
      }
      if (result > 128) {
        process.complain(`xargs: ${words[0] ?? ''}: terminated by signal ${result - 128}\n`);
        return 125;
      }
      if (result !== 0) status = 123;
    }
    return status;
  },
);

const yes = tool('yes', { short: '+' }, function* (process, parsed): Running<number> {
  const line = `${parsed.operands.length === 0 ? 'y' : parsed.operands.join(' ')}\n`;
  // As real yes: a buffer at a time, a line at a time to a terminal.
  const text =
    process.stdout.terminal === undefined ? line.repeat(Math.max(1, Math.floor(8192 / line.length))) : line;
  for (;;) {
    yield* emit(process, text);
    yield* compute(process, 1000);
  }
});

const nohup = tool('nohup', { short: '+', failure: 125 }, function* (process, parsed) {
  if (parsed.operands.length === 0)
    throw new UsageError("missing operand\nTry 'nohup --help' for more information.", 125);
  process.ignore('SIGHUP');
  const status = yield* runChild(process, parsed.operands);
  if (status === 127)
    process.complain(
      `nohup: failed to run command '${parsed.operands[0] ?? ''}': No such file or directory\n`,
    );
  return status;
});

/** Who types is root already: the command runs as it is. */
const sudo = tool(
  'sudo',
  { short: '+EnHiSksu:', long: { user: 'u', 'preserve-env': 'E', 'non-interactive': 'n' }, absent: 'sik' },
  function* (process, parsed) {
    const user = parsed.value('u') ?? 'root';
    if (user !== 'root') throw new UsageError(`not simulated: -u ${user}`, 1);
    if (parsed.operands.length === 0) throw new UsageError('a command is required', 1);
    const child = startChild(process, parsed.operands);
    if (child === undefined) throw new UsageError(`${parsed.operands[0] ?? ''}: command not found`, 1);
    while (!ended(child)) yield { on: [child.ended] };
    return child.exit?.status ?? 0;
  },
);

const time: Command = {
  name: 'time',
  path: '/usr/bin/time',
  *program(process) {
    const parsed = parseOptions('time', process.arguments.slice(1), { short: '+pv', absent: 'v' });
    const start = process.clock.now;
    const status = yield* runChild(process, parsed.operands);
    process.complain(`real ${((process.clock.now - start) / second).toFixed(2)}\nuser 0.00\nsys 0.00\n`);
    return status;
  },
};

/** The screen is cleared and drawn anew; without a terminal each picture follows the last. */
const watch = tool(
  'watch',
  {
    short: '+n:dtegxcbp',
    long: {
      interval: 'n',
      differences: 'd',
      'no-title': 't',
      errexit: 'e',
      chgexit: 'g',
      exec: 'x',
      color: 'c',
    },
    absent: 'd',
  },
  function* (process, parsed) {
    const words = parsed.operands;
    if (words.length === 0) {
      process.complain('Usage:\n watch [options] command\n');
      return 1;
    }
    const interval = Math.max(0.1, Number(parsed.value('n') ?? 2));
    const size = process.stdout.terminal ?? { columns: 80, rows: 24 };
    let last: string | undefined;
    for (;;) {
      let text = '';
      const output = Descriptor.output(new Sink((more) => (text += more)));
      const command = parsed.has('x') ? words : ['sh', '-c', words.join(' ')];
      const status = yield* runChild(process, command, { stdout: output, stdin: Descriptor.input(devNull) });
      if (parsed.has('e') && status !== 0) return 8;
      if (parsed.has('g') && last !== undefined && text !== last) return 0;
      last = text;
      yield* emit(
        process,
        `\x1b[H\x1b[2J${parsed.has('t') ? '' : title(process, interval, words.join(' '), size.columns)}${fit(text, size, parsed.has('t') ? 0 : 2)}`,
      );
      yield { on: [], until: process.clock.now + interval * second };
    }
  },
);

function title(process: ShellProcess, interval: number, command: string, columns: number): string {
  const host =
    process.environment.get('HOSTNAME') ?? process.files.text('/etc/hostname')?.trim() ?? 'localhost';
  const right = `${host}: ${ansiDate('%a %b %e %H:%M:%S %Y', process.place.environment.wallTime)}`;
  const left = `Every ${interval.toFixed(1)}s: ${command}`.slice(0, Math.max(0, columns - right.length - 1));
  return `${left}${' '.repeat(Math.max(1, columns - left.length - right.length))}${right}\n\n`;
}

function fit(text: string, size: { columns: number; rows: number }, used: number): string {
  return splitLines(text)
    .slice(0, size.rows - used)
    .map((line) => line.slice(0, size.columns))
    .join('\n');
}

export const runTools: readonly Command[] = [
  sleep,
  timeout,
  env,
  printenv,
  xargs,
  yes,
  nohup,
  sudo,
  time,
  watch,
];
