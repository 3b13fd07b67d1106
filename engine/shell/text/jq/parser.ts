/**
 * jq's language (jq 1.6 manual) from text to a tree, by precedence: pipe, comma, `//`, assignment, or, and, comparison,
 * sums, products, postfix terms.
 */
import { parseJson, type Json } from './json.ts';

export class JqSyntaxError extends Error {}

export type Filter =
  | { readonly kind: 'identity' }
  | { readonly kind: 'recurse' }
  | { readonly kind: 'literal'; readonly value: Json }
  | {
      readonly kind: 'string';
      readonly parts: readonly (string | Filter)[];
      readonly format: string | undefined;
    }
  | { readonly kind: 'format'; readonly name: string }
  | { readonly kind: 'field'; readonly target: Filter; readonly key: Filter }
  | {
      readonly kind: 'slice';
      readonly target: Filter;
      readonly from: Filter | undefined;
      readonly to: Filter | undefined;
    }
  | { readonly kind: 'iterate'; readonly target: Filter }
  | { readonly kind: 'array'; readonly body: Filter | undefined }
  | { readonly kind: 'object'; readonly entries: readonly { readonly key: Filter; readonly value: Filter }[] }
  | {
      readonly kind: 'pipe' | 'comma' | 'alternative' | 'and' | 'or';
      readonly left: Filter;
      readonly right: Filter;
    }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'assign'; readonly operator: string; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'negate'; readonly operand: Filter }
  | { readonly kind: 'try'; readonly body: Filter; readonly handler: Filter | undefined }
  | { readonly kind: 'if'; readonly test: Filter; readonly yes: Filter; readonly no: Filter | undefined }
  | {
      readonly kind: 'bind';
      readonly source: Filter;
      readonly patterns: readonly Pattern[];
      readonly body: Filter;
    }
  | {
      readonly kind: 'reduce';
      readonly source: Filter;
      readonly pattern: Pattern;
      readonly start: Filter;
      readonly update: Filter;
    }
  | {
      readonly kind: 'foreach';
      readonly source: Filter;
      readonly pattern: Pattern;
      readonly start: Filter;
      readonly update: Filter;
      readonly extract: Filter | undefined;
    }
  | {
      readonly kind: 'define';
      readonly name: string;
      readonly parameters: readonly string[];
      readonly body: Filter;
      readonly rest: Filter;
    }
  | { readonly kind: 'call'; readonly name: string; readonly words: readonly Filter[] }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'label'; readonly name: string; readonly body: Filter }
  | { readonly kind: 'break'; readonly name: string };

export type Pattern =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'array'; readonly items: readonly Pattern[] }
  | {
      readonly kind: 'object';
      readonly entries: readonly {
        readonly key: Filter;
        readonly variable: string | undefined;
        readonly pattern: Pattern | undefined;
      }[];
    };

interface Token {
  readonly kind: 'field' | 'name' | 'variable' | 'format' | 'number' | 'string' | 'operator' | 'end';
  readonly text: string;
  readonly parts?: readonly (string | Filter)[];
}

const operators = [
  '?//=',
  '?//',
  '|=',
  '+=',
  '-=',
  '*=',
  '/=',
  '%=',
  '//=',
  '//',
  '==',
  '!=',
  '<=',
  '>=',
  '..',
  '|',
  ',',
  '+',
  '-',
  '*',
  '/',
  '%',
  '=',
  '<',
  '>',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  ':',
  ';',
  '.',
  '?',
];

/** @throws JqSyntaxError */
export function parseJq(source: string): Filter {
  return new Parser(source).program();
}

const identity: Filter = { kind: 'identity' };

