/**
 * What the text tools share: GNU's way with options (getopt_long(3): clustered letters, long names that may be
 * abbreviated, operands between options), its words for wrong ones, and files or standard input as inputs.
 */
import { openForReading } from '../../linux/file/open-file.ts';
import { drain } from '../../linux/process/process.ts';
import type { Input } from '../../linux/process/stream.ts';
import type { Running } from '../../linux/process/wait.ts';
import type { Command, ShellProcess } from '../command.ts';

export interface OptionRules {
  /** As getopt: a colon after a letter that takes an argument, two for an optional one. `+` first: stop at an operand. */
  readonly short: string;
  /** Long names and the letter each stands for. */
  readonly long?: Readonly<Record<string, string>>;
  /** Letters the real tool knows and this one does not model. */
  readonly absent?: string;
  /** Exit status for wrong usage; 1 if not given. */
  readonly failure?: number;
  /** How many operands there may be; any number if not given. */
  readonly most?: number;
  /** Letters of `long` alone that take an argument. */
  readonly longValues?: string;
  /** Printed after a complaint instead of the hint at `--help`. */
  readonly usage?: string;
}

export interface Parsed {
  /** Given options in order; `value` is empty for one without argument. */
  readonly options: readonly { readonly letter: string; readonly value: string }[];
  readonly operands: readonly string[];
  has(letter: string): boolean;
  /** The last value given. */
  value(letter: string): string | undefined;
}

export class UsageError extends Error {
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

/** @throws UsageError */
export function parseOptions(name: string, words: readonly string[], rules: OptionRules): Parsed {
  const failure = rules.failure ?? 1;
  const tail = `\n${rules.usage?.trimEnd() ?? `Try '${name} --help' for more information.`}`;
  const options: { letter: string; value: string }[] = [];
  const operands: string[] = [];
  const stops = rules.short.startsWith('+');
  const takes = (letter: string): 'none' | 'required' | 'optional' | undefined => {
    if (rules.longValues?.includes(letter) === true) return 'required';
    const at = letter === ':' || letter === '+' ? -1 : rules.short.indexOf(letter);
    if (at < 0) return undefined;
    if (rules.short[at + 1] !== ':') return 'none';
    return rules.short[at + 2] === ':' ? 'optional' : 'required';
  };
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--') {
      operands.push(...words.slice(at + 1));
      break;
    }
    if (word.startsWith('--')) {
      const [given = '', ...rest] = word.slice(2).split('=');
      const long = rules.long ?? {};
      const exact = long[given];
      const matches = Object.keys(long).filter((known) => known.startsWith(given));
      if (exact === undefined && matches.length > 1 && new Set(matches.map((match) => long[match])).size > 1)
        throw new UsageError(
          `option '--${given}' is ambiguous; possibilities: ${matches.map((match) => `'--${match}'`).join(' ')}${tail}`,
          failure,
        );
      const letter = exact ?? long[matches[0] ?? ''];
      if (letter === undefined && given !== '' && rest.length === 0)
        for (const known of ['help', 'version'])
          if (known.startsWith(given)) throw new UsageError(`not simulated: --${known}`, 1);
      if (letter === undefined) throw new UsageError(`unrecognized option '${word}'${tail}`, failure);
      const full = exact === undefined ? (matches[0] ?? given) : given;
      if (rules.absent?.includes(letter) === true) throw new UsageError(`not simulated: --${full}`, 1);
      const kind = takes(letter);
      if (kind === 'none' && rest.length > 0)
        throw new UsageError(`option '--${full}' doesn't allow an argument${tail}`, failure);
      let value = rest.join('=');
      if (kind === 'required' && rest.length === 0) {
        const next = words[++at];
        if (next === undefined)
          throw new UsageError(`option '--${full}' requires an argument${tail}`, failure);
        value = next;
      }
      options.push({ letter, value });
      continue;
    }
    if (!/^-./.test(word)) {
      if (stops) {
        operands.push(...words.slice(at));
        break;
      }
      operands.push(word);
      continue;
    }
    for (let index = 1; index < word.length; index++) {
      const letter = word[index] ?? '';
      const kind = takes(letter);
      if (rules.absent?.includes(letter) === true) throw new UsageError(`not simulated: -${letter}`, 1);
      if (kind === undefined) throw new UsageError(`invalid option -- '${letter}'${tail}`, failure);
      if (kind === 'none') {
        options.push({ letter, value: '' });
        continue;
      }
      let value = word.slice(index + 1);
      if (value === '' && kind === 'required') {
        const next = words[++at];
        if (next === undefined)
          throw new UsageError(`option requires an argument -- '${letter}'${tail}`, failure);
        value = next;
      }
      options.push({ letter, value });
      break;
    }
  }
  const extra = rules.most === undefined ? undefined : operands[rules.most];
  if (extra !== undefined) throw new UsageError(`extra operand '${extra}'${tail}`, failure);
  return {
    options,
    operands,
    has: (letter) => options.some((option) => option.letter === letter),
    value: (letter) => options.findLast((option) => option.letter === letter)?.value,
  };
}

