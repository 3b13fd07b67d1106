/**
 * pgrep(1) and pkill(1) of procps-ng 4.0: processes by name, told or signalled. See README.md.
 */
import { findSignal, type Signal } from '../../linux/process/signal.ts';
import { BadExpression, extendedToJavaScript } from '../text/regular-expression.ts';
import type { Command, ShellProcess } from '../command.ts';
import { getopt } from '../options/getopt.ts';
import { options, usage } from './usage.ts';

interface Question {
  readonly pattern: string | undefined;
  readonly exact: boolean;
  /** Match the whole command line. */
  readonly full: boolean;
  readonly ignoreCase: boolean;
  readonly inverse: boolean;
  /** Only these processes' children. */
  readonly parents: readonly number[] | undefined;
  readonly only: 'newest' | 'oldest' | 'all';
}

const noMatch = 1;
const wrongUsage = 2;
const notModelled = [
  'A',
  'F',
  'g',
  'G',
  'L',
  'O',
  'q',
  'r',
  's',
  't',
  'u',
  'U',
  'w',
  'cgroup',
  'ns',
  'nslist',
];

function command(name: 'pgrep' | 'pkill'): Command {
  return {
    name,
    path: `/usr/bin/${name}`,
    *program(process) {
      try {
        return run(process, name);
      } catch (error) {
        if (!(error instanceof BadExpression)) throw error;
        process.complain(`${name}: regex error: ${error.message}\n`);
        return wrongUsage;
      }
    },
  };
}

function run(process: ShellProcess, name: 'pgrep' | 'pkill'): number {
  const complain = (what: string, status = wrongUsage): number => {
    process.complain(`${name}: ${what}\nTry \`${name} --help' for more information.\n`);
    return status;
  };
  const given = process.arguments.slice(1);
  const number = given.find((word) => /^-\d+$/.test(word) && Number(word.slice(1)) <= 64);
  if (name === 'pkill' && number !== undefined && findSignal(number.slice(1)) === undefined) {
    process.complain(`not simulated: pkill ${number}\n`);
    return 1;
  }
  let signal = name === 'pkill' ? takeSignal(given) : undefined;
  const { items, operands } = getopt(given, options[name].short, options[name].long);
  const chosen = new Map<string, string>();
  for (const item of items) {
    if (item.kind === 'error') {
      process.complain(`${name}: ${item.message}\n${usage(name)}`);
      return wrongUsage;
    }
    if (item.name === 'h' || item.name === 'V') {
      process.print(item.name === 'h' ? usage(name) : `${name} from procps-ng 4.0.2\n`);
      return 0;
    }
    if (notModelled.includes(item.name)) {
      process.complain(`not simulated: ${name} -${item.name.length > 1 ? '-' : ''}${item.name}\n`);
      return 1;
    }
    chosen.set(item.name, item.value ?? '');
  }
  const wanted = chosen.get('signal');
  if (wanted !== undefined) signal = findSignal(wanted);
  if (name === 'pkill' && signal === undefined) {
    process.complain(`not simulated: ${name} --signal ${wanted ?? ''}\n`);
    return 1;
  }
  const parents = chosen.get('P')?.split(',');
  const notNumber = parents?.find((word) => !/^\d+$/.test(word));
  if (notNumber !== undefined) {
    process.complain(`${name}: not a number: ${notNumber}\n`);
    return wrongUsage;
  }
  if (Number(chosen.has('n')) + Number(chosen.has('o')) + Number(isInverse(chosen)) > 1) {
    process.complain(usage(name));
    return wrongUsage;
  }
  const [pattern] = operands;
  if (operands.length > 1) return complain('only one pattern can be provided');
  if (pattern === undefined && parents === undefined && !chosen.has('n') && !chosen.has('o'))
    return complain('no matching criteria specified');
  if (pattern !== undefined && pattern.length > 15 && !chosen.has('f')) {
    process.complain(
      `${name}: pattern that searches for process name longer than 15 characters will result in zero matches\n` +
        `Try \`${name} -f' option to match against the complete command line.\n`,
    );
    return noMatch;
  }
  const found = select(process, {
    pattern,
    exact: chosen.has('x'),
    full: chosen.has('f'),
    ignoreCase: chosen.has('i'),
    inverse: isInverse(chosen),
    parents: parents?.map(Number),
    only: chosen.has('n') ? 'newest' : chosen.has('o') ? 'oldest' : 'all',
  });
  if (signal !== undefined)
    for (const one of found) {
      one.kill(signal);
      if (chosen.has('e')) process.print(`${one.name} killed (pid ${one.pid})\n`);
    }
  if (chosen.has('c')) process.print(`${found.length}\n`);
  else if (name === 'pgrep') print(process, found, chosen);
  return found.length > 0 ? 0 : noMatch;
}

function isInverse(chosen: ReadonlyMap<string, string>): boolean {
  return chosen.has('v') || chosen.has('inverse');
}

/** `-9`, `-KILL`: the first word that is a signal (signal_option). */
function takeSignal(words: string[]): Signal {
  const at = words.findIndex((word) => word.startsWith('-') && findSignal(word.slice(1)) !== undefined);
  const [word = ''] = at < 0 ? [] : words.splice(at, 1);
  return findSignal(word.slice(1)) ?? 'SIGTERM';
}

/** @throws BadExpression */
function select(self: ShellProcess, question: Question): readonly ShellProcess[] {
  const { pattern = '', parents } = question;
  const flags = question.ignoreCase ? 'i' : '';
  const source = extendedToJavaScript(pattern);
  const expression = new RegExp(question.exact ? `^(?:${source})$` : source, flags);
  const matching = self.table
    .list()
    .filter((one) => one !== self)
    .filter(({ parent }) => parents === undefined || parents.includes(parent?.pid ?? 0))
    .filter(
      (one) => expression.test(question.full ? one.arguments.join(' ') : one.name) !== question.inverse,
    );
  if (question.only === 'all') return matching;
  return matching.slice(question.only === 'newest' ? -1 : 0).slice(0, 1);
}

function print(
  process: ShellProcess,
  found: readonly ShellProcess[],
  chosen: ReadonlyMap<string, string>,
): void {
  const lines = found.map((one) => {
    if (chosen.has('a')) return `${one.pid} ${one.arguments.join(' ')}`;
    return chosen.has('l') ? `${one.pid} ${one.name}` : String(one.pid);
  });
  if (lines.length > 0) process.print(`${lines.join(chosen.get('d') ?? '\n')}\n`);
}

export const pgrep = command('pgrep');
export const pkill = command('pkill');
