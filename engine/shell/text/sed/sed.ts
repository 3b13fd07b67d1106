/**
 * sed as a program (GNU sed 4.9): the cycle over lines, pattern space and hold space; line by line, so that it streams.
 *
 * Left out: -z, the commands e and v, special replacement cases inside a group.
 */
import type { Input } from '../../../linux/process/stream.ts';
import type { Running } from '../../../linux/process/wait.ts';
import { absolutePath, emit, nextLine, openInput, type Parsed, tool, UsageError } from '../tool.ts';
import type { ShellProcess } from '../../command.ts';
import {
  type Address,
  parseSed,
  type ReplacementPart,
  type SedCommand,
  SedError,
  type Substitution,
} from './parser.ts';

const usage = `Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...

  -n, --quiet, --silent
                 suppress automatic printing of pattern space
      --debug
                 annotate program execution
  -e script, --expression=script
                 add the script to the commands to be executed
  -f script-file, --file=script-file
                 add the contents of script-file to the commands to be executed
  --follow-symlinks
                 follow symlinks when processing in place
  -i[SUFFIX], --in-place[=SUFFIX]
                 edit files in place (makes backup if SUFFIX supplied)
  -l N, --line-length=N
                 specify the desired line-wrap length for the \`l' command
  --posix
                 disable all GNU extensions.
  -E, -r, --regexp-extended
                 use extended regular expressions in the script
                 (for portability use POSIX -E).
  -s, --separate
                 consider files as separate rather than as a single,
                 continuous long stream.
      --sandbox
                 operate in sandbox mode (disable e/r/w commands).
  -u, --unbuffered
                 load minimal amounts of data from the input files and flush
                 the output buffers more often
  -z, --null-data
                 separate lines by NUL characters
      --help     display this help and exit
      --version  output version information and exit

If no -e, --expression, -f, or --file option is given, then the first
non-option argument is taken as the sed script to interpret.  All
remaining arguments are names of input files; if no input files are
specified, then the standard input is read.

GNU sed home page: <https://www.gnu.org/software/sed/>.
General help using GNU software: <https://www.gnu.org/gethelp/>.
`;

export const sed = tool(
  'sed',
  {
    short: 'nEre:f:i::suzl:',
    long: {
      quiet: 'n',
      silent: 'n',
      expression: 'e',
      file: 'f',
      'regexp-extended': 'E',
      'in-place': 'i',
      separate: 's',
      unbuffered: 'u',
      'null-data': 'z',
    },
    absent: 'z',
    usage,
  },
  function* (process, parsed) {
    const operands = [...parsed.operands];
    const scripts: string[] = [];
    for (const { letter, value } of parsed.options) {
      if (letter === 'e') scripts.push(value);
      if (letter === 'f') {
        const text = process.files.text(absolutePath(process, value));
        if (text === undefined)
          throw new UsageError(`couldn't open file ${value}: No such file or directory`, 1);
        scripts.push(text.replace(/\n$/, ''));
      }
    }
    if (scripts.length === 0) {
      const script = operands.shift();
      if (script === undefined) {
        process.complain(usage);
        return 1;
      }
      scripts.push(script);
    }
    try {
      const script = scripts.join('\n');
      const silent = parsed.has('n') || script.startsWith('#n\n');
      const commands = parseSed(script, parsed.has('E') || parsed.has('r'));
      return yield* runFiles(process, commands, operands, { silent, parsed });
    } catch (error) {
      if (error instanceof SedError) throw new UsageError(error.message, 1);
      throw error;
    }
  },
  '/usr/bin/sed',
);

interface How {
  readonly silent: boolean;
  readonly parsed: Parsed;
}

