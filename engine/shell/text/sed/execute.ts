/**
 * Runs a script over lines: the cycle, pattern space and hold space, and what each command does with them.
 */
import type { Input } from '../../../linux/process/stream.ts';
import type { Running } from '../../../linux/process/wait.ts';
import type { ShellProcess } from '../../command.ts';
import { absolutePath, emit } from '../tool.ts';
import { Addresses } from './addresses.ts';
import { Lines } from './lines.ts';
import { type SedCommand, SedError, type Substitution } from './parser.ts';
import { substitute } from './substitution.ts';
import { unambiguous } from './unambiguous.ts';

export class SedRun {
  collected = '';
  readonly #process: ShellProcess;
  readonly #commands: readonly SedCommand[];
  readonly #silent: boolean;
  readonly #collect: boolean;
  readonly #lines = new Lines();
  readonly #addresses: Addresses;
  readonly #written = new Set<string>();
  readonly #labels = new Map<string, number>();
  #line = 0;
  #space = '';
  #hold = '';
  #newline = true;
  #appended: string[] = [];
  #replaced = false;
  #lastExpression: RegExp | undefined;
  #name = '-';

  constructor(process: ShellProcess, commands: readonly SedCommand[], silent: boolean, collect: boolean) {
    this.#process = process;
    this.#commands = commands;
    this.#silent = silent;
    this.#collect = collect;
    this.#addresses = new Addresses({
      line: () => this.#line,
      isLast: () => this.#lines.isLast(),
      test: (expression) => this.#test(expression),
    });
    for (const [index, command] of commands.entries())
      if (command.name === ':') this.#labels.set(command.text, index);
  }

  /** @returns an exit status when the script quit */
  *file(input: Input, lastFile: boolean, name: string): Running<number | undefined> {
    this.#lines.open(input, lastFile);
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

  /** Read a line into the pattern space. */
  *#next(): Running<boolean> {
    const line = yield* this.#lines.read();
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
    const end = this.#newline || !(yield* this.#lines.isLast()) ? '\n' : '';
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
      if ((yield* this.#addresses.selects(command)) === command.negated) {
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
          if (yield* this.#lines.isLast()) {
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
          if (command.to === undefined || command.negated || !this.#addresses.isOpen(command))
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

  /** An empty expression is the last one used. */
  #used(expression: RegExp | undefined): RegExp {
    const used = expression ?? this.#lastExpression;
    if (used === undefined) throw new SedError('no previous regular expression');
    this.#lastExpression = used;
    return used;
  }

  #test(expression: RegExp | undefined): boolean {
    const used = this.#used(expression);
    used.lastIndex = 0;
    return used.test(this.#space);
  }

  *#substitute(substitution: Substitution): Running<void> {
    const result = substitute(this.#space, this.#used(substitution.expression), substitution);
    if (result === undefined) return;
    this.#space = result;
    this.#replaced = true;
    if (substitution.print) yield* this.#printSpace();
    if (substitution.file !== undefined) yield* this.#write(substitution.file);
  }
}
