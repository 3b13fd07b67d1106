/**
 * awk's grammar by recursive descent: rules, functions and statements; expressions are expression-parser's.
 */
import { ExpressionParser } from './expression-parser.ts';
import { AwkError, tokenize } from './lexer.ts';
import type { AwkFunction, AwkProgram, Expression, Rule, Statement } from './syntax.ts';

/** @throws AwkError */
export function parseAwk(source: string): AwkProgram {
  return new Parser(tokenize(source)).program();
}

class Parser extends ExpressionParser {
  program(): AwkProgram {
    const rules: Rule[] = [];
    const functions = new Map<string, AwkFunction>();
    this.skipEnds();
    while (this.token.kind !== 'end') {
      if (this.is('keyword', 'function')) {
        this.at++;
        const name = this.take(this.token.kind === 'call' ? 'call' : 'name').text;
        functions.set(name, this.#function());
      } else rules.push(this.#rule());
      this.skipEnds();
    }
    return { rules, functions };
  }

  #function(): AwkFunction {
    const parameters: string[] = [];
    this.take('operator', '(');
    while (!this.op(')')) {
      parameters.push(this.take('name').text);
      if (!this.accept(',')) break;
      this.skipNewlines();
    }
    this.take('operator', ')');
    this.skipNewlines();
    return { parameters, body: this.#block() };
  }

  #rule(): Rule {
    if (this.is('keyword', 'BEGIN') || this.is('keyword', 'END')) {
      const pattern = this.token.text as 'BEGIN' | 'END';
      this.at++;
      return { pattern, body: this.#block() };
    }
    if (this.op('{')) return { pattern: undefined, body: this.#block() };
    const from = this.expression();
    let to: Expression | undefined;
    if (this.accept(',')) {
      this.skipNewlines();
      to = this.expression();
    }
    return { pattern: { from, to }, body: this.op('{') ? this.#block() : undefined };
  }

  #block(): Statement {
    this.take('operator', '{');
    const body: Statement[] = [];
    this.skipEnds();
    while (!this.op('}')) {
      if (this.is('end')) throw new AwkError(`line ${this.token.line + 1}: missing } near end of file`);
      body.push(this.#statement());
      this.skipEnds();
    }
    this.at++;
    return { kind: 'block', body };
  }

  #finish(): void {
    if (this.op('}') || this.is('end')) return;
    if (!this.is('newline') && !this.op(';')) this.fail();
    this.at++;
  }

  #body(): Statement {
    this.skipNewlines();
    if (this.accept(';')) return { kind: 'block', body: [] };
    return this.#statement();
  }

  #statement(): Statement {
    if (this.op('{')) return this.#block();
    if (this.token.kind === 'keyword') {
      const keyword = this.token.text;
      switch (keyword) {
        case 'if':
          return this.#if();
        case 'while': {
          this.at++;
          const test = this.#parenthesised();
          if (this.op(';') || this.is('newline')) {
            if (this.accept(';'))
              return { kind: 'while', test, body: { kind: 'block', body: [] }, first: 'test' };
          }
          return { kind: 'while', test, body: this.#body(), first: 'test' };
        }
        case 'do': {
          this.at++;
          const body = this.#body();
          this.skipEnds();
          this.take('keyword', 'while');
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
          this.at++;
          this.#finish();
          return { kind: 'jump', jump: keyword };
        case 'exit':
        case 'return': {
          this.at++;
          const value = this.is('newline') || this.op(';') || this.op('}') ? undefined : this.expression();
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
    this.take('operator', '(');
    const expression = this.expression();
    this.take('operator', ')');
    return expression;
  }

  #if(): Statement {
    this.at++;
    const test = this.#parenthesised();
    const yes = this.#body();
    const before = this.at;
    this.skipEnds();
    if (!this.is('keyword', 'else')) {
      this.at = before;
      return { kind: 'if', test, yes, no: undefined };
    }
    this.at++;
    return { kind: 'if', test, yes, no: this.#body() };
  }

  #for(): Statement {
    this.at++;
    this.take('operator', '(');
    const [name, word, array, close] = this.ahead(4);
    if (name?.kind === 'name' && word?.text === 'in' && array?.kind === 'name' && close?.text === ')') {
      this.at += 4;
      return { kind: 'each', variable: name.text, array: array.text, body: this.#body() };
    }
    const start = this.op(';') ? undefined : this.#simple();
    this.take('operator', ';');
    this.skipNewlines();
    const test = this.op(';') ? undefined : this.expression();
    this.take('operator', ';');
    this.skipNewlines();
    const step = this.op(')') ? undefined : this.#simple();
    this.take('operator', ')');
    return { kind: 'for', start, test, step, body: this.#body() };
  }

  #simple(): Statement {
    if (this.is('keyword', 'print') || this.is('keyword', 'printf')) return this.#print();
    if (this.is('keyword', 'delete')) {
      this.at++;
      const name = this.take('name').text;
      return { kind: 'delete', name, index: this.accept('[') ? this.list(']') : undefined };
    }
    return { kind: 'expression', expression: this.expression() };
  }

  #print(): Statement {
    const kind = this.token.text as 'print' | 'printf';
    this.at++;
    const words: Expression[] = [];
    const before = this.inPrint;
    this.inPrint = true;
    while (
      !this.is('newline') &&
      !this.op(';') &&
      !this.op('}') &&
      !this.op('>') &&
      !this.op('>>') &&
      !this.op('|')
    ) {
      words.push(this.expression());
      if (!this.accept(',')) break;
      this.skipNewlines();
    }
    this.inPrint = before;
    const [only] = words;
    const list = words.length === 1 && only?.kind === 'group' ? only.items : words;
    for (const how of ['>', '>>', '|'] as const)
      if (this.accept(how)) return { kind, words: list, to: { how, target: this.concatenation(true) } };
    return { kind, words: list, to: undefined };
  }
}