function* runFiles(
  process: ShellProcess,
  commands: readonly SedCommand[],
  operands: readonly string[],
  how: How,
): Running<number> {
  const names = operands.length === 0 ? ['-'] : operands;
  const separate = how.parsed.has('i') || how.parsed.has('s');
  let status = 0;
  let run: SedRun | undefined;
  for (const [index, name] of names.entries()) {
    const opened = openInput(process, name);
    if ('error' in opened) {
      process.complain(
        opened.error === 'Is a directory'
          ? `sed: couldn't edit ${name}: not a regular file\n`
              .replace("couldn't edit", how.parsed.has('i') ? "couldn't edit" : 'read error on')
              .replace(
                ': not a regular file',
                how.parsed.has('i') ? ': not a regular file' : ': Is a directory',
              )
          : `sed: can't read ${name}: ${opened.error}\n`,
      );
      status = how.parsed.has('i') ? 4 : 2;
      continue;
    }
    const last = separate || index === names.length - 1;
    if (run === undefined || separate) run = new SedRun(process, commands, how.silent, how.parsed.has('i'));
    const quit = yield* run.file(opened.stream, last, name);
    if (how.parsed.has('i')) {
      const path = absolutePath(process, name);
      const suffix = how.parsed.value('i') ?? '';
      if (suffix !== '')
        process.files.write(
          suffix.includes('*') ? absolutePath(process, suffix.replaceAll('*', name)) : path + suffix,
          process.files.text(path) ?? '',
        );
      process.files.write(path, run.collected);
    }
    if (quit !== undefined) return quit;
  }
  return status;
}

class SedRun {
  collected = '';
  readonly #process: ShellProcess;
  readonly #commands: readonly SedCommand[];
  readonly #silent: boolean;
  readonly #collect: boolean;
  readonly #active = new Map<SedCommand, number>();
  readonly #written = new Set<string>();
  readonly #labels = new Map<string, number>();
  #line = 0;
  #space = '';
  #hold = '';
  #newline = true;
  #appended: string[] = [];
  #replaced = false;
  #lastExpression: RegExp | undefined;
  #input: Input | undefined;
  #ahead: string | undefined;
  #lastFile = true;
  #name = '-';

  constructor(process: ShellProcess, commands: readonly SedCommand[], silent: boolean, collect: boolean) {
    this.#process = process;
    this.#commands = commands;
    this.#silent = silent;
    this.#collect = collect;
    for (const [index, command] of commands.entries())
      if (command.name === ':') this.#labels.set(command.text, index);
  }

  /** @returns an exit status when the script quit */
  *file(input: Input, lastFile: boolean, name: string): Running<number | undefined> {
    this.#input = input;
    this.#lastFile = lastFile;
    this.#ahead = undefined;
    this.#name = name;
    while (yield* this.#next()) {
      let again = true;
      while (again) {
        const result = yield* this.#cycle();
        if (typeof result === 'number') return result;
        again = result === 'restart';
      }
    }
    return undefined;
  }

