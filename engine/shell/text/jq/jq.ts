/**
 * jq as a program (jq 1.6): options, inputs one after the other, outputs in jq's layout, its exit statuses.
 *
 * Left out: --stream, --seq, modules; numbers are JavaScript's, so 1.0 is printed as 1.
 */
import type { Running } from '../../../linux/process/wait.ts';
import type { Command, ShellProcess } from '../../command.ts';
import { absolutePath, emit, readOperands, splitLines } from '../tool.ts';
import { Halt, Undefined } from './builtins.ts';
import { Evaluator } from './evaluate.ts';
import { isTrue } from './item.ts';
import { type Json, JqError, JsonReader, print, type PrintStyle } from './json.ts';
import { printColoured } from './colour.ts';
import { parseJq } from './parser.ts';
import { type Filter, JqSyntaxError } from './syntax.ts';
import { prelude } from './prelude.ts';
import { rootScope } from './scope.ts';

const usage =
  'Use jq --help for help with command-line options,\nor see the jq manpage, or online docs  at https://stedolan.github.io/jq\n';

interface Options {
  readonly flags: ReadonlySet<string>;
  readonly indent: string | undefined;
  readonly variables: ReadonlyMap<string, Json>;
  readonly program: string | undefined;
  readonly files: readonly string[];
}

const long: Readonly<Record<string, string>> = {
  'raw-output': 'r',
  'compact-output': 'c',
  'null-input': 'n',
  slurp: 's',
  'raw-input': 'R',
  'exit-status': 'e',
  'join-output': 'j',
  'ascii-output': 'a',
  'sort-keys': 'S',
  'monochrome-output': 'M',
  tab: 't',
  'color-output': 'C',
};

function readOptions(process: ShellProcess): Options | { readonly error: string } {
  const flags = new Set<string>();
  const variables = new Map<string, Json>();
  const named = new Map<string, Json>();
  const operands: string[] = [];
  const positional: Json[] = [];
  let indent: string | undefined = '  ';
  let rest: 'files' | 'args' | 'jsonargs' = 'files';
  let source: string | undefined;
  const words = process.arguments.slice(1);
  const fail = (message: string): { error: string } => ({ error: `jq: error: ${message}\n${usage}` });
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (!/^-./.test(word)) {
      if (rest === 'files' || (operands.length === 0 && source === undefined)) operands.push(word);
      else positional.push(rest === 'args' ? word : readJson(word));
      continue;
    }
    const name = word.slice(2);
    if (word === '--arg' || word === '--argjson' || word === '--slurpfile' || word === '--rawfile') {
      const [variable, value] = [words[at + 1], words[at + 2]];
      if (variable === undefined || value === undefined)
        return fail(
          `${word} takes two parameters (e.g. ${word} varname ${word === '--arg' ? 'value' : word === '--argjson' ? 'text' : 'filename'})`,
        ).error.startsWith('jq')
          ? {
              error: `jq: ${word} takes two parameters (e.g. ${word} varname ${word === '--arg' ? 'value' : word === '--argjson' ? 'text' : 'filename'})\n${usage}`,
            }
          : fail('');
      at += 2;
      let json: Json = value;
      if (word === '--argjson') {
        try {
          json = readJson(value);
        } catch {
          return { error: `jq: Invalid JSON text passed to --argjson\n${usage}` };
        }
      } else if (word !== '--arg') {
        const text = process.files.text(absolutePath(process, value));
        if (text === undefined)
          return {
            error: `jq: Bad JSON in --${name} ${variable} ${value}: Could not open ${value}: No such file or directory\n`,
          };
        json = word === '--rawfile' ? text : readAllJson(text);
      }
      variables.set(`$${variable}`, json);
      named.set(variable, json);
    } else if (word === '--args') rest = 'args';
    else if (word === '--jsonargs') rest = 'jsonargs';
    else if (word === '--indent') {
      const count = Number(words[++at]);
      indent = count === 0 ? undefined : ' '.repeat(count);
    } else if (word === '-f' || word === '--from-file') {
      source = process.files.text(absolutePath(process, words[++at] ?? ''));
      if (source === undefined)
        return { error: `jq: error: Could not open ${words[at] ?? ''}: No such file or directory\n` };
    } else if (word.startsWith('--')) {
      const letter = long[name];
      if (letter === undefined)
        return {
          error: ['stream', 'seq', 'unbuffered', 'help', 'version'].includes(name)
            ? `jq: not simulated: ${word}\n`
            : `jq: Unknown option ${word}\n${usage}`,
        };
      flags.add(letter);
    } else
      for (const letter of word.slice(1)) {
        if (!'rcnsRejaSMCh'.includes(letter)) return { error: `jq: Unknown option ${word}\n${usage}` };
        flags.add(letter);
      }
  }
  variables.set('$__prog_args', positional);
  variables.set(
    '$ARGS',
    new Map<string, Json>([
      ['positional', positional],
      ['named', named],
    ]),
  );
  if (flags.has('t')) indent = '\t';
  if (flags.has('c')) indent = undefined;
  return { flags, indent, variables, program: source ?? operands.shift(), files: operands };
}

