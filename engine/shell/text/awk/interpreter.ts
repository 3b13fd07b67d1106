/**
 * Runs an awk program: variables, rules, statements, calls of its functions. Computation stands still in virtual time;
 * input is asked for between records.
 *
 * Not simulated: system(), `cmd | getline` (both would have to wait inside an expression).
 */
import type { Random } from '../../../clock/random.ts';
import { fillFormat } from '../printf.ts';
import { extendedToJavaScript } from '../regular-expression.ts';
import { assign, evaluate } from './evaluate.ts';
import { AwkJump } from './jump.ts';
import { AwkError } from './lexer.ts';
import { CurrentRecord } from './record.ts';
import type { AwkProgram, Expression, Statement } from './syntax.ts';
import { arrayOf, type Cell, isNumeric, isTrue, numberText, Outside, toNumber, type Value } from './value.ts';

/** What a running program asks of the world. */
export interface AwkHost {
  print(text: string): void;
  /** `print > file`, `print | command`. */
  printTo(how: '>' | '>>' | '|', target: string, text: string): void;
  readFile(path: string): string | undefined;
  /** The next record of the main input, for getline. */
  nextRecord(): string | undefined;
  close(name: string): number;
  readonly random: Random;
  /** Seconds since 1970. */
  readonly now: number;
}

export class Awk {
  readonly program: AwkProgram;
  readonly host: AwkHost;
  readonly record: CurrentRecord;
  readonly #globals = new Map<string, Cell>();
  #frame: Map<string, Cell> | undefined;
  #depth = 0;
  readonly #inRange = new Set<number>();
  /** What getline has still to read of each file. */
  readonly files = new Map<string, string[]>();
  readonly #expressions = new Map<string, RegExp>();

  constructor(program: AwkProgram, host: AwkHost) {
    this.program = program;
    this.host = host;
    this.record = new CurrentRecord(this);
    const initial: Record<string, Value> = {
      FS: ' ',
      OFS: ' ',
      ORS: '\n',
      RS: '\n',
      NR: 0,
      FNR: 0,
      SUBSEP: '\x1c',
      CONVFMT: '%.6g',
      OFMT: '%.6g',
      RSTART: 0,
      RLENGTH: -1,
      FILENAME: '',
    };
    for (const [name, value] of Object.entries(initial)) this.cell(name).value = value;
  }

  cell(name: string): Cell {
    const local = this.#frame?.get(name);
    if (local !== undefined) return local;
    let cell = this.#globals.get(name);
    if (cell === undefined) {
      cell = { value: undefined, array: undefined };
      this.#globals.set(name, cell);
    }
    return cell;
  }

  global(name: string): Value {
    if (name === 'NF') return this.record.count;
    return this.#globals.get(name)?.value;
  }

  setGlobal(name: string, value: Value): void {
    if (name === 'NF') {
      this.record.setCount(toNumber(value));
      return;
    }
    const cell = this.#globals.get(name);
    if (cell === undefined) this.#globals.set(name, { value, array: undefined });
    else cell.value = value;
  }

  text(value: Value): string {
    if (typeof value === 'string') return value;
    if (value === undefined) return '';
    if (typeof value === 'number') return numberText(value, this.#format('CONVFMT'));
    return value.text;
  }

  #format(name: 'CONVFMT' | 'OFMT'): string {
    const format = this.#globals.get(name)?.value;
    return typeof format === 'string' ? format : '%.6g';
  }

  field(index: number): Value {
    return this.record.field(index);
  }

  splitText(text: string, separator: string | RegExp): string[] {
    if (text === '') return [];
    if (separator === ' ')
      return text
        .trim()
        .split(/[ \t\n]+/)
        .filter((part) => part !== '');
    if (separator === '') return [...text];
    if (typeof separator === 'string' && separator.length === 1 && separator !== '\\') {
      if (this.text(this.global('RS')) === '')
        return text.split(new RegExp(`${separator.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}|\\n`));
      return text.split(separator);
    }
    return text.split(separator instanceof RegExp ? separator : this.expression(separator));
  }

  expression(source: string): RegExp {
    let expression = this.#expressions.get(source);
    if (expression === undefined) {
      // In awk a dot matches a newline too.
      const text = extendedToJavaScript(source).replaceAll('[^\\n]', '[^]');
      try {
        expression = new RegExp(text, 'u');
      } catch {
        expression = new RegExp(text);
      }
      this.#expressions.set(source, expression);
    }
    return expression;
  }

  /** A regular expression, written or as text. */
  pattern(expression: Expression): RegExp {
    if (expression.kind === 'regex') return this.expression(expression.source);
    return this.expression(this.text(this.evaluate(expression)));
  }

  // Running

  /** BEGIN or END rules. @throws AwkJump on exit */
  runSpecial(which: 'BEGIN' | 'END'): void {
    for (const rule of this.program.rules)
      if (rule.pattern === which && rule.body !== undefined) this.#execute(rule.body);
  }

  /** All rules for the current record. @throws AwkJump on exit and nextfile */
  runRecord(): void {
    try {
      for (const [index, { pattern, body }] of this.program.rules.entries()) {
        if (pattern === 'BEGIN' || pattern === 'END') continue;
        if (pattern !== undefined && !this.#selects(index, pattern)) continue;
        if (body === undefined) this.host.print(this.text(this.field(0)) + this.text(this.global('ORS')));
        else this.#execute(body);
      }
    } catch (jump) {
      if (!(jump instanceof AwkJump) || jump.kind !== 'next') throw jump;
    }
  }

  #selects(index: number, pattern: { from: Expression; to: Expression | undefined }): boolean {
    if (pattern.to === undefined) return isTrue(this.evaluate(pattern.from));
    if (!this.#inRange.has(index)) {
      if (!isTrue(this.evaluate(pattern.from))) return false;
      this.#inRange.add(index);
    }
    if (isTrue(this.evaluate(pattern.to))) this.#inRange.delete(index);
    return true;
  }

