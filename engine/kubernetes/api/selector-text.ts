/**
 * A label selector as people write it (Parse, Lexer and Parser of k8s.io/apimachinery pkg/labels/selector.go), with that
 * parser's complaints.
 */
import { isLabelValue, isQualifiedName } from '../validation/names.ts';
import type { Requirement } from './selector.ts';
import { ApiError, fieldError } from './status.ts';

interface Token {
  readonly kind: 'word' | 'sign' | 'end';
  readonly text: string;
}

const signs = ['==', '!=', '=', '!', '(', ')', ',', '>', '<'];
const operators: Readonly<Record<string, Requirement['operator']>> = {
  in: 'in',
  notin: 'notin',
  '=': '=',
  '==': '=',
  '!=': '!=',
  '>': '>',
  '<': '<',
};

/** @throws ApiError in the parser's words */
export function parseSelector(text: string): readonly Requirement[] {
  return new Parser(text).all();
}

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at);
    const [space = ''] = /^[ \t\r\n]+/.exec(rest) ?? [];
    const sign = signs.find((one) => rest.startsWith(one));
    const [word = ''] = /^[^=!(),<> \t\r\n]+/.exec(rest) ?? [];
    if (space !== '') at += space.length;
    else if (sign === undefined) {
      tokens.push({ kind: 'word', text: word });
      at += word.length;
    } else {
      tokens.push({ kind: 'sign', text: sign });
      at += sign.length;
    }
  }
  return tokens;
}

function bad(why: string): ApiError {
  return new ApiError(400, 'BadRequest', why);
}

const end: Token = { kind: 'end', text: '' };

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(text: string) {
    this.#tokens = tokensOf(text);
  }

  all(): readonly Requirement[] {
    const requirements: Requirement[] = [];
    if (this.#next.kind === 'end') return requirements;
    if (!this.#begins()) throw bad(`found '${this.#next.text}', expected: !, identifier, or 'end of string'`);
    for (;;) {
      requirements.push(this.#requirement());
      const { kind, text } = this.#take();
      if (kind === 'end') return requirements;
      if (text !== ',') throw bad(`found '${text}', expected: ',' or 'end of string'`);
      if (!this.#begins()) throw bad(`found '${this.#next.text}', expected: identifier after ','`);
    }
  }

  get #next(): Token {
    return this.#tokens[this.#at] ?? end;
  }

  #take(): Token {
    const token = this.#next;
    this.#at++;
    return token;
  }

  #begins(): boolean {
    return this.#next.kind === 'word' || this.#next.text === '!';
  }

  #requirement(): Requirement {
    const isAbsent = this.#next.text === '!';
    if (isAbsent) this.#take();
    const { kind, text: key } = this.#take();
    if (kind !== 'word') throw this.#fault(`found '${key}', expected: identifier`);
    const faults = isQualifiedName(key);
    if (faults.length > 0)
      throw this.#fault(`<nil>: ${fieldError.invalid('', key, faults.join('; ')).message}`);
    if (isAbsent) return { key, operator: '!', values: [] };
    if (this.#next.kind === 'end' || this.#next.text === ',') return { key, operator: 'exists', values: [] };
    const { text } = this.#take();
    const operator = operators[text];
    if (operator === undefined) throw this.#fault(`found '${text}', expected: in, notin, =, ==, !=, gt, lt`);
    const values = operator === 'in' || operator === 'notin' ? this.#list() : [this.#value()];
    values.forEach((value, at) => {
      this.#check(key, operator, value, `values[${String(at)}]`);
    });
    return { key, operator, values };
  }

  #fault(why: string): ApiError {
    return bad(`unable to parse requirement: ${why}`);
  }

  #check(key: string, operator: Requirement['operator'], value: string, at: string): void {
    if ((operator === '>' || operator === '<') && !/^[-+]?[0-9]+$/.test(value)) {
      const why = "for 'Gt', 'Lt' operators, the value must be an integer";
      throw this.#fault(`${at}: ${fieldError.invalid('', value, why).message}`);
    }
    const faults = isLabelValue(value);
    if (faults.length > 0)
      throw this.#fault(`${at}[${key}]: ${fieldError.invalid('', value, faults.join('; ')).message}`);
  }

  #value(): string {
    if (this.#next.kind === 'end' || this.#next.text === ',') return '';
    const { kind, text } = this.#take();
    if (kind !== 'word') throw this.#fault(`found '${text}', expected: identifier`);
    return text;
  }

  /** In brackets, sorted, each once; between two commas stands an empty one. */
  #list(): readonly string[] {
    const { text: opening } = this.#take();
    if (opening !== '(') throw this.#fault(`found '${opening}' expected: '('`);
    const values = new Set<string>();
    if (this.#next.text !== ')' && this.#next.text !== ',' && this.#next.kind !== 'word')
      throw this.#fault(`found '${this.#next.text}', expected: ',', ')' or identifier`);
    for (;;) {
      if (this.#next.kind === 'word') values.add(this.#take().text);
      else values.add('');
      const { text } = this.#take();
      if (text === ')') return [...values].sort();
      if (text !== ',') throw this.#fault(`found '${text}', expected: ',' or ')'`);
    }
  }
}
