/**
 * Shell arithmetic (bash(1), ARITHMETIC EVALUATION): 64-bit integers, C's operators and precedence, `**`, base#number,
 * variables whose values are expressions themselves, array elements.
 */
import { ExpansionError } from './jump.ts';

/** What expressions read and assign. */
export interface ArithmeticVariables {
  get(name: string, index: string | undefined): string | undefined;
  set(name: string, index: string | undefined, value: string): void;
}

const operators = [
  '<<=',
  '>>=',
  '**',
  '++',
  '--',
  '<<',
  '>>',
  '<=',
  '>=',
  '==',
  '!=',
  '&&',
  '||',
  '+=',
  '-=',
  '*=',
  '/=',
  '%=',
  '&=',
  '|=',
  '^=',
  '+',
  '-',
  '*',
  '/',
  '%',
  '<',
  '>',
  '=',
  '!',
  '~',
  '&',
  '|',
  '^',
  '?',
  ':',
  ',',
  '(',
  ')',
] as const;

const levels: Readonly<Record<string, number>> = {
  '||': 1,
  '&&': 2,
  '|': 3,
  '^': 4,
  '&': 5,
  '==': 6,
  '!=': 6,
  '<': 7,
  '>': 7,
  '<=': 7,
  '>=': 7,
  '<<': 8,
  '>>': 8,
  '+': 9,
  '-': 9,
  '*': 10,
  '/': 10,
  '%': 10,
  '**': 11,
};

/** @throws ExpansionError with bash's words */
export function evaluate(text: string, variables: ArithmeticVariables, depth = 0): bigint {
  if (depth > 1000)
    throw new ExpansionError(`${text}: expression recursion level exceeded (error token is "${text}")`);
  if (text.trim() === '') return 0n;
  const reader = new Expression(text, variables, depth);
  return reader.whole();
}

type Place = { readonly name: string; readonly index: string | undefined };

class Expression {
  readonly #text: string;
  readonly #variables: ArithmeticVariables;
  readonly #depth: number;
  #at = 0;
  /** Operands of a branch not taken are read but not evaluated. */
  #skipping = 0;

  constructor(text: string, variables: ArithmeticVariables, depth: number) {
    this.#text = text;
    this.#variables = variables;
    this.#depth = depth;
  }