  *#read(): Running<string | undefined> {
    if (this.#ahead !== undefined) {
      const line = this.#ahead;
      this.#ahead = undefined;
      return line;
    }
    return this.#input === undefined ? undefined : yield* nextLine(this.#input);
  }

  *#isLast(): Running<boolean> {
    if (!this.#lastFile) return false;
    this.#ahead ??= this.#input === undefined ? undefined : yield* nextLine(this.#input);
    return this.#ahead === undefined;
  }

  /** Read a line into the pattern space. */
  *#next(): Running<boolean> {
    const line = yield* this.#read();
    if (line === undefined) return false;
    this.#newline = line.endsWith('\n');
    this.#space = this.#newline ? line.slice(0, -1) : line;
    this.#line++;
    return true;
  }

  *#print(text: string): Running<void> {
    if (this.#collect) this.collected += text;
    else yield* emit(this.#process, text);
  }

  *#printSpace(): Running<void> {
    const end = this.#newline || !(yield* this.#isLast()) ? '\n' : '';
    yield* this.#print(this.#space + end);
  }

  *#flush(): Running<void> {
    const texts = this.#appended;
    this.#appended = [];
    for (const text of texts) yield* this.#print(text);
  }

  *#endCycle(): Running<void> {
    if (!this.#silent) yield* this.#printSpace();
    yield* this.#flush();
  }

  /** One run of the script. @returns a status to exit with, or whether to run again without reading (D) */
  *#cycle(): Running<number | 'done' | 'restart'> {
    this.#replaced = false;
    for (let at = 0; at < this.#commands.length; at++) {
      const command = this.#commands[at];
      if (command === undefined) break;
      if ((yield* this.#selects(command)) === command.negated) {
        if (command.name === '{') at = command.end - 1;
        continue;
      }
      switch (command.name) {
        case 's':
          if (command.substitution !== undefined) yield* this.#substitute(command.substitution);
          break;
        case 'y':
          this.#space = [...this.#space].map((char) => command.map?.get(char) ?? char).join('');
          break;
        case 'p':
          yield* this.#printSpace();
          break;
        case 'P':
          yield* this.#print(`${this.#space.split('\n', 1)[0] ?? ''}\n`);
          break;
        case 'd':
          yield* this.#flush();
          return 'done';
        case 'D': {
          const end = this.#space.indexOf('\n');
          yield* this.#flush();
          if (end < 0) return 'done';
          this.#space = this.#space.slice(end + 1);
          return 'restart';
        }
        case 'n': {
          if (yield* this.#isLast()) {
            yield* this.#endCycle();
            return 'done';
          }
          if (!this.#silent) yield* this.#printSpace();
          yield* this.#flush();
          if (!(yield* this.#next())) return 'done';
          break;
        }
        case 'N': {
          const before = this.#space;
          yield* this.#flush();
          if (!(yield* this.#next())) {
            if (!this.#silent) yield* this.#printSpace();
            return 'done';
          }
          this.#space = `${before}\n${this.#space}`;
          break;
        }
        case 'g':
          this.#space = this.#hold;
          break;
        case 'G':
          this.#space += `\n${this.#hold}`;
          break;
        case 'h':
          this.#hold = this.#space;
          break;
        case 'H':
          this.#hold += `\n${this.#space}`;
          break;
        case 'x':
          [this.#space, this.#hold] = [this.#hold, this.#space];
          break;
        case 'z':
          this.#space = '';
          break;
        case 'q':
          yield* this.#endCycle();
          return command.number ?? 0;
        case 'Q':
          return command.number ?? 0;
        case 'a':
          this.#appended.push(command.text);
          break;
        case 'i':
          yield* this.#print(command.text);
          break;
        case 'c':
          if (command.to === undefined || command.negated || !this.#active.has(command))
            yield* this.#print(command.text);
          yield* this.#flush();
          return 'done';
        case '=':
          yield* this.#print(`${this.#line}\n`);
          break;
        case 'F':
          yield* this.#print(`${this.#name}\n`);
          break;
        case 'l':
          yield* this.#print(unambiguous(this.#space));
          break;
        case 'r':
          this.#appended.push(this.#process.files.text(absolutePath(this.#process, command.text)) ?? '');
          break;
        case 'w':
          yield* this.#write(command.text);
          break;
        case 'b':
          at = this.#jump(command.text);
          break;
        case 't':
          if (this.#hasReplaced()) at = this.#jump(command.text);
          this.#replaced = false;
          break;
        case 'T':
          if (!this.#hasReplaced()) at = this.#jump(command.text);
          this.#replaced = false;
          break;
      }
    }
    yield* this.#endCycle();
    return 'done';
  }

  #hasReplaced(): boolean {
    return this.#replaced;
  }

  #jump(label: string): number {
    return label === '' ? this.#commands.length : (this.#labels.get(label) ?? this.#commands.length);
  }

  *#write(name: string): Running<void> {
    const text = `${this.#space}\n`;
    if (name === '/dev/stdout') yield* this.#print(text);
    else if (name === '/dev/stderr') this.#process.complain(text);
    else {
      const path = absolutePath(this.#process, name);
      if (this.#written.has(path)) this.#process.files.append(path, text);
      else this.#process.files.write(path, text);
      this.#written.add(path);
    }
  }

  #test(expression: RegExp | undefined): boolean {
    const used = expression ?? this.#lastExpression;
    if (used === undefined) throw new SedError('no previous regular expression');
    this.#lastExpression = used;
    used.lastIndex = 0;
    return used.test(this.#space);
  }

  *#at(address: Address): Running<boolean> {
    switch (address.kind) {
      case 'line':
        return this.#line === address.line;
      case 'step':
        return address.step === 0
          ? this.#line === address.first
          : this.#line >= address.first && (this.#line - address.first) % address.step === 0;
      case 'last':
        return yield* this.#isLast();
      case 'match':
        return this.#test(address.expression);
      default:
        return false;
    }
  }

  *#selects(command: SedCommand): Running<boolean> {
    const { from, to } = command;
    if (from === undefined) return true;
    if (to === undefined) return yield* this.#at(from);
    const until = this.#active.get(command);
    if (until === undefined) {
      const fromStart = from.kind === 'line' && from.line === 0 && this.#line === 1;
      if (!fromStart && !(yield* this.#at(from))) return false;
      if (to.kind === 'line') {
        if (to.line > this.#line) this.#active.set(command, to.line);
      } else if (to.kind === 'plus') {
        if (to.count > 0) this.#active.set(command, this.#line + to.count);
      } else if (to.kind === 'multiple') {
        const end = to.count === 0 ? this.#line : Math.ceil(this.#line / to.count) * to.count;
        if (end > this.#line) this.#active.set(command, end);
      } else if (
        !(fromStart && to.kind === 'match' && this.#test(to.expression)) &&
        !(to.kind === 'last' && (yield* this.#isLast()))
      )
        this.#active.set(command, Number.POSITIVE_INFINITY);
      return true;
    }
    if (Number.isFinite(until)) {
      if (this.#line >= until) this.#active.delete(command);
      // The end lay before this line: only the first line was meant.
      return this.#line <= until;
    }
    if (yield* this.#at(to)) this.#active.delete(command);
    return true;
  }

  *#substitute(substitution: Substitution): Running<void> {
    const expression = substitution.expression ?? this.#lastExpression;
    if (expression === undefined) throw new SedError('no previous regular expression');
    this.#lastExpression = expression;
    expression.lastIndex = 0;
    let count = 0;
    let changes = 0;
    let end = -1;
    const result = this.#space.replace(expression, (...found: unknown[]) => {
      const groups = found.filter(
        (part, index): part is string | undefined =>
          index === 0 || typeof part === 'string' || part === undefined,
      );
      const matched = groups[0] ?? '';
      const offset = found.find((part) => typeof part === 'number') as number;
      // An empty match right after a match does not count.
      if (matched === '' && offset === end) return '';
      end = offset + matched.length;
      count++;
      if (count < Math.max(1, substitution.nth) || (!substitution.global && changes > 0)) return matched;
      changes++;
      return fill(substitution.replacement, groups);
    });
    if (changes === 0) return;
    this.#space = result;
    this.#replaced = true;
    if (substitution.print) yield* this.#printSpace();
    if (substitution.file !== undefined) yield* this.#write(substitution.file);
  }
}

/** @param groups the match, its groups, then the whole text (which no group number reaches) */
function fill(parts: readonly ReplacementPart[], groups: readonly (string | undefined)[]): string {
  let text = '';
  let fold = '';
  let once = '';
  for (const part of parts) {
    if (typeof part === 'object' && 'fold' in part) {
      if (part.fold === 'u' || part.fold === 'l') once = part.fold;
      else fold = part.fold === 'E' ? '' : part.fold;
      continue;
    }
    let piece = typeof part === 'string' ? part : (groups[part.group] ?? '');
    if (fold === 'U') piece = piece.toUpperCase();
    if (fold === 'L') piece = piece.toLowerCase();
    if (once !== '' && piece !== '') {
      piece =
        (once === 'u' ? piece.slice(0, 1).toUpperCase() : piece.slice(0, 1).toLowerCase()) + piece.slice(1);
      once = '';
    }
    text += piece;
  }
  return text;
}

function unambiguous(text: string): string {
  const names: Readonly<Record<string, string>> = {
    '\\': '\\\\',
    '\n': '\\n',
    '\t': '\\t',
    '\r': '\\r',
    '\x07': '\\a',
    '\b': '\\b',
    '\f': '\\f',
    '\v': '\\v',
  };

  const escaped = text.replace(
    /[\\\x00-\x1f\x7f]/g,
    (char) => names[char] ?? `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );
  const lines: string[] = [];
  let rest = escaped;
  while (rest.length > 69) {
    lines.push(`${rest.slice(0, 69)}\\`);
    rest = rest.slice(69);
  }
  return `${[...lines, `${rest}$`].join('\n')}\n`;
}
