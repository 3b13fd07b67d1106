/**
 * The words of a filter expression one after another, and the arithmetic in it (libpcap's grammar.y: arth, narth). Code
 * is generated while reading, in the order a bottom-up parser reduces.
 */
import {
  type Arithmetic,
  combine,
  constant,
  loadAt,
  negative,
  packetLength,
  relation,
} from './arithmetic.ts';
import type { Block } from './block.ts';
import { FilterError, type Generator } from './generator.ts';
import { protocolOf } from './qualifier.ts';
import type { Token } from './scanner.ts';

export const syntaxError = "can't parse filter expression: syntax error";
const comparisons = new Set(['>', '>=', '=', '<=', '<', '!=']);
/** `%` and `^` have no precedence in the grammar: such a parser then reads on before it computes. */
const precedence: Readonly<Record<string, number>> = {
  '|': 1,
  '&': 2,
  '<<': 3,
  '>>': 3,
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
};
const operators = new Set([...Object.keys(precedence), '%', '^']);
const unary = 6;

export class ArithmeticParser {
  protected readonly tokens: readonly Token[];
  protected readonly generator: Generator;
  protected at = 0;

  constructor(tokens: readonly Token[], generator: Generator) {
    this.tokens = tokens;
    this.generator = generator;
  }

  // ---- words

  protected fail(): never {
    const token = this.tokens[this.at];
    throw new FilterError(token?.kind === 'error' && token.text !== '' ? token.text : syntaxError);
  }

  protected is(text: string, at = this.at): boolean {
    const token = this.tokens[at];
    return (token?.kind === 'word' || token?.kind === 'operator') && token.text === text;
  }

  protected word(at = this.at): string | undefined {
    const token = this.tokens[at];
    return token?.kind === 'word' ? token.text : undefined;
  }

  protected take(text: string): boolean {
    if (!this.is(text)) return false;
    this.at++;
    return true;
  }

  protected expect(text: string): void {
    if (!this.take(text)) this.fail();
  }

  protected number(): number {
    const token = this.tokens[this.at];
    if (token?.kind !== 'number') this.fail();
    this.at++;
    return token.value;
  }

  /** `((80))` */
  protected numberInParentheses(): number | undefined {
    let depth = 0;
    while (this.is('(', this.at + depth)) depth++;
    const token = this.tokens[this.at + depth];
    if (token?.kind !== 'number') return undefined;
    for (let level = 1; level <= depth; level++) if (!this.is(')', this.at + depth + level)) return undefined;
    this.at += 2 * depth + 1;
    return token.value;
  }

  // ---- arithmetic

  /** Does a comparison of two values start here? */
  protected isRelation(at = this.at): boolean {
    const operator = this.#endOfArithmetic(at);
    const token = operator === undefined ? undefined : this.tokens[operator];
    return token?.kind === 'operator' && comparisons.has(token.text);
  }

  /** Where the arithmetic that starts here ends. */
  #endOfArithmetic(start: number): number | undefined {
    let at: number | undefined = start;
    for (;;) {
      at = this.#endOfOperand(at);
      if (at === undefined) return undefined;
      const token: Token | undefined = this.tokens[at];
      if (token?.kind !== 'operator' || !operators.has(token.text)) return at;
      at++;
    }
  }

  #endOfOperand(start: number): number | undefined {
    let at = start;
    while (this.is('-', at)) at++;
    if (this.tokens[at]?.kind === 'number' || this.is('len', at)) return at + 1;
    const isLoad = this.is('[', at + 1) && protocolOf(this.word(at) ?? '') !== undefined;
    if (!isLoad && !this.is('(', at)) return undefined;
    let end = this.#endOfArithmetic(isLoad ? at + 2 : at + 1);
    if (end === undefined) return undefined;
    if (isLoad && this.is(':', end)) end += 2;
    return this.is(isLoad ? ']' : ')', end) ? end + 1 : undefined;
  }

  protected relation(): Block {
    const left = this.#arithmetic();
    const operator = this.tokens[this.at];
    this.at++;
    const right = this.#arithmetic();
    return relation(this.generator, operator?.text ?? '', left, right);
  }

  #arithmetic(): Arithmetic {
    const values: Arithmetic[] = [];
    const waiting: { readonly text: string; readonly level: number | undefined }[] = [];
    const reduce = () => {
      const operator = waiting.pop();
      const right = values.pop();
      if (operator === undefined || right === undefined) this.fail();
      if (operator.level === unary) {
        values.push(negative(right));
        return;
      }
      const left = values.pop() ?? this.fail();
      values.push(combine(this.generator, operator.text, left, right));
    };
    for (;;) {
      while (this.take('-')) waiting.push({ text: '-', level: unary });
      values.push(this.#operand());
      const token = this.tokens[this.at];
      const isOperator = token?.kind === 'operator' && operators.has(token.text);
      const level = isOperator ? precedence[token.text] : undefined;
      for (let last = waiting.at(-1); last !== undefined; last = waiting.at(-1)) {
        if (isOperator && (last.level === undefined || level === undefined || last.level < level)) break;
        reduce();
      }
      if (!isOperator) return values[0] ?? this.fail();
      waiting.push({ text: token.text, level });
      this.at++;
    }
  }

  #operand(): Arithmetic {
    const generator = this.generator;
    const token = this.tokens[this.at];
    const number = this.numberInParentheses();
    if (number !== undefined) return constant(generator, number);
    if (this.take('len')) return packetLength(generator);
    if (this.take('(')) {
      const value = this.#arithmetic();
      this.expect(')');
      return value;
    }
    const protocol = token?.kind === 'word' ? protocolOf(token.text) : undefined;
    if (protocol === undefined) this.fail();
    this.at++;
    this.expect('[');
    const index = this.#arithmetic();
    const octets = this.take(':') ? this.number() : 1;
    this.expect(']');
    return loadAt(generator, protocol, index, octets);
  }
}
