/**
 * jq's language (jq 1.6 manual) from text to a tree, by precedence: pipe, comma, `//`, assignment, or, and, comparison,
 * sums, products, postfix terms.
 */
import { tokenize } from './lexer.ts';
import { type Filter, identity } from './syntax.ts';
import { Terms } from './terms.ts';

/** @throws JqSyntaxError */
export function parseJq(source: string): Filter {
  return new Parser(tokenize(source, parseJq)).program();
}

class Parser extends Terms {
  program(): Filter {
    if (this.isEmpty) return identity;
    const filter = this.pipe();
    if (this.token.kind !== 'end') this.fail();
    return filter;
  }

  protected override pipe(): Filter {
    if (this.accept('def')) return this.define();
    const left = this.#comma();
    if (this.accept('as')) {
      const patterns = [this.pattern()];
      while (this.accept('?//')) patterns.push(this.pattern());
      this.expect('|');
      return { kind: 'bind', source: left, patterns, body: this.pipe() };
    }
    if (this.accept('|')) return { kind: 'pipe', left, right: this.pipe() };
    return left;
  }

  #comma(): Filter {
    let left = this.alternative();
    while (this.accept(',')) left = { kind: 'comma', left, right: this.alternative() };
    return left;
  }

  /** `//` is right associative and binds looser than assignment's left side. */
  protected override alternative(): Filter {
    const left = this.#assignment();
    if (this.accept('//')) return { kind: 'alternative', left, right: this.alternative() };
    return left;
  }

  #assignment(): Filter {
    const left = this.#or();
    const { kind, text } = this.token;
    if (kind === 'operator' && /^(?:[|+\-*/%]|\/\/)?=$/.test(text)) {
      this.at++;
      return { kind: 'assign', operator: text.slice(0, -1), left, right: this.alternative() };
    }
    return left;
  }

  #or(): Filter {
    let left = this.#and();
    while (this.accept('or')) left = { kind: 'or', left, right: this.#and() };
    return left;
  }

  #and(): Filter {
    let left = this.#comparison();
    while (this.accept('and')) left = { kind: 'and', left, right: this.#comparison() };
    return left;
  }

  #comparison(): Filter {
    const left = this.#sum();
    const { kind, text } = this.token;
    if (kind !== 'operator' || !['==', '!=', '<', '<=', '>', '>='].includes(text)) return left;
    this.at++;
    return { kind: 'binary', operator: text, left, right: this.#sum() };
  }

  #sum(): Filter {
    let left = this.#product();
    while (this.is('+') || this.is('-')) {
      const operator = this.take('operator');
      left = { kind: 'binary', operator, left, right: this.#product() };
    }
    return left;
  }

  #product(): Filter {
    let left = this.#unary();
    while (this.is('*') || this.is('/') || this.is('%')) {
      const operator = this.take('operator');
      left = { kind: 'binary', operator, left, right: this.#unary() };
    }
    return left;
  }

  #unary(): Filter {
    if (this.accept('-')) return { kind: 'negate', operand: this.postfix() };
    return this.postfix();
  }
}