class Parser {
  readonly #tokens: Token[] = [];
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
    this.#tokenize();
  }

  #tokenize(): void {
    const source = this.#source;
    let at = 0;
    while (at < source.length) {
      const rest = source.slice(at);
      const skip = /^(?:\s+|#[^\n]*)/.exec(rest);
      if (skip !== null) {
        at += skip[0].length;
        continue;
      }
      if (rest.startsWith('"')) {
        const { parts, length } = readString(rest);
        this.#tokens.push({ kind: 'string', text: rest.slice(0, length), parts });
        at += length;
        continue;
      }
      const match =
        /^\.[A-Za-z_]\w*/.exec(rest) ??
        /^\$(?:__loc__|[A-Za-z_]\w*(?:::\w+)*)/.exec(rest) ??
        /^@\w+/.exec(rest) ??
        /^(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/.exec(rest) ??
        /^[A-Za-z_]\w*(?:::\w+)*/.exec(rest);
      if (match !== null) {
        const text = match[0];
        const kind = /^\.[A-Za-z_]/.test(text)
          ? 'field'
          : text.startsWith('$')
            ? 'variable'
            : text.startsWith('@')
              ? 'format'
              : /^[\d.]/.test(text)
                ? 'number'
                : 'name';
        this.#tokens.push({ kind, text });
        at += text.length;
        continue;
      }
      const operator = operators.find((candidate) => rest.startsWith(candidate));
      if (operator === undefined) throw new JqSyntaxError('syntax error, unexpected INVALID_CHARACTER');
      this.#tokens.push({ kind: 'operator', text: operator });
      at += operator.length;
    }
  }

  program(): Filter {
    if (this.#tokens.length === 0) return identity;
    const filter = this.#pipe();
    if (this.#token.kind !== 'end') this.#fail();
    return filter;
  }

  get #token(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', text: '' };
  }

  #fail(): never {
    const { kind, text } = this.#token;
    const shown =
      kind === 'end'
        ? '$end'
        : kind === 'name' && keywords.has(text)
          ? text
          : kind === 'name'
            ? 'IDENT'
            : kind === 'field'
              ? 'FIELD'
              : kind === 'number'
                ? 'LITERAL'
                : kind === 'string'
                  ? 'QQSTRING_START'
                  : kind === 'format'
                    ? 'FORMAT'
                    : `'${text}'`;
    throw new JqSyntaxError(
      `syntax error, unexpected ${shown}${kind === 'end' || kind === 'operator' ? ' (Unix shell quoting issues?)' : ''}`,
    );
  }

  #is(text: string): boolean {
    const token = this.#token;
    return (token.kind === 'operator' || token.kind === 'name') && token.text === text;
  }

  #accept(text: string): boolean {
    if (!this.#is(text)) return false;
    this.#at++;
    return true;
  }

  #expect(text: string): void {
    if (!this.#accept(text)) this.#fail();
  }

  #take(kind: Token['kind']): string {
    const token = this.#token;
    if (token.kind !== kind) this.#fail();
    this.#at++;
    return token.text;
  }

  #pipe(): Filter {
    if (this.#accept('def')) return this.#define();
    const left = this.#comma();
    if (this.#accept('as')) {
      const patterns = [this.#pattern()];
      while (this.#accept('?//')) patterns.push(this.#pattern());
      this.#expect('|');
      return { kind: 'bind', source: left, patterns, body: this.#pipe() };
    }
    if (this.#accept('|')) return { kind: 'pipe', left, right: this.#pipe() };
    return left;
  }

  #define(): Filter {
    const name = this.#take('name');
    const parameters: string[] = [];
    if (this.#accept('(')) {
      do {
        parameters.push(this.#token.kind === 'variable' ? this.#take('variable') : this.#take('name'));
      } while (this.#accept(';'));
      this.#expect(')');
    }
    this.#expect(':');
    const body = this.#pipe();
    this.#expect(';');
    return {
      kind: 'define',
      name,
      parameters,
      body,
      rest: this.#token.kind === 'end' ? identity : this.#pipe(),
    };
  }

  #pattern(): Pattern {
    if (this.#token.kind === 'variable') return { kind: 'variable', name: this.#take('variable') };
    if (this.#accept('[')) {
      const items: Pattern[] = [];
      do items.push(this.#pattern());
      while (this.#accept(','));
      this.#expect(']');
      return { kind: 'array', items };
    }
    this.#expect('{');
    const entries: { key: Filter; variable: string | undefined; pattern: Pattern | undefined }[] = [];
    do {
      const token = this.#token;
      let variable: string | undefined;
      let key: Filter;
      if (token.kind === 'variable') {
        variable = this.#take('variable');
        key = { kind: 'literal', value: variable.slice(1) };
      } else if (this.#accept('(')) {
        key = this.#pipe();
        this.#expect(')');
      } else if (token.kind === 'string') {
        this.#at++;
        key = { kind: 'string', parts: token.parts ?? [], format: undefined };
      } else key = { kind: 'literal', value: this.#take('name') };
      entries.push({ key, variable, pattern: this.#accept(':') ? this.#pattern() : undefined });
    } while (this.#accept(','));
    this.#expect('}');
    return { kind: 'object', entries };
  }

  #comma(): Filter {
    let left = this.#alternative();
    while (this.#accept(',')) left = { kind: 'comma', left, right: this.#alternative() };
    return left;
  }

  /** `//` is right associative and binds looser than assignment's left side. */
  #alternative(): Filter {
    const left = this.#assignment();
    if (this.#accept('//')) return { kind: 'alternative', left, right: this.#alternative() };
    return left;
  }

  #assignment(): Filter {
    const left = this.#or();
    const { kind, text } = this.#token;
    if (kind === 'operator' && /^(?:[|+\-*/%]|\/\/)?=$/.test(text)) {
      this.#at++;
      return { kind: 'assign', operator: text.slice(0, -1), left, right: this.#alternative() };
    }
    return left;
  }

  #or(): Filter {
    let left = this.#and();
    while (this.#accept('or')) left = { kind: 'or', left, right: this.#and() };
    return left;
  }

  #and(): Filter {
    let left = this.#comparison();
    while (this.#accept('and')) left = { kind: 'and', left, right: this.#comparison() };
    return left;
  }

  #comparison(): Filter {
    const left = this.#sum();
    const { kind, text } = this.#token;
    if (kind !== 'operator' || !['==', '!=', '<', '<=', '>', '>='].includes(text)) return left;
    this.#at++;
    return { kind: 'binary', operator: text, left, right: this.#sum() };
  }

  #sum(): Filter {
    let left = this.#product();
    while (this.#is('+') || this.#is('-')) {
      const operator = this.#take('operator');
      left = { kind: 'binary', operator, left, right: this.#product() };
    }
    return left;
  }

  #product(): Filter {
    let left = this.#unary();
    while (this.#is('*') || this.#is('/') || this.#is('%')) {
      const operator = this.#take('operator');
      left = { kind: 'binary', operator, left, right: this.#unary() };
    }
    return left;
  }

  #unary(): Filter {
    if (this.#accept('-')) return { kind: 'negate', operand: this.#postfix() };
    return this.#postfix();
  }

  #postfix(): Filter {
    let filter = this.#term();
    for (;;) {
      if (this.#accept('?')) filter = { kind: 'try', body: filter, handler: undefined };
      else if (this.#token.kind === 'field')
        filter = {
          kind: 'field',
          target: filter,
          key: { kind: 'literal', value: this.#take('field').slice(1) },
        };
      else if (this.#is('.') && this.#tokens[this.#at + 1]?.kind === 'string') {
        this.#at++;
        filter = { kind: 'field', target: filter, key: this.#string(undefined) };
      } else if (this.#is('.') && this.#tokens[this.#at + 1]?.text === '[') this.#at++;
      else if (this.#is('[')) filter = this.#brackets(filter);
      else return filter;
    }
  }

  #brackets(target: Filter): Filter {
    this.#expect('[');
    if (this.#accept(']')) return { kind: 'iterate', target };
    if (this.#accept(':')) {
      const to = this.#pipe();
      this.#expect(']');
      return { kind: 'slice', target, from: undefined, to };
    }
    const key = this.#pipe();
    if (this.#accept(':')) {
      const to = this.#is(']') ? undefined : this.#pipe();
      this.#expect(']');
      return { kind: 'slice', target, from: key, to };
    }
    this.#expect(']');
    return { kind: 'field', target, key };
  }

  #string(format: string | undefined): Filter {
    const token = this.#token;
    this.#at++;
    return { kind: 'string', parts: token.parts ?? [], format };
  }

  #term(): Filter {
    const token = this.#token;
    switch (token.kind) {
      case 'number':
        this.#at++;
        return { kind: 'literal', value: Number(token.text) };
      case 'string':
        return this.#string(undefined);
      case 'format':
        this.#at++;
        return this.#token.kind === 'string'
          ? this.#string(token.text)
          : { kind: 'format', name: token.text };
      case 'field':
        this.#at++;
        return { kind: 'field', target: identity, key: { kind: 'literal', value: token.text.slice(1) } };
      case 'variable':
        this.#at++;
        return { kind: 'variable', name: token.text };
      case 'name':
        this.#at++;
        return this.#named(token.text);
      case 'operator':
        this.#at++;
        return this.#symbol(token.text);
      case 'end':
        return this.#fail();
    }
  }

  #symbol(text: string): Filter {
    switch (text) {
      case '.':
        if (this.#token.kind === 'string')
          return { kind: 'field', target: identity, key: this.#string(undefined) };
        return identity;
      case '..':
        return { kind: 'recurse' };
      case '(': {
        const filter = this.#pipe();
        this.#expect(')');
        return filter;
      }
      case '[': {
        if (this.#accept(']')) return { kind: 'array', body: undefined };
        const body = this.#pipe();
        this.#expect(']');
        return { kind: 'array', body };
      }
      case '{':
        return this.#object();
      default:
        this.#at--;
        return this.#fail();
    }
  }

  #object(): Filter {
    const entries: { key: Filter; value: Filter }[] = [];
    while (!this.#accept('}')) {
      const token = this.#token;
      let key: Filter;
      let value: Filter | undefined;
      if (token.kind === 'variable') {
        this.#at++;
        key = { kind: 'literal', value: token.text.slice(1) };
        value = { kind: 'variable', name: token.text };
      } else if (this.#accept('(')) {
        key = this.#pipe();
        this.#expect(')');
      } else if (token.kind === 'string') key = this.#string(undefined);
      else if (token.kind === 'format') {
        this.#at++;
        key = this.#token.kind === 'string' ? this.#string(token.text) : { kind: 'format', name: token.text };
      } else if (token.kind === 'number') {
        this.#at++;
        key = { kind: 'literal', value: token.text };
      } else key = { kind: 'literal', value: this.#take('name') };
      if (this.#accept(':')) value = this.#objectValue();
      else value ??= { kind: 'field', target: identity, key };
      entries.push({ key, value });
      if (!this.#accept(',') && !this.#is('}')) this.#fail();
    }
    return { kind: 'object', entries };
  }

  /** A value in an object ends at a comma; a pipe may follow without parentheses. */
  #objectValue(): Filter {
    const left = this.#alternative();
    return this.#accept('|') ? { kind: 'pipe', left, right: this.#objectValue() } : left;
  }

  #named(name: string): Filter {
    switch (name) {
      case 'null':
      case 'true':
      case 'false':
        return { kind: 'literal', value: parseJson(name) };
      case 'if': {
        const test = this.#pipe();
        this.#expect('then');
        const yes = this.#pipe();
        if (this.#accept('elif')) return { kind: 'if', test, yes, no: this.#named('if') };
        const no = this.#accept('else') ? this.#pipe() : undefined;
        this.#expect('end');
        return { kind: 'if', test, yes, no };
      }
      case 'try': {
        const body = this.#postfix();
        return { kind: 'try', body, handler: this.#accept('catch') ? this.#postfix() : undefined };
      }
      case 'reduce':
      case 'foreach': {
        const source = this.#postfix();
        this.#expect('as');
        const pattern = this.#pattern();
        this.#expect('(');
        const start = this.#pipe();
        this.#expect(';');
        const update = this.#pipe();
        const extract = name === 'foreach' && this.#accept(';') ? this.#pipe() : undefined;
        this.#expect(')');
        return name === 'reduce'
          ? { kind: 'reduce', source, pattern, start, update }
          : { kind: 'foreach', source, pattern, start, update, extract };
      }
      case 'def':
        return this.#define();
      case 'label': {
        const label = this.#take('variable');
        this.#expect('|');
        return { kind: 'label', name: label, body: this.#pipe() };
      }
      case 'break':
        return { kind: 'break', name: this.#take('variable') };
      default: {
        if (keywords.has(name)) {
          this.#at--;
          this.#fail();
        }
        const words: Filter[] = [];
        if (this.#accept('(')) {
          do words.push(this.#pipe());
          while (this.#accept(';'));
          this.#expect(')');
        }
        return { kind: 'call', name, words };
      }
    }
  }
}

const keywords = new Set(['then', 'elif', 'else', 'end', 'as', 'and', 'or', 'catch', 'import', 'include']);

/** The text of a JSON string without its quotes. */
function parseJsonString(text: string): string {
  const value = parseJson(`"${text}"`);
  return typeof value === 'string' ? value : '';
}

/** A string literal with `\( … )` inside. */
function readString(text: string): { parts: (string | Filter)[]; length: number } {
  const parts: (string | Filter)[] = [];
  let plain = '';
  let at = 1;
  const flush = (): void => {
    if (plain !== '') parts.push(parseJsonString(plain));
    plain = '';
  };
  for (;;) {
    const char = text[at];
    if (char === undefined)
      throw new JqSyntaxError(
        'syntax error, unexpected QQSTRING_START, expecting $end'.replace(', expecting $end', ''),
      );
    if (char === '"') {
      flush();
      return { parts, length: at + 1 };
    }
    if (char === '\\' && text[at + 1] === '(') {
      flush();
      const end = closing(text, at + 1);
      parts.push(parseJq(text.slice(at + 2, end)));
      at = end + 1;
    } else if (char === '\\') {
      plain += char + (text[at + 1] ?? '');
      at += 2;
    } else {
      plain += char === '\n' ? '\\n' : char === '\t' ? '\\t' : char;
      at++;
    }
  }
}

function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === '"') at += readString(text.slice(at)).length - 1;
    else if (text[at] === '(') depth++;
    else if (text[at] === ')' && --depth === 0) return at;
  }
  throw new JqSyntaxError('syntax error, unexpected $end (Unix shell quoting issues?)');
}
