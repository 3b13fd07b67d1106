/**
 * pgrep(1) and pkill(1) of procps-ng 4.0: processes by name, told or signalled. See README.md.
 */
import { findSignal, type Signal } from '../../linux/process/signal.ts';
import type { Command, ShellProcess } from '../command.ts';
import { getopt } from '../options/getopt.ts';

interface Question {
  readonly exact: boolean;
  /** Match the whole command line. */
  readonly full: boolean;
  readonly ignoreCase: boolean;
  readonly inverse: boolean;
  readonly only: 'newest' | 'oldest' | 'all';
}

const noMatch = 1;
const wrongUsage = 2;

function command(name: 'pgrep' | 'pkill'): Command {
  return {
    name,
    path: `/usr/bin/${name}`,
    *program(process) {
      const given = process.arguments.slice(1);
      const signal = name === 'pkill' ? takeSignal(given) : undefined;
      if (signal === 'unknown') {
        process.complain(`${name}: unknown signal ${given[0] ?? ''}\n`);
        return wrongUsage;
      }
      const { items, operands } = getopt(given, 'acd:efilnovx', []);
      const options = new Map<string, string>();
      for (const item of items) {
        if (item.kind === 'error') {
          process.complain(`${name}: ${item.message}\nTry \`${name} --help' for more information.\n`);
          return wrongUsage;
        }
        options.set(item.name, item.value ?? '');
      }
      const [pattern] = operands;
      if (pattern === undefined || operands.length > 1) {
        const what =
          pattern === undefined ? 'no matching criteria specified' : 'only one pattern can be provided';
        process.complain(`${name}: ${what}\nTry \`${name} --help' for more information.\n`);
        return wrongUsage;
      }
      const found = select(process, pattern, {
        exact: options.has('x'),
        full: options.has('f'),
        ignoreCase: options.has('i'),
        inverse: options.has('v'),
        only: options.has('n') ? 'newest' : options.has('o') ? 'oldest' : 'all',
      });
      if (options.has('c')) process.print(`${found.length}\n`);
      else if (signal === undefined) print(process, found, options);
      if (signal !== undefined) for (const one of found) one.kill(signal);
      return found.length > 0 ? 0 : noMatch;
    },
  };
}

/** `-9`, `-KILL` in front. */
function takeSignal(words: string[]): Signal | 'unknown' {
  const [first = ''] = words;
  if (!/^-(\d+|[A-Z][A-Z0-9]+)$/.test(first)) return 'SIGTERM';
  const signal = findSignal(first.slice(1));
  if (signal === undefined) return 'unknown';
  words.shift();
  return signal;
}

function select(self: ShellProcess, pattern: string, question: Question): readonly ShellProcess[] {
  const flags = question.ignoreCase ? 'i' : '';
  let expression: RegExp;
  try {
    expression = new RegExp(question.exact ? `^(?:${pattern})$` : pattern, flags);
  } catch {
    return [];
  }
  const matching = self.table
    .list()
    .filter((one) => one !== self)
    .filter(
      (one) => expression.test(question.full ? one.arguments.join(' ') : one.name) !== question.inverse,
    );
  if (question.only === 'all') return matching;
  return matching.slice(question.only === 'newest' ? -1 : 0).slice(0, 1);
}

function print(
  process: ShellProcess,
  found: readonly ShellProcess[],
  options: ReadonlyMap<string, string>,
): void {
  const lines = found.map((one) => {
    if (options.has('a')) return `${one.pid} ${one.arguments.join(' ')}`;
    return options.has('l') ? `${one.pid} ${one.name}` : String(one.pid);
  });
  if (lines.length > 0) process.print(`${lines.join(options.get('d') ?? '\n')}\n`);
}

export const pgrep = command('pgrep');
export const pkill = command('pkill');
