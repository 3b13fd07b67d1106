/**
 * awk as a program: options, operands (files and `name=value`), records as they come, output redirections and pipes.
 *
 * The words of errors are mawk's, Debian's awk; the language is POSIX's with gawk's common functions.
 */
import { Random } from '../../../clock/random.ts';
import { Descriptor } from '../../../linux/process/descriptor.ts';
import { type Input, TextInput } from '../../../linux/process/stream.ts';
import type { Running } from '../../../linux/process/wait.ts';
import type { Command, ShellProcess } from '../../command.ts';
import { runChild } from '../child.ts';
import { BadExpression } from '../regular-expression.ts';
import { absolutePath, emit, nextLine, openInput, readInput } from '../tool.ts';
import { Awk } from './interpreter.ts';
import { AwkJump } from './jump.ts';
import { AwkError, unescapeString } from './lexer.ts';
import { parseAwk } from './parser.ts';
import { arrayOf, Outside, toNumber, type Value } from './value.ts';

const usage = `Usage: mawk [Options] [Program] [file ...]

Program:
    The -f option value is the name of a file containing program text.
    If no -f option is given, a "--" ends option processing; the following
    parameters are the program text.
`;

interface Given {
  readonly source: string;
  readonly operands: readonly string[];
  readonly assignments: readonly (readonly [string, string])[];
  readonly separator: string | undefined;
}

function readArguments(process: ShellProcess, name: string): Given | { readonly error: string } {
  const words = process.arguments.slice(1);
  const assignments: [string, string][] = [];
  const files: string[] = [];
  let separator: string | undefined;
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--') {
      at++;
      break;
    }
    if (!/^-./.test(word)) break;
    const letter = word[1] ?? '';
    if (!'Fvf'.includes(letter))
      return {
        error: word.startsWith('--')
          ? `${name}: not simulated: ${word}\n`
          : `${name}: not an option: ${word}\n`,
      };
    const value = word.length > 2 ? word.slice(2) : (words[++at] ?? '');
    if (letter === 'F') separator = value === 't' ? '\t' : unescapeString(value);
    else if (letter === 'v') {
      const equals = value.indexOf('=');
      if (equals < 1) return { error: `${name}: improper assignment: -v ${value}\n` };
      assignments.push([value.slice(0, equals), unescapeString(value.slice(equals + 1))]);
    } else files.push(value);
  }
  const texts: string[] = [];
  for (const file of files) {
    const text = process.files.text(absolutePath(process, file));
    if (text === undefined) return { error: `${name}: couldn't open file ${file}\n` };
    texts.push(text);
  }
  if (files.length === 0) {
    const program = words[at++];
    if (program === undefined) return { error: usage };
    texts.push(program);
  }
  return { source: texts.join('\n'), operands: words.slice(at), assignments, separator };
}

function* run(process: ShellProcess, name: string): Running<number> {
  const given = readArguments(process, name);
  if ('error' in given) {
    process.complain(given.error);
    return 2;
  }
  let state: Run | undefined;
  try {
    state = new Run(process, given);
    return yield* state.run();
  } catch (error) {
    if (!(error instanceof AwkError) && !(error instanceof BadExpression)) throw error;
    if (state !== undefined) yield* state.flush();
    process.complain(`${name}: ${error.message}\n`);
    return error.message.startsWith('not simulated') ? 1 : 2;
  }
}

class Run {
  readonly #process: ShellProcess;
  readonly #given: Given;
  readonly #awk: Awk;
  #output = '';
  readonly #opened = new Set<string>();
  readonly #pipes = new Map<string, string>();
  /** Records read ahead, when the program may ask for them itself (getline) or RS is not a newline. */
  #ahead: string[] | undefined;
  #status = 0;