function readJson(text: string): Json {
  return new JsonReader(text).next() ?? null;
}

function readAllJson(text: string): Json[] {
  const reader = new JsonReader(text);
  const all: Json[] = [];
  for (let value = reader.next(); value !== undefined; value = reader.next()) all.push(value);
  return all;
}

function compileError(program: string, message: string): string {
  return `jq: error: ${message} at <top-level>, line ${program.split('\n').length}:\n${program}\njq: 1 compile error\n`;
}

function* run(process: ShellProcess): Running<number> {
  const options = readOptions(process);
  if ('error' in options) {
    process.complain(options.error);
    return options.error.includes('not simulated') ? 1 : 2;
  }
  if (options.program === undefined) {
    process.complain(
      `jq - commandline JSON processor [version 1.6]\n\nUsage:\tjq [options] <jq filter> [file...]\n\tjq [options] --args <jq filter> [strings...]\n\tjq [options] --jsonargs <jq filter> [JSON_TEXTS...]\n`,
    );
    return 2;
  }
  let filter: Filter;
  try {
    filter = parseJq(options.program);
  } catch (error) {
    if (error instanceof JqSyntaxError || error instanceof JqError) {
      process.complain(compileError(options.program, error.message));
      return 3;
    }
    throw error;
  }
  const { flags } = options;
  const { texts, status } =
    flags.has('n') && options.files.length === 0 && !/\binputs?\b/.test(options.program)
      ? { texts: [], status: 0 }
      : yield* readInputs(process, options.files);
  const inputs = new Inputs(texts.map(({ text }) => text).join(''), flags);
  const work = new Work(process, options, inputs);
  return yield* work.run(filter, status === 0 ? 0 : 2);
}

function* readInputs(process: ShellProcess, files: readonly string[]): ReturnType<typeof readOperands> {
  const texts: { name: string; text: string }[] = [];
  let status = 0;
  for (const file of files.length === 0 ? ['-'] : files) {
    const path = absolutePath(process, file);
    if (file !== '-' && file !== '/dev/stdin' && process.files.get(path) === undefined) {
      process.complain(
        `jq: error: Could not open file ${file}: ${process.files.isDirectory(path) ? 'Is a directory' : 'No such file or directory'}\n`,
      );
      status = 2;
    } else texts.push(...(yield* readOperands(process, 'jq', [file])).texts);
  }
  return { texts, status };
}

let parsedPrelude: Filter | undefined;

function definitions(): Filter {
  parsedPrelude ??= parseJq(`${prelude} .`);
  return parsedPrelude;
}

class Inputs {
  readonly #reader: JsonReader;
  readonly #lines: string[] | undefined;
  #whole: Json | undefined;

  constructor(text: string, flags: ReadonlySet<string>) {
    this.#reader = new JsonReader(text);
    this.#lines = flags.has('R') && !flags.has('s') ? splitLines(text) : undefined;
    if (flags.has('s')) this.#whole = flags.has('R') ? text : readAllJson(text);
    this.#slurps = flags.has('s');
    this.whole = text;
  }
  readonly #slurps: boolean;
  readonly whole: string;

