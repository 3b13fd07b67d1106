/**
 * grep, egrep, fgrep (GNU grep 3.8): line by line, so that `tcpdump | grep` streams.
 *
 * Left out: -P beyond what JavaScript's expressions share with Perl's, binary files, colours.
 */
import type { Input } from '../../linux/process/stream.ts';
import type { Running } from '../../linux/process/wait.ts';
import type { Command, ShellProcess } from '../command.ts';
import { BadExpression, basicToJavaScript, extendedToJavaScript } from './regular-expression.ts';
import {
  absolutePath,
  emit,
  nextLine,
  openInput,
  parseOptions,
  type Parsed,
  splitLines,
  UsageError,
} from './tool.ts';

const rules = {
  short: 'EFGPivwxce:f:m:noqsHhlLzrRA:B:C:ab0123456789yUITZ',
  long: {
    'extended-regexp': 'E',
    'fixed-strings': 'F',
    'basic-regexp': 'G',
    'perl-regexp': 'P',
    'ignore-case': 'i',
    'invert-match': 'v',
    'word-regexp': 'w',
    'line-regexp': 'x',
    count: 'c',
    regexp: 'e',
    file: 'f',
    'max-count': 'm',
    'line-number': 'n',
    'only-matching': 'o',
    quiet: 'q',
    silent: 'q',
    'no-messages': 's',
    'with-filename': 'H',
    'no-filename': 'h',
    'files-with-matches': 'l',
    'files-without-match': 'L',
    recursive: 'r',
    'after-context': 'A',
    'before-context': 'B',
    context: 'C',
    'line-buffered': 'U',
    color: '!',
    colour: '!',
    text: 'a',
    include: '?',
    exclude: '?',
  } as Record<string, string>,
  absent: 'zb?TZ',
  failure: 2,
};

interface Search {
  readonly expression: RegExp;
  readonly invert: boolean;
  readonly parsed: Parsed;
  readonly limit: number;
  readonly before: number;
  readonly after: number;
  readonly named: boolean;
}

function grep(name: 'grep' | 'egrep' | 'fgrep'): Command {
  return {
    name,
    path: `/usr/bin/${name}`,
    *program(process) {
      try {
        return yield* run(
          process,
          name,
          parseOptions(name, process.arguments.slice(1), { ...rules, short: `${rules.short}!::` }),
        );
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        const usage = /^(?:unrecognized|invalid option|option)/.test(error.message);
        process.complain(
          usage
            ? `${name}: ${error.message.split('\n')[0] ?? ''}\nUsage: ${name} [OPTION]... PATTERNS [FILE]...\nTry '${name} --help' for more information.\n`
            : `${name}: ${error.message}\n`,
        );
        return error.status;
      }
    },
  };
}

function* run(process: ShellProcess, name: string, parsed: Parsed): Running<number> {
  const operands = [...parsed.operands];
  const patterns = parsed.options
    .filter((option) => option.letter === 'e')
    .flatMap((option) => option.value.split('\n'));
  for (const option of parsed.options.filter(({ letter }) => letter === 'f')) {
    const text = option.value === '-' ? undefined : process.files.text(absolutePath(process, option.value));
    if (text === undefined) throw new UsageError(`${option.value}: No such file or directory`, 2);
    patterns.push(...splitLines(text));
  }
  if (!parsed.has('e') && !parsed.has('f')) {
    const pattern = operands.shift();
    if (pattern === undefined) {
      process.complain(
        `Usage: ${name} [OPTION]... PATTERNS [FILE]...\nTry '${name} --help' for more information.\n`,
      );
      return 2;
    }
    patterns.push(...pattern.split('\n'));
  }
  const context =
    parsed.value('C') ??
    parsed.options
      .filter(({ letter }) => /\d/.test(letter))
      .map(({ letter }) => letter)
      .join('');
  const recursive = parsed.has('r') || parsed.has('R');
  const files = recursive
    ? expand(process, operands.length === 0 ? ['.'] : operands, operands.length === 0)
    : operands.length === 0
      ? ['-']
      : operands;
  const search: Search = {
    expression: compile(patterns, name, parsed),
    invert: parsed.has('v'),
    parsed,
    limit: parsed.has('m') ? Number(parsed.value('m')) : Number.POSITIVE_INFINITY,
    before: count(parsed.value('B') ?? context),
    after: count(parsed.value('A') ?? context),
    named: !parsed.has('h') && (parsed.has('H') || recursive || files.length > 1),
  };
  let found = false;
  let failed = false;
  for (const file of files) {
    const opened = openInput(process, file);
    if ('error' in opened) {
      if (!parsed.has('s')) process.complain(`${name}: ${file}: ${opened.error}\n`);
      failed = true;
      continue;
    }
    const matched = yield* searchOne(process, file, opened.stream, search);
    if (matched) found = true;
    if (matched && parsed.has('q')) return 0;
  }
  if (failed && !(found && parsed.has('q'))) return 2;
  return found ? 0 : 1;
}