  #execute(statement: Statement): void {
    switch (statement.kind) {
      case 'block':
        for (const one of statement.body) this.#execute(one);
        return;
      case 'expression':
        this.evaluate(statement.expression);
        return;
      case 'print':
      case 'printf':
        this.#print(statement);
        return;
      case 'if':
        if (isTrue(this.evaluate(statement.test))) this.#execute(statement.yes);
        else if (statement.no !== undefined) this.#execute(statement.no);
        return;
      case 'while':
        if (statement.first === 'body' && !this.#once(statement.body)) return;
        while (isTrue(this.evaluate(statement.test))) if (!this.#once(statement.body)) return;
        return;
      case 'for':
        if (statement.start !== undefined) this.#execute(statement.start);
        while (statement.test === undefined || isTrue(this.evaluate(statement.test))) {
          if (!this.#once(statement.body)) return;
          if (statement.step !== undefined) this.#execute(statement.step);
        }
        return;
      case 'each': {
        const target = this.cell(statement.variable);
        for (const key of [...arrayOf(this.cell(statement.array)).keys()]) {
          target.value = new Outside(key);
          if (!this.#once(statement.body)) return;
        }
        return;
      }
      case 'jump':
        throw new AwkJump(statement.jump);
      case 'exit':
      case 'return':
        throw new AwkJump(
          statement.kind,
          statement.value === undefined ? undefined : this.evaluate(statement.value),
        );
      case 'delete':
        if (statement.index === undefined) arrayOf(this.cell(statement.name)).clear();
        else arrayOf(this.cell(statement.name)).delete(this.key(statement.index));
    }
  }

  /** A loop's body. @returns whether the loop goes on */
  #once(body: Statement): boolean {
    if (++this.#steps > 20_000_000)
      throw new AwkError('not simulated: a loop of more than twenty million turns');
    try {
      this.#execute(body);
      return true;
    } catch (jump) {
      if (jump instanceof AwkJump && jump.kind === 'break') return false;
      if (jump instanceof AwkJump && jump.kind === 'continue') return true;
      throw jump;
    }
  }
  #steps = 0;

  #print(statement: Extract<Statement, { kind: 'print' | 'printf' }>): void {
    const values = statement.words.map((word) => this.evaluate(word));
    let text: string;
    if (statement.kind === 'printf') text = this.format(values);
    else {
      const shown = values.length === 0 ? [this.field(0)] : values;
      text =
        shown
          .map((value) =>
            typeof value === 'number' ? numberText(value, this.#format('OFMT')) : this.text(value),
          )
          .join(this.text(this.global('OFS'))) + this.text(this.global('ORS'));
    }
    if (statement.to === undefined) this.host.print(text);
    else this.host.printTo(statement.to.how, this.text(this.evaluate(statement.to.target)), text);
  }

  format(values: readonly Value[]): string {
    let at = 1;
    const next = (): Value => {
      if (at >= values.length)
        throw new AwkError(
          `run time error: not enough arguments passed to printf("${this.text(values[0])}")`,
        );
      return values[at++];
    };
    return fillFormat(
      this.text(values[0]),
      {
        text: () => this.text(next()),
        number: () => toNumber(next()),
        integer: () => toBigInt(toNumber(next())),
      },
      (conversion) => {
        if (conversion !== 'c') return undefined;
        const value = next();
        return isNumeric(value) && value !== undefined
          ? String.fromCodePoint(Math.max(0, Math.trunc(toNumber(value))))
          : ([...this.text(value)][0] ?? '');
      },
    ).text;
  }

  key(index: readonly Expression[]): string {
    return index.map((one) => this.text(this.evaluate(one))).join(this.text(this.global('SUBSEP')));
  }

  evaluate(expression: Expression): Value {
    return evaluate(this, expression);
  }

  assign(target: Expression, value: Value): void {
    assign(this, target, value);
  }

  /** A function of the program. */
  call(name: string, words: readonly Expression[]): Value {
    const called = this.program.functions.get(name);
    if (called === undefined) throw new AwkError(`line 1: function ${name} never defined`);
    if (words.length > called.parameters.length)
      throw new AwkError(`line 1: too many arguments in call to ${name}`);
    if (this.#depth > 900) throw new AwkError('function call nesting too deep');
    const frame = new Map<string, Cell>();
    for (const [index, parameter] of called.parameters.entries()) {
      const word = words[index];
      if (word?.kind === 'variable' && word.name !== 'NF') {
        const cell = this.cell(word.name);
        frame.set(
          parameter,
          cell.array === undefined && cell.value === undefined
            ? { value: undefined, array: undefined, origin: cell }
            : { value: cell.value, array: cell.array },
        );
      } else
        frame.set(parameter, {
          value: word === undefined ? undefined : this.evaluate(word),
          array: undefined,
        });
    }
    const before = this.#frame;
    this.#frame = frame;
    this.#depth++;
    try {
      this.#execute(called.body);
      return undefined;
    } catch (jump) {
      if (jump instanceof AwkJump && jump.kind === 'return') return jump.value;
      throw jump;
    } finally {
      this.#frame = before;
      this.#depth--;
    }
  }

  closeFile(name: string): number {
    return this.files.delete(name) ? 0 : this.host.close(name);
  }
}

function toBigInt(value: number): bigint {
  return Number.isFinite(value) ? BigInt(Math.trunc(value)) : 0n;
}
