/**
 * Runs an awk program: records, fields, expressions, statements. Computation stands still in virtual time; input is
 * asked for between records.
 *
 * Not simulated: system(), `cmd | getline` (both would have to wait inside an expression).
 */
import type { Random } from '../../../clock/random.ts';
import { fillFormat } from '../printf.ts';
import { extendedToJavaScript } from '../regular-expression.ts';
import { callBuiltin } from './builtins.ts';
import { AwkError } from './lexer.ts';
import type { AwkProgram, Expression, Statement } from './syntax.ts';
import { arrayOf, type Cell, isNumeric, isTrue, numberText, Outside, toNumber, type Value } from './value.ts';

export class AwkJump extends Error {
  readonly kind: 'break' | 'continue' | 'next' | 'nextfile' | 'exit' | 'return';
  readonly value: Value;

  constructor(kind: AwkJump['kind'], value?: Value) {
    super();
    this.kind = kind;
    this.value = value;
  }
}

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
  readonly #globals = new Map<string, Cell>();
  #frame: Map<string, Cell> | undefined;
  #record = '';
  #fields: Value[] = [];
  #split = true;
  #joined = true;
  #depth = 0;
  readonly #inRange = new Set<number>();
  readonly #files = new Map<string, string[]>();
  readonly #expressions = new Map<string, RegExp>();

  constructor(program: AwkProgram, host: AwkHost) {
    this.program = program;
    this.host = host;
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
    if (name === 'NF') {
      this.#splitRecord();
      return this.#fields.length;
    }
    return this.#globals.get(name)?.value;
  }

  setGlobal(name: string, value: Value): void {
    if (name === 'NF') {
      this.#setFieldCount(toNumber(value));
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

  // Records and fields

  setRecord(text: string): void {
    this.#record = text;
    this.#split = false;
    this.#joined = true;
  }

  #splitRecord(): void {
    if (this.#split) return;
    this.#fields = this.splitText(this.#record, this.text(this.global('FS'))).map(
      (part) => new Outside(part),
    );
    this.#split = true;
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

  field(index: number): Value {
    if (index < 0) throw new AwkError(`attempt to access field ${index}`);
    if (index === 0) {
      if (!this.#joined) {
        const separator = this.text(this.global('OFS'));
        this.#record = this.#fields.map((value) => this.text(value)).join(separator);
        this.#joined = true;
      }
      return new Outside(this.#record);
    }
    this.#splitRecord();
    return this.#fields[index - 1];
  }

  #setField(index: number, value: Value): void {
    if (index < 0) throw new AwkError(`attempt to access field ${index}`);
    if (index === 0) {
      this.setRecord(this.text(value));
      return;
    }
    this.#splitRecord();
    while (this.#fields.length < index) this.#fields.push('');
    this.#fields[index - 1] = value;
    this.#joined = false;
  }

  #setFieldCount(count: number): void {
    this.#splitRecord();
    while (this.#fields.length < count) this.#fields.push('');
    this.#fields.length = count;
    this.#joined = false;
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
    switch (expression.kind) {
      case 'number':
      case 'string':
        return expression.value;
      case 'regex':
        return Number(this.expression(expression.source).test(this.text(this.field(0))));
      case 'variable':
        return expression.name === 'NF' ? this.global('NF') : this.cell(expression.name).value;
      case 'field':
        return this.field(Math.trunc(toNumber(this.evaluate(expression.index))));
      case 'element': {
        const array = arrayOf(this.cell(expression.name));
        const key = this.key(expression.index);
        if (!array.has(key)) array.set(key, undefined);
        return array.get(key);
      }
      case 'group':
        return expression.items.length === 1 && expression.items[0] !== undefined
          ? this.evaluate(expression.items[0])
          : this.key(expression.items);
      case 'unary': {
        const value = this.evaluate(expression.operand);
        if (expression.operator === '!') return Number(!isTrue(value));
        return expression.operator === '-' ? -toNumber(value) : toNumber(value);
      }
      case 'binary':
        return this.#binary(expression);
      case 'match':
        return Number(
          this.pattern(expression.right).test(this.text(this.evaluate(expression.left))) !==
            expression.negated,
        );
      case 'in':
        return Number(arrayOf(this.cell(expression.name)).has(this.key(expression.index)));
      case 'ternary':
        return this.evaluate(isTrue(this.evaluate(expression.test)) ? expression.yes : expression.no);
      case 'assign': {
        const right = this.evaluate(expression.value);
        const value =
          expression.operator === ''
            ? right
            : arithmetic(expression.operator, toNumber(this.evaluate(expression.target)), toNumber(right));
        this.assign(expression.target, value);
        return value;
      }
      case 'step': {
        const old = toNumber(this.evaluate(expression.target));
        this.assign(expression.target, old + expression.by);
        return expression.prefix ? old + expression.by : old;
      }
      case 'call':
        return this.#call(expression.name, expression.words);
      case 'builtin':
        return callBuiltin(this, expression.name, expression.words);
      case 'getline':
        return this.#getline(expression);
    }
  }

  assign(target: Expression, value: Value): void {
    if (target.kind === 'variable') {
      if (target.name === 'NF') this.setGlobal('NF', value);
      else this.cell(target.name).value = value;
    } else if (target.kind === 'field')
      this.#setField(Math.trunc(toNumber(this.evaluate(target.index))), value);
    else if (target.kind === 'element') arrayOf(this.cell(target.name)).set(this.key(target.index), value);
    else if (target.kind === 'group' && target.items.length === 1 && target.items[0] !== undefined)
      this.assign(target.items[0], value);
  }

  #binary(expression: Extract<Expression, { kind: 'binary' }>): Value {
    const { operator } = expression;
    const left = this.evaluate(expression.left);
    if (operator === '&&') return Number(isTrue(left) && isTrue(this.evaluate(expression.right)));
    if (operator === '||') return Number(isTrue(left) || isTrue(this.evaluate(expression.right)));
    const right = this.evaluate(expression.right);
    if (operator === ' ') return this.text(left) + this.text(right);
    if (/^[<>=!]/.test(operator)) {
      const numeric = isNumeric(left) && isNumeric(right);
      const [a, b] = numeric ? [toNumber(left), toNumber(right)] : [this.text(left), this.text(right)];
      return Number(
        operator === '<'
          ? a < b
          : operator === '<='
            ? a <= b
            : operator === '>'
              ? a > b
              : operator === '>='
                ? a >= b
                : operator === '=='
                  ? a === b
                  : a !== b,
      );
    }
    return arithmetic(operator, toNumber(left), toNumber(right));
  }

  #call(name: string, words: readonly Expression[]): Value {
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

  #getline(expression: Extract<Expression, { kind: 'getline' }>): Value {
    let line: string | undefined;
    if (expression.from === 'command') throw new AwkError('not simulated: cmd | getline');
    if (expression.from === 'file' && expression.source !== undefined) {
      const name = this.text(this.evaluate(expression.source));
      let lines = this.#files.get(name);
      if (lines === undefined) {
        const text = this.host.readFile(name);
        if (text === undefined) return -1;
        lines = text.replace(/\n$/, '').split('\n');
        if (text === '') lines = [];
        this.#files.set(name, lines);
      }
      line = lines.shift();
    } else {
      line = this.host.nextRecord();
      if (line !== undefined) {
        this.setGlobal('NR', toNumber(this.global('NR')) + 1);
        this.setGlobal('FNR', toNumber(this.global('FNR')) + 1);
      }
    }
    if (line === undefined) return 0;
    if (expression.target === undefined) this.setRecord(line);
    else this.assign(expression.target, new Outside(line));
    return 1;
  }

  closeFile(name: string): number {
    return this.#files.delete(name) ? 0 : this.host.close(name);
  }
}

function toBigInt(value: number): bigint {
  return Number.isFinite(value) ? BigInt(Math.trunc(value)) : 0n;
}

function arithmetic(operator: string, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      if (right === 0) throw new AwkError('division by zero');
      return left / right;
    case '%':
      if (right === 0) throw new AwkError('division by zero in %');
      return left % right;
    default:
      return left ** right;
  }
}