function count(text: string): number {
  if (text !== '' && !/^\d+$/.test(text)) throw new UsageError(`${text}: invalid context length argument`, 2);
  return Number(text);
}

function expand(process: ShellProcess, names: readonly string[], bare: boolean): string[] {
  return names.flatMap((name) => {
    const path = absolutePath(process, name);
    if (!process.files.isDirectory(path)) return [name];
    const children = process.files
      .names(path)
      .map((child) => (bare && name === '.' ? child : `${name.replace(/\/$/, '')}/${child}`));
    return expand(process, children, false);
  });
}

function compile(patterns: readonly string[], name: string, parsed: Parsed): RegExp {
  const kind =
    parsed.options.findLast(({ letter }) => 'EFGP'.includes(letter))?.letter ??
    (name === 'egrep' ? 'E' : name === 'fgrep' ? 'F' : 'G');
  const sources = patterns.map((pattern) => {
    if (kind === 'F') return pattern.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    if (kind === 'P') return pattern;
    try {
      return kind === 'E' ? extendedToJavaScript(pattern) : basicToJavaScript(pattern);
    } catch (error) {
      if (error instanceof BadExpression)
        throw new UsageError(
          error.message.startsWith('Unmatched [') ? 'Invalid regular expression' : error.message,
          2,
        );
      throw error;
    }
  });
  let source = sources.map((one) => `(?:${one})`).join('|');
  if (patterns.length === 0) source = '(?!)';
  if (parsed.has('x')) source = `^(?:${source})$`;
  else if (parsed.has('w')) source = `(?<!\\w)(?:${source})(?!\\w)`;
  const flags = `g${parsed.has('i') || parsed.has('y') ? 'i' : ''}`;
  try {
    return new RegExp(source, `${flags}u`);
  } catch {
    try {
      return new RegExp(source, flags);
    } catch {
      throw new UsageError('Invalid regular expression', 2);
    }
  }
}

function* searchOne(process: ShellProcess, file: string, input: Input, search: Search): Running<boolean> {
  const { parsed, expression } = search;
  const label = file === '-' ? '(standard input)' : file;
  const listing = parsed.has('l') || parsed.has('L');
  const silent = listing || parsed.has('q') || parsed.has('c');
  const prefix = (number: number, mark: ':' | '-'): string =>
    `${search.named ? `${label}${mark}` : ''}${parsed.has('n') ? `${number}${mark}` : ''}`;
  let number = 0;
  let matches = 0;
  let trailing = 0;
  let lastPrinted = 0;
  const held: string[] = [];
  while (matches < search.limit || trailing > 0) {
    const line = yield* nextLine(input);
    if (line === undefined) break;
    number++;
    const text = line.replace(/\n$/, '');
    expression.lastIndex = 0;
    const hit = matches < search.limit && expression.test(text) !== search.invert;
    if (!hit) {
      if (silent) continue;
      if (trailing > 0) {
        trailing--;
        lastPrinted = number;
        if (!parsed.has('o')) yield* emit(process, `${prefix(number, '-')}${text}\n`);
      } else if (search.before > 0) {
        held.push(text);
        if (held.length > search.before) held.shift();
      }
      continue;
    }
    matches++;
    if (parsed.has('q') || listing) break;
    if (silent) continue;
    const first = number - held.length;
    if ((search.before > 0 || search.after > 0) && lastPrinted > 0 && first > lastPrinted + 1)
      yield* emit(process, '--\n');
    if (!parsed.has('o'))
      for (const [index, before] of held.entries())
        yield* emit(process, `${prefix(first + index, '-')}${before}\n`);
    held.length = 0;
    if (parsed.has('o')) {
      expression.lastIndex = 0;
      if (!search.invert)
        for (const match of text.matchAll(expression))
          if (match[0] !== '') yield* emit(process, `${prefix(number, ':')}${match[0]}\n`);
    } else yield* emit(process, `${prefix(number, ':')}${text}\n`);
    lastPrinted = number;
    trailing = search.after;
  }
  if (parsed.has('c')) yield* emit(process, `${search.named ? `${label}:` : ''}${matches}\n`);
  else if (parsed.has('l') && matches > 0) yield* emit(process, `${label}\n`);
  else if (parsed.has('L') && matches === 0) yield* emit(process, `${label}\n`);
  return parsed.has('L') ? matches === 0 : matches > 0;
}

export const grepTools: readonly Command[] = [grep('grep'), grep('egrep'), grep('fgrep')];
