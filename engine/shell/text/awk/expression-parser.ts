/**
 * awk's expressions by recursive descent, in POSIX's order of precedence.
 */
import type { Expression } from './syntax.ts';
import { TokenCursor } from './token-cursor.ts';

const comparisons = new Set(['<', '<=', '==', '!=', '>', '>=']);

export class ExpressionParser extends TokenCursor {
  /** Inside print's list `>` redirects. */
  protected inPrint = false;

  protected expression(): Expression {
    return this.#ternary();
  }

  #ternary(): Expression {
    const test = this.#or();
    if (this.accept('?')) {
      this.skipNewlines();
      const yes = this.#ternary();
      this.skipNewlines();
      this.take('operator', ':');
      this.skipNewlines();
      return { kind: 'ternary', test, yes, no: this.#ternary() };
    }
    const operator = this.token.text;
    if (this.is('operator') && /^[-+*/%^]?=$/.test(operator) && isTarget(test)) {
      this.at++;
      this.skipNewlines();
      return { kind: 'assign', operator: operator.slice(0, -1), target: test, value: this.#ternary() };
    }
    return test;
  }

  #or(): Expression {
    let left = this.#and();
    while (this.accept('||')) {
      this.skipNewlines();
      left = { kind: 'binary', operator: '||', left, right: this.#and() };
    }
    return left;
  }

  #and(): Expression {
    let left = this.#in();
    while (this.accept('&&')) {
      this.skipNewlines();
      left = { kind: 'binary', operator: '&&', left, right: this.#in() };
    }
    return left;
  }

  #in(): Expression {
    let left = this.#matching();
    while (this.is('keyword', 'in')) {
      this.at++;
      left = {
        kind: 'in',
        index: left.kind === 'group' ? left.items : [left],
        name: this.take('name').text,
      };
    }
    return left;
  }

  #matching(): Expression {
    let left = this.#comparison();
    while (this.op('~') || this.op('!~')) {
      const negated = this.token.text === '!~';
      this.at++;
      left = { kind: 'match', negated, left, right: this.#comparison() };
    }
    return left;
  }

  #comparison(): Expression {
    const left = this.concatenation(false);
    const operator = this.token.text;
    if (this.is('operator') && comparisons.has(operator) && !(operator === '>' && this.inPrint)) {
      this.at++;
      return { kind: 'binary', operator, left, right: this.concatenation(false) };
    }
    if (this.op('|') && this.ahead(2)[1]?.text === 'getline') {
      this.at += 2;
      return { kind: 'getline', target: this.#optionalTarget(), from: 'command', source: left };
    }
    return left;
  }

  protected concatenation(target: boolean): Expression {
    let left = this.#additive();
    while (!target && this.#beginsOperand())
      left = { kind: 'binary', operator: ' ', left, right: this.#additive() };
    return left;
  }

  #beginsOperand(): boolean {
    const { kind, text } = this.token;
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
    while (this.op('+') || this.op('-')) {
      const operator = this.token.text;
      this.at++;
      left = { kind: 'binary', operator, left, right: this.#multiplicative() };
    }
    return left;
  }

  #multiplicative(): Expression {
    let left = this.#unary();
    while (this.op('*') || this.op('/') || this.op('%')) {
      const operator = this.token.text;
      this.at++;
      left = { kind: 'binary', operator, left, right: this.#unary() };
    }
    return left;
  }

  #unary(): Expression {
    for (const operator of ['!', '-', '+'])
      if (this.accept(operator)) return { kind: 'unary', operator, operand: this.#unary() };
    return this.#power();
  }

  #power(): Expression {
    const left = this.#postfix();
    if (!this.accept('^')) return left;
    const negative = this.accept('-');
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
    if (isTarget(operand) && (this.op('++') || this.op('--'))) {
      const by = this.token.text === '++' ? 1 : -1;
      this.at++;
      return { kind: 'step', prefix: false, by, target: operand };
    }
    return operand;
  }

  #optionalTarget(): Expression | undefined {
    return this.op('$') || this.is('name') ? this.#primary() : undefined;
  }

  #primary(): Expression {
    const { kind, text } = this.token;
    this.at++;
    switch (kind) {
      case 'number':
        return { kind, value: Number(text) };
      case 'string':
        return { kind, value: text };
      case 'regex':
        return { kind, source: text };
      case 'name':
        return this.accept('[')
          ? { kind: 'element', name: text, index: this.list(']') }
          : { kind: 'variable', name: text };
      case 'call':
        this.take('operator', '(');
        return { kind, name: text, words: this.#inside(() => this.list(')')) };
      case 'builtin':
        return { kind, name: text, words: this.accept('(') ? this.#inside(() => this.list(')')) : [] };
      case 'keyword':
        if (text !== 'getline') break;
        {
          const target = this.#optionalTarget();
          return this.accept('<')
            ? { kind: 'getline', target, from: 'file', source: this.#postfix() }
            : { kind: 'getline', target, from: 'input', source: undefined };
        }
      case 'operator':
        if (text === '$')
          return {
            kind: 'field',
            index:
              this.op('++') || this.op('--')
                ? this.#primary()
                : this.op('-')
                  ? this.#unary()
                  : this.#primary(),
          };
        if (text === '++' || text === '--')
          return { kind: 'step', prefix: true, by: text === '++' ? 1 : -1, target: this.#primary() };
        if (text === '-' || text === '+' || text === '!')
          return { kind: 'unary', operator: text, operand: this.#unary() };
        if (text === '(') {
          const items = this.#inside(() => this.list(')'));
          return { kind: 'group', items };
        }
        break;
      default:
    }
    this.at--;
    return this.fail();
  }

  /** Between parentheses `>` compares again. */
  #inside<Result>(read: () => Result): Result {
    const before = this.inPrint;
    this.inPrint = false;
    const result = read();
    this.inPrint = before;
    return result;
  }

  protected list(close: string): Expression[] {
    const items: Expression[] = [];
    this.skipNewlines();
    while (!this.op(close)) {
      items.push(this.expression());
      this.skipNewlines();
      if (!this.accept(',')) break;
      this.skipNewlines();
    }
    this.take('operator', close);
    return items;
  }
}

function isTarget(expression: Expression): boolean {
  return expression.kind === 'variable' || expression.kind === 'field' || expression.kind === 'element';
}