  constructor(process: ShellProcess, given: Given) {
    this.#process = process;
    this.#given = given;
    const now = process.place.environment.wallTime / 1000;
    this.#awk = new Awk(parseAwk(given.source), {
      print: (text) => {
        this.#output += text;
      },
      printTo: (how, target, text) => {
        this.#printTo(how, target, text);
      },
      readFile: (path) =>
        path === '/dev/stdin' || path === '-' ? undefined : process.files.text(absolutePath(process, path)),
      nextRecord: () => this.#ahead?.shift(),
      close: (target) => (this.#opened.delete(target) ? 0 : this.#pipes.has(target) ? 0 : -1),
      random: new Random('awk'),
      now,
    });
    this.#setUp();
  }

  #setUp(): void {
    const { separator, assignments, operands } = this.#given;
    if (separator !== undefined) this.#awk.setGlobal('FS', separator);
    for (const [name, value] of assignments) this.#awk.setGlobal(name, new Outside(value));
    const environment = arrayOf(this.#awk.cell('ENVIRON'));
    for (const [name, value] of this.#process.environment) environment.set(name, new Outside(value));
    const words = arrayOf(this.#awk.cell('ARGV'));
    for (const [index, word] of ['awk', ...operands].entries())
      words.set(index.toString(), new Outside(word));
    this.#awk.setGlobal('ARGC', operands.length + 1);
  }

  #printTo(how: '>' | '>>' | '|', target: string, text: string): void {
    if (how === '|') this.#pipes.set(target, (this.#pipes.get(target) ?? '') + text);
    else if (target === '/dev/stderr') this.#process.complain(text);
    else if (target === '/dev/stdout' || target === '-') this.#output += text;
    else {
      const path = absolutePath(this.#process, target);
      const error =
        how === '>' && !this.#opened.has(target)
          ? this.#process.files.write(path, text)
          : this.#process.files.append(path, text);
      if (error !== undefined) throw new AwkError(`cannot open "${target}" for output`);
      this.#opened.add(target);
    }
  }

  *flush(): Running<void> {
    const text = this.#output;
    this.#output = '';
    if (text !== '') yield* emit(this.#process, text);
  }

  *run(): Running<number> {
    try {
      this.#awk.runSpecial('BEGIN');
      yield* this.flush();
      const { rules } = this.#awk.program;
      if (rules.some((rule) => rule.pattern !== 'BEGIN')) yield* this.#records();
    } catch (jump) {
      if (!(jump instanceof AwkJump) || jump.kind !== 'exit') throw jump;
      if (jump.value !== undefined) this.#status = toNumber(jump.value);
    }
    try {
      this.#awk.runSpecial('END');
    } catch (jump) {
      if (!(jump instanceof AwkJump) || jump.kind !== 'exit') throw jump;
      if (jump.value !== undefined) this.#status = toNumber(jump.value);
    }
    yield* this.flush();
    for (const [command, text] of this.#pipes)
      yield* runChild(this.#process, ['sh', '-c', command], { stdin: Descriptor.input(new TextInput(text)) });
    return this.#status & 255;
  }

  #operands(): string[] {
    const words = arrayOf(this.#awk.cell('ARGV'));
    const count = toNumber(this.#awk.global('ARGC'));
    return Array.from({ length: Math.max(0, count - 1) }, (_word, index) =>
      this.#awk.text(words.get((index + 1).toString())),
    ).filter((word) => word !== '');
  }

  *#records(): Running<void> {
    const operands = this.#operands();
    let read = false;
    for (const operand of operands) {
      const assignment = /^([A-Za-z_]\w*)=([^]*)$/.exec(operand);
      if (assignment !== null) {
        this.#awk.setGlobal(assignment[1] ?? '', new Outside(unescapeString(assignment[2] ?? '')));
        continue;
      }
      read = true;
      const opened = openInput(this.#process, operand);
      if ('error' in opened) {
        this.#process.complain(
          `mawk: cannot open ${operand} (${opened.error})\n`.replace('mawk', this.#process.name),
        );
        this.#status = 2;
        continue;
      }
      this.#awk.setGlobal('FILENAME', operand);
      yield* this.#file(opened.stream);
    }
    if (!read) yield* this.#file(this.#process.stdin);
  }

  *#file(input: Input): Running<void> {
    this.#awk.setGlobal('FNR', 0);
    const separator = this.#awk.text(this.#awk.global('RS'));
    if (separator !== '\n' || /\bgetline\b|\bRS\b/.test(this.#given.source))
      this.#ahead = split(yield* readInput(input), separator, this.#awk);
    for (;;) {
      const record =
        this.#ahead === undefined ? (yield* nextLine(input))?.replace(/\n$/, '') : this.#ahead.shift();
      if (record === undefined) return;
      this.#count('NR');
      this.#count('FNR');
      this.#awk.record.set(record);
      try {
        this.#awk.runRecord();
      } catch (jump) {
        if (!(jump instanceof AwkJump) || jump.kind !== 'nextfile') throw jump;
        return;
      }
      if (this.#output !== '') yield* this.flush();
    }
  }

  #count(name: 'NR' | 'FNR'): void {
    const value: Value = this.#awk.global(name);
    this.#awk.setGlobal(name, toNumber(value) + 1);
  }
}

function split(text: string, separator: string, awk: Awk): string[] {
  if (text === '') return [];
  if (separator === '') return text.replace(/^\n+/, '').replace(/\n+$/, '').split(/\n\n+/);
  const parts = text.split(separator.length === 1 ? separator : awk.expression(separator));
  if (parts.at(-1) === '' || parts.at(-1) === '\n') {
    const last = parts.pop();
    if (last === '\n' && separator !== '\n') parts.push(last);
  }
  return parts;
}

function command(name: string): Command {
  return { name, path: `/usr/bin/${name}`, program: (process) => run(process, name) };
}

export const awkCommands: readonly Command[] = [command('awk'), command('gawk'), command('mawk')];