/** A tool's program: options read, wrong ones complained about. */
export function tool(
  name: string,
  rules: OptionRules,
  body: (process: ShellProcess, parsed: Parsed) => Running<number>,
  path = `/usr/bin/${name}`,
): Command {
  return {
    name,
    path,
    *program(process) {
      try {
        return yield* body(process, parseOptions(name, process.arguments.slice(1), rules));
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        process.complain(`${name}: ${error.message}\n`);
        return error.status;
      }
    },
  };
}

export function absolutePath(process: ShellProcess, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${process.directory}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  // Who looks sees itself.
  if (parts[0] === 'proc' && parts[1] === 'self') parts[1] = String(process.pid);
  return `/${parts.join('/')}`;
}

/** Standard input for `-` and /dev/stdin, else a file. */
export function openInput(
  process: ShellProcess,
  name: string,
): { readonly stream: Input } | { readonly error: string } {
  if (name === '-' || name === '/dev/stdin' || name === '/dev/fd/0') return { stream: process.stdin };
  return openForReading(process.files, absolutePath(process, name));
}

/** Write, and wait while nobody reads on. */
export function* emit(process: ShellProcess, text: string): Running<void> {
  process.print(text);
  if (process.broken || process.stdout.full) yield* drain(process);
}

/** A whole file or standard input. */
export function* readInput(input: Input): Running<string> {
  let all = '';
  for (;;) {
    const text = input.read();
    if (text === undefined) return all;
    all += text;
    if (text === '') yield { on: [input.readable] };
  }
}

/** The next line with its newline, or undefined at the end. */
export function* nextLine(input: Input): Running<string | undefined> {
  for (;;) {
    const line = input.readLine();
    if (line === undefined) return undefined;
    if (line.endsWith('\n')) return line;
    if (line !== '') {
      // The last line has no newline, or a terminal's line is not complete yet.
      const rest = yield* nextLine(input);
      return line + (rest ?? '');
    }
    yield { on: [input.readable] };
  }
}

/** Lines of a text, without newlines; a newline at the end makes no empty line. */
export function splitLines(text: string): string[] {
  if (text === '') return [];
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}

/** All operands' texts in order (standard input without operands); complains of those that cannot be read. */
export function* readOperands(
  process: ShellProcess,
  name: string,
  operands: readonly string[],
): Running<{ texts: { name: string; text: string }[]; status: number }> {
  const texts: { name: string; text: string }[] = [];
  let status = 0;
  for (const operand of operands.length === 0 ? ['-'] : operands) {
    const opened = openInput(process, operand);
    if ('error' in opened) {
      process.complain(`${name}: ${operand}: ${opened.error}\n`);
      status = 1;
    } else texts.push({ name: operand, text: yield* readInput(opened.stream) });
  }
  return { texts, status };
}

/** Bytes of a text in UTF-8. */
export function byteLength(text: string): number {
  let bytes = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4;
  }
  return bytes;
}