  get lines(): number {
    return this.#slurps ? this.whole.split('\n').length - 1 : this.#reader.lines;
  }

  /** @throws JqError when the text is not JSON */
  next(): Json | undefined {
    if (this.#slurps) {
      const whole = this.#whole;
      this.#whole = undefined;
      return whole;
    }
    return this.#lines === undefined ? this.#reader.next() : this.#lines.shift();
  }
}

class Work {
  readonly #process: ShellProcess;
  readonly #options: Options;
  readonly #inputs: Inputs;
  readonly #style: PrintStyle;
  #last: Json | undefined;

  constructor(process: ShellProcess, options: Options, inputs: Inputs) {
    this.#process = process;
    this.#options = options;
    this.#inputs = inputs;
    this.#style = { indent: options.indent, sorted: options.flags.has('S'), ascii: options.flags.has('a') };
  }

  *run(filter: Filter, start: number): Running<number> {
    let status = start;
    const { flags, variables } = this.#options;
    const scope = rootScope(definitions(), variables);
    const evaluator = new Evaluator({
      nextInput: () => this.#inputs.next(),
      environment: this.#process.environment,
      now: this.#process.place.environment.wallTime / 1000,
      debug: (text) => {
        this.#process.complain(`${text}\n`);
      },
    });
    for (let first = true; ; first = false) {
      let value: Json | undefined = null;
      try {
        if (!flags.has('n')) value = this.#inputs.next();
        else if (!first) value = undefined;
      } catch (error) {
        if (!(error instanceof JqError)) throw error;
        this.#process.complain(
          `jq: error (at <stdin>:${this.#inputs.lines}): ${error.message}\n`
            .replace(/error \(at <stdin>:\d+\): /, 'error (at <stdin>:0): ')
            .replace('jq: error (at <stdin>:0): ', 'parse error: '),
        );
        return 2;
      }
      if (value === undefined) break;
      try {
        for (const output of evaluator.values(filter, value, scope)) yield* this.#print(output);
      } catch (error) {
        const ended = this.#failed(error);
        if (ended.stop) return ended.status;
        status = ended.status;
      }
    }
    if (flags.has('e') && status === 0) return this.#last === undefined ? 4 : isTrue(this.#last) ? 0 : 1;
    return status;
  }

  *#print(output: Json): Running<void> {
    const { flags } = this.#options;
    this.#last = output;
    const raw = flags.has('r') || flags.has('j');
    const text = raw && typeof output === 'string' ? output : this.#text(output);
    yield* emit(this.#process, flags.has('j') ? text : `${text}\n`);
  }

  /** In colours on a terminal, unless it is told otherwise. */
  #text(output: Json): string {
    const { flags } = this.#options;
    const coloured = !flags.has('M') && (flags.has('C') || this.#process.stdout.terminal !== undefined);
    return coloured ? printColoured(output, this.#style) : print(output, this.#style);
  }

  #failed(error: unknown): { status: number; stop: boolean } {
    if (error instanceof Halt) {
      if (error.value !== undefined)
        this.#process.complain(typeof error.value === 'string' ? error.value : `${print(error.value)}\n`);
      return { status: error.status, stop: true };
    }
    if (error instanceof Undefined) {
      this.#process.complain(compileError(this.#options.program ?? '', `${error.message} is not defined`));
      return { status: 3, stop: true };
    }
    if (!(error instanceof JqError)) throw error;
    const at = this.#options.flags.has('n') ? '<unknown>' : `<stdin>:${this.#inputs.lines}`;
    if (/^\$\w+ is not defined$/.test(error.message)) {
      this.#process.complain(compileError(this.#options.program ?? '', error.message));
      return { status: 3, stop: true };
    }
    this.#process.complain(
      `jq: error (at ${at})${typeof error.value === 'string' ? '' : ' (not a string)'}: ${typeof error.value === 'string' ? error.message : print(error.value)}\n`,
    );
    return { status: 5, stop: false };
  }
}

export const jq: Command = { name: 'jq', path: '/usr/bin/jq', program: run };
