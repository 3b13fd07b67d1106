/**
 * awk's grammar by recursive descent, in POSIX's order of precedence.
 */
import { AwkError, type Token, tokenize } from './lexer.ts';
import type { AwkFunction, AwkProgram, Expression, Rule, Statement } from './syntax.ts';

/** @throws AwkError */
export function parseAwk(source: string): AwkProgram {
  return new Parser(tokenize(source)).program();
}

const comparisons = new Set(['<', '<=', '==', '!=', '>', '>=']);

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  /** Inside print's list `>` redirects. */
  #inPrint = false;
  /** In a for's head `in` belongs to the loop. */
  #noIn = false;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  program(): AwkProgram {
    const rules: Rule[] = [];
    const functions = new Map<string, AwkFunction>();
    this.#skipEnds();
    while (this.#token.kind !== 'end') {
      if (this.#is('keyword', 'function')) {
        this.#at++;
        const name = this.#take(this.#token.kind === 'call' ? 'call' : 'name').text;
        functions.set(name, this.#function());
      } else rules.push(this.#rule());
      this.#skipEnds();
    }
    return { rules, functions };
  }

  get #token(): Token {
    const token = this.#tokens[this.#at] ?? this.#tokens.at(-1);
    if (token === undefined) throw new AwkError('no program');
    return token;
  }

  #is(kind: Token['kind'], text?: string): boolean {
    return this.#token.kind === kind && (text === undefined || this.#token.text === text);
  }

  #op(text: string): boolean {
    return this.#is('operator', text);
  }

  #accept(text: string): boolean {
    if (!this.#op(text)) return false;
    this.#at++;
    return true;
  }

  #fail(): never {
    const { kind, text, line } = this.#token;
    if (kind === 'end') throw new AwkError(`line ${line}: syntax error at or near end of file`);
    throw new AwkError(`line ${line}: syntax error at or near ${kind === 'newline' ? 'end of line' : text}`);
  }

  #take(kind: Token['kind'], text?: string): Token {
    const token = this.#token;
    if (!this.#is(kind, text)) this.#fail();
    this.#at++;
    return token;
  }

  #skipNewlines(): void {
    while (this.#is('newline')) this.#at++;
  }

  #skipEnds(): void {
    while (this.#is('newline') || this.#op(';')) this.#at++;
  }

  #function(): AwkFunction {
    const parameters: string[] = [];
    this.#take('operator', '(');
    while (!this.#op(')')) {
      parameters.push(this.#take('name').text);
      if (!this.#accept(',')) break;
      this.#skipNewlines();
    }
    this.#take('operator', ')');
    this.#skipNewlines();
    return { parameters, body: this.#block() };
  }

  #rule(): Rule {
    if (this.#is('keyword', 'BEGIN') || this.#is('keyword', 'END')) {
      const pattern = this.#token.text as 'BEGIN' | 'END';
      this.#at++;
      return { pattern, body: this.#block() };
    }
    if (this.#op('{')) return { pattern: undefined, body: this.#block() };
    const from = this.#expression();
    let to: Expression | undefined;
    if (this.#accept(',')) {
      this.#skipNewlines();
      to = this.#expression();
    }
    return { pattern: { from, to }, body: this.#op('{') ? this.#block() : undefined };
  }

  #block(): Statement {
    this.#take('operator', '{');
    const body: Statement[] = [];
    this.#skipEnds();
    while (!this.#op('}')) {
      if (this.#is('end')) throw new AwkError(`line ${this.#token.line + 1}: missing } near end of file`);
      body.push(this.#statement());
      this.#skipEnds();
    }
    this.#at++;
    return { kind: 'block', body };
  }

  #finish(): void {
    if (this.#op('}') || this.#is('end')) return;
    if (!this.#is('newline') && !this.#op(';')) this.#fail();
    this.#at++;
  }

  #body(): Statement {
    this.#skipNewlines();
    if (this.#accept(';')) return { kind: 'block', body: [] };
    return this.#statement();
  }

  #statement(): Statement {
    if (this.#op('{')) return this.#block();
    if (this.#token.kind === 'keyword') {
      const keyword = this.#token.text;
      switch (keyword) {
        case 'if':
          return this.#if();
        case 'while': {
          this.#at++;
          const test = this.#parenthesised();
          if (this.#op(';') || this.#is('newline')) {
            if (this.#accept(';'))
              return { kind: 'while', test, body: { kind: 'block', body: [] }, first: 'test' };
          }
          return { kind: 'while', test, body: this.#body(), first: 'test' };
        }
        case 'do': {
          this.#at++;
          const body = this.#body();
          this.#skipEnds();
          this.#take('keyword', 'while');
          const test = this.#parenthesised();
          this.#finish();
          return { kind: 'while', test, body, first: 'body' };
        }
        case 'for':
          return this.#for();
        case 'break':
        case 'continue':
        case 'next':
        case 'nextfile':
          this.#at++;
          this.#finish();
          return { kind: 'jump', jump: keyword };
        case 'exit':
        case 'return': {
          this.#at++;
          const value =
            this.#is('newline') || this.#op(';') || this.#op('}') ? undefined : this.#expression();
          this.#finish();
          return { kind: keyword, value };
        }
      }
    }
    const statement = this.#simple();
    this.#finish();
    return statement;
  }

  #parenthesised(): Expression {
    this.#take('operator', '(');
    const expression = this.#expression();
    this.#take('operator', ')');
    return expression;
  }

  #if(): Statement {
    this.#at++;
    const test = this.#parenthesised();
    const yes = this.#body();
    const before = this.#at;
    this.#skipEnds();
    if (!this.#is('keyword', 'else')) {
      this.#at = before;
      return { kind: 'if', test, yes, no: undefined };
    }
    this.#at++;
    return { kind: 'if', test, yes, no: this.#body() };
  }

  #for(): Statement {
    this.#at++;
    this.#take('operator', '(');
    const [name, word, array, close] = this.#tokens.slice(this.#at, this.#at + 4);
    if (name?.kind === 'name' && word?.text === 'in' && array?.kind === 'name' && close?.text === ')') {
      this.#at += 4;
      return { kind: 'each', variable: name.text, array: array.text, body: this.#body() };
    }
    const start = this.#op(';') ? undefined : this.#simple();
    this.#take('operator', ';');
    this.#skipNewlines();
    const test = this.#op(';') ? undefined : this.#expression();
    this.#take('operator', ';');
    this.#skipNewlines();
    const step = this.#op(')') ? undefined : this.#simple();
    this.#take('operator', ')');
    return { kind: 'for', start, test, step, body: this.#body() };
  }

  #simple(): Statement {
    if (this.#is('keyword', 'print') || this.#is('keyword', 'printf')) return this.#print();
    if (this.#is('keyword', 'delete')) {
      this.#at++;
      const name = this.#take('name').text;
      return { kind: 'delete', name, index: this.#accept('[') ? this.#list(']') : undefined };
    }
    return { kind: 'expression', expression: this.#expression() };
  }

  #list(close: string): Expression[] {
    const items: Expression[] = [];
    this.#skipNewlines();
    while (!this.#op(close)) {
      items.push(this.#expression());
      this.#skipNewlines();
      if (!this.#accept(',')) break;
      this.#skipNewlines();
    }
    this.#take('operator', close);
    return items;
  }

  #print(): Statement {
    const kind = this.#token.text as 'print' | 'printf';
    this.#at++;
    const words: Expression[] = [];
    const before = this.#inPrint;
    this.#inPrint = true;
    while (
      !this.#is('newline') &&
      !this.#op(';') &&
      !this.#op('}') &&
      !this.#op('>') &&
      !this.#op('>>') &&
      !this.#op('|')
    ) {
      words.push(this.#expression());
      if (!this.#accept(',')) break;
      this.#skipNewlines();
    }
    this.#inPrint = before;
    const [only] = words;
    const list = words.length === 1 && only?.kind === 'group' ? only.items : words;
    for (const how of ['>', '>>', '|'] as const)
      if (this.#accept(how)) return { kind, words: list, to: { how, target: this.#concatenation(true) } };
    return { kind, words: list, to: undefined };
  }

  #expression(): Expression {
    return this.#ternary();
  }

  #ternary(): Expression {
    const test = this.#or();
    if (this.#accept('?')) {
      this.#skipNewlines();
      const yes = this.#ternary();
      this.#skipNewlines();
      this.#take('operator', ':');
      this.#skipNewlines();
      return { kind: 'ternary', test, yes, no: this.#ternary() };
    }
    const operator = this.#token.text;
    if (this.#is('operator') && /^[-+*/%^]?=$/.test(operator) && isTarget(test)) {
      this.#at++;
      this.#skipNewlines();
      return { kind: 'assign', operator: operator.slice(0, -1), target: test, value: this.#ternary() };
    }
    return test;
  }

  #or(): Expression {
    let left = this.#and();
    while (this.#accept('||')) {
      this.#skipNewlines();
      left = { kind: 'binary', operator: '||', left, right: this.#and() };
    }
    return left;
  }

  #and(): Expression {
    let left = this.#in();
    while (this.#accept('&&')) {
      this.#skipNewlines();
      left = { kind: 'binary', operator: '&&', left, right: this.#in() };
    }
    return left;
  }

  #in(): Expression {
    let left = this.#matching();
    while (!this.#noIn && this.#is('keyword', 'in')) {
      this.#at++;
      left = {
        kind: 'in',
        index: left.kind === 'group' ? left.items : [left],
        name: this.#take('name').text,
      };
    }
    return left;
  }

  #matching(): Expression {
    let left = this.#comparison();
    while (this.#op('~') || this.#op('!~')) {
      const negated = this.#token.text === '!~';
      this.#at++;
      left = { kind: 'match', negated, left, right: this.#comparison() };
    }
    return left;
  }

  #comparison(): Expression {
    const left = this.#concatenation(false);
    const operator = this.#token.text;
    if (this.#is('operator') && comparisons.has(operator) && !(operator === '>' && this.#inPrint)) {
      this.#at++;
      return { kind: 'binary', operator, left, right: this.#concatenation(false) };
    }
    if (this.#op('|') && this.#tokens[this.#at + 1]?.text === 'getline') {
      this.#at += 2;
      return { kind: 'getline', target: this.#optionalTarget(), from: 'command', source: left };
    }
    return left;
  }

  #concatenation(target: boolean): Expression {
    let left = this.#additive();
    while (!target && this.#beginsOperand())
      left = { kind: 'binary', operator: ' ', left, right: this.#additive() };
    return left;
  }

  #beginsOperand(): boolean {
    const { kind, text } = this.#token;
    if (
      kind === 'number' ||
      kind === 'string' ||
      kind === 'regex' ||
      kind === 'name' ||
      kind === 'call' ||
      kind === 'builtin'
    )
      return true;
    return kind === 'operator' && ['$', '!', '(', '-', '+', '++', '--'].includes(text);
  }

  #additive(): Expression {
    let left = this.#multiplicative();
    while (this.#op('+') || this.#op('-')) {
      const operator = this.#token.text;
      this.#at++;
      left = { kind: 'binary', operator, left, right: this.#multiplicative() };
    }
    return left;
  }

  #multiplicative(): Expression {
    let left = this.#unary();
    while (this.#op('*') || this.#op('/') || this.#op('%')) {
      const operator = this.#token.text;
      this.#at++;
      left = { kind: 'binary', operator, left, right: this.#unary() };
    }
    return left;
  }

  #unary(): Expression {
    for (const operator of ['!', '-', '+'])
      if (this.#accept(operator)) return { kind: 'unary', operator, operand: this.#unary() };
    return this.#power();
  }

  #power(): Expression {
    const left = this.#postfix();
    if (!this.#accept('^')) return left;
    const negative = this.#accept('-');
    const right = this.#power();
    return {
      kind: 'binary',
      operator: '^',
      left,
      right: negative ? { kind: 'unary', operator: '-', operand: right } : right,
    };
  }

  #postfix(): Expression {
    const operand = this.#primary();
    if (isTarget(operand) && (this.#op('++') || this.#op('--'))) {
      const by = this.#token.text === '++' ? 1 : -1;
      this.#at++;
      return { kind: 'step', prefix: false, by, target: operand };
    }
    return operand;
  }

  #optionalTarget(): Expression | undefined {
    return this.#op('$') || this.#is('name') ? this.#primary() : undefined;
  }

  #primary(): Expression {
    const { kind, text } = this.#token;
    this.#at++;
    switch (kind) {
      case 'number':
        return { kind, value: Number(text) };
      case 'string':
        return { kind, value: text };
      case 'regex':
        return { kind, source: text };
      case 'name':
        return this.#accept('[')
          ? { kind: 'element', name: text, index: this.#list(']') }
          : { kind: 'variable', name: text };
      case 'call':
        this.#take('operator', '(');
        return { kind, name: text, words: this.#inside(() => this.#list(')')) };
      case 'builtin':
        return { kind, name: text, words: this.#accept('(') ? this.#inside(() => this.#list(')')) : [] };
      case 'keyword':
        if (text !== 'getline') break;
        {
          const target = this.#optionalTarget();
          return this.#accept('<')
            ? { kind: 'getline', target, from: 'file', source: this.#postfix() }
            : { kind: 'getline', target, from: 'input', source: undefined };
        }
      case 'operator':
        if (text === '$')
          return {
            kind: 'field',
            index:
              this.#op('++') || this.#op('--')
                ? this.#primary()
                : this.#op('-')
                  ? this.#unary()
                  : this.#primary(),
          };
        if (text === '++' || text === '--')
          return { kind: 'step', prefix: true, by: text === '++' ? 1 : -1, target: this.#primary() };
        if (text === '-' || text === '+' || text === '!')
          return { kind: 'unary', operator: text, operand: this.#unary() };
        if (text === '(') {
          const items = this.#inside(() => this.#list(')'));
          return { kind: 'group', items };
        }
        break;
      default:
    }
    this.#at--;
    return this.#fail();
  }

  /** Between parentheses `>` compares and `in` tests again. */
  #inside<Result>(read: () => Result): Result {
    const { print, noIn } = { print: this.#inPrint, noIn: this.#noIn };
    this.#inPrint = false;
    this.#noIn = false;
    const result = read();
    this.#inPrint = print;
    this.#noIn = noIn;
    return result;
  }
}

function isTarget(expression: Expression): boolean {
  return expression.kind === 'variable' || expression.kind === 'field' || expression.kind === 'element';
}