  whole(): bigint {
    const value = this.#comma();
    this.#space();
    if (this.#at < this.#text.length) {
      const rest = this.#text.slice(this.#at);
      if (/^[\w.]/.test(rest) || rest.startsWith('(')) this.#fail('syntax error in expression', rest);
      this.#fail(
        /^[=*+/%&|^<>-]?=/.test(rest)
          ? 'attempted assignment to non-variable'
          : 'syntax error: invalid arithmetic operator',
        rest,
      );
    }
    return value;
  }

  #fail(message: string, token: string): never {
    throw new ExpansionError(`${this.#text.replace(/^\s+/, '')}: ${message} (error token is "${token}")`);
  }

  #space(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++;
  }

  #peek(): string | undefined {
    this.#space();
    return operators.find((operator) => this.#text.startsWith(operator, this.#at));
  }

  #accept(operator: string): boolean {
    if (this.#peek() !== operator) return false;
    this.#at += operator.length;
    return true;
  }

  #comma(): bigint {
    let value = this.#assignment();
    while (this.#accept(',')) value = this.#assignment();
    return value;
  }

  #assignment(): bigint {
    const start = this.#at;
    const place = this.#place();
    if (place !== undefined) {
      const operator = this.#peek();
      if (operator !== undefined && /^(?:[-+*/%&|^]|<<|>>)?=$/.test(operator)) {
        this.#at += operator.length;
        const right = this.#assignment();
        const value =
          operator === '='
            ? right
            : this.#apply(operator.slice(0, -1), this.#read(place), right, this.#text.slice(start));
        this.#write(place, value);
        return value;
      }
    }
    this.#at = start;
    return this.#ternary();
  }

  #ternary(): bigint {
    const test = this.#binary(1);
    if (!this.#accept('?')) return test;
    const yes = this.#maybe(test !== 0n, () => this.#assignment());
    if (!this.#accept(':')) this.#fail("`:' expected for conditional expression", this.#text.slice(this.#at));
    const no = this.#maybe(test === 0n, () => this.#assignment());
    return test === 0n ? no : yes;
  }

  #maybe(wanted: boolean, read: () => bigint): bigint {
    if (!wanted) this.#skipping++;
    const value = read();
    if (!wanted) this.#skipping--;
    return value;
  }

  #binary(level: number): bigint {
    let left = this.#unary();
    for (;;) {
      const operator = this.#peek();
      const own = operator === undefined ? undefined : levels[operator];
      if (operator === undefined || own === undefined || own < level) return left;
      this.#at += operator.length;
      const rest = this.#text.slice(this.#at).trimStart();
      if (operator === '&&' || operator === '||') {
        const right = this.#maybe((left !== 0n) === (operator === '&&'), () => this.#binary(own + 1));
        left = BigInt(operator === '&&' ? left !== 0n && right !== 0n : left !== 0n || right !== 0n);
      } else {
        const right = operator === '**' ? this.#binary(own) : this.#binary(own + 1);
        left = this.#apply(operator, left, right, rest);
      }
    }
  }

  #apply(operator: string, left: bigint, right: bigint, token: string): bigint {
    if (this.#skipping > 0) return 0n;
    switch (operator) {
      case '+':
        return wrap(left + right);
      case '-':
        return wrap(left - right);
      case '*':
        return wrap(left * right);
      case '/':
      case '%':
        if (right === 0n) this.#fail('division by 0', token);
        return wrap(operator === '/' ? left / right : left % right);
      case '**':
        if (right < 0n) this.#fail('exponent less than 0', token);
        return wrap(left ** right);
      case '<<':
        return wrap(left << (right & 63n));
      case '>>':
        return left >> (right & 63n);
      case '&':
        return left & right;
      case '|':
        return left | right;
      case '^':
        return left ^ right;
      case '<':
        return BigInt(left < right);
      case '>':
        return BigInt(left > right);
      case '<=':
        return BigInt(left <= right);
      case '>=':
        return BigInt(left >= right);
      case '==':
        return BigInt(left === right);
      case '!=':
        return BigInt(left !== right);
      default:
        return 0n;
    }
  }

  #unary(): bigint {
    const operator = this.#peek();
    switch (operator) {
      case '++':
      case '--': {
        const start = this.#at;
        this.#at += 2;
        const place = this.#place();
        if (place === undefined) {
          this.#at = start + 1;
          const value = this.#unary();
          return operator === '--' ? -value : value;
        }
        const value = this.#read(place) + (operator === '++' ? 1n : -1n);
        this.#write(place, value);
        return value;
      }
      case '-':
        this.#at++;
        return wrap(-this.#unary());
      case '+':
        this.#at++;
        return this.#unary();
      case '!':
        this.#at++;
        return BigInt(this.#unary() === 0n);
      case '~':
        this.#at++;
        return ~this.#unary();
      case '(': {
        this.#at++;
        const value = this.#comma();
        if (!this.#accept(')'))
          this.#fail("missing `)'", this.#text.slice(this.#at).trimStart() || this.#text.trimEnd().slice(-1));
        return value;
      }
      default:
        return this.#operand();
    }
  }

  #operand(): bigint {
    this.#space();
    const start = this.#at;
    const number = /^[0-9][0-9A-Za-z@_#]*/.exec(this.#text.slice(this.#at));
    if (number !== null) {
      this.#at += number[0].length;
      return this.#number(number[0]);
    }
    const place = this.#place();
    if (place === undefined) {
      const rest = this.#text.slice(start);
      this.#fail(
        'syntax error: operand expected',
        rest === '' ? this.#text.trimStart().replace(/^.*?([^\w\s]+\s*)$/s, '$1') : rest,
      );
    }
    const operator = this.#peek();
    if (operator === '++' || operator === '--') {
      this.#at += 2;
      const value = this.#read(place);
      this.#write(place, value + (operator === '++' ? 1n : -1n));
      return value;
    }
    return this.#read(place);
  }

  #number(text: string): bigint {
    const based = /^(\d+)#([0-9A-Za-z@_]*)$/.exec(text);
    if (based !== null) {
      const base = Number(based[1]);
      if (base < 2 || base > 64) this.#fail('invalid arithmetic base', text);
      let value = 0n;
      for (const digit of based[2] ?? '')
        value = value * BigInt(base) + BigInt(this.#digit(digit, base, text));
      return wrap(value);
    }
    if (/^0[xX][0-9a-fA-F]+$/.test(text)) return wrap(BigInt(text));
    if (/^0\d+$/.test(text)) {
      if (/[89]/.test(text)) this.#fail('value too great for base', text);
      return wrap(BigInt(`0o${text.slice(1)}`));
    }
    if (!/^\d+$/.test(text)) this.#fail('value too great for base', text);
    return wrap(BigInt(text));
  }

  #digit(digit: string, base: number, text: string): number {
    const order = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@_';
    const value = order.indexOf(base <= 36 ? digit.toLowerCase() : digit);
    if (value < 0 || value >= base) this.#fail('value too great for base', text);
    return value;
  }

  #place(): Place | undefined {
    this.#space();
    const name = /^[A-Za-z_]\w*/.exec(this.#text.slice(this.#at))?.[0];
    if (name === undefined) return undefined;
    this.#at += name.length;
    if (this.#text[this.#at] !== '[') return { name, index: undefined };
    let depth = 0;
    const start = this.#at + 1;
    for (; this.#at < this.#text.length; this.#at++) {
      if (this.#text[this.#at] === '[') depth++;
      if (this.#text[this.#at] === ']' && --depth === 0) break;
    }
    const index = this.#text.slice(start, this.#at);
    this.#at++;
    return { name, index };
  }

  #read(place: Place): bigint {
    if (this.#skipping > 0) return 0n;
    const text = this.#variables.get(place.name, place.index);
    if (text === undefined || text === '') return 0n;
    if (/^\d{1,15}$/.test(text) && !text.startsWith('0')) return BigInt(text);
    return evaluate(text, this.#variables, this.#depth + 1);
  }

  #write(place: Place, value: bigint): void {
    if (this.#skipping === 0) this.#variables.set(place.name, place.index, wrap(value).toString());
  }
}

function wrap(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}
