/**
 * jq's terms and what follows them: literals, fields, brackets, construction, calls, the forms that begin with a
 * keyword, and the patterns of `as`.
 */
import { parseJson } from './json.ts';
import { type Filter, identity, type Pattern } from './syntax.ts';
import { keywords, TokenCursor } from './token-cursor.ts';

/** Terms hold whole programs in brackets; how those read, the parser knows. */
export abstract class Terms extends TokenCursor {
  /** A whole program. */
  protected abstract pipe(): Filter;
  /** A program without commas and pipes outside brackets. */
  protected abstract alternative(): Filter;

  protected postfix(): Filter {
    let filter = this.#term();
    for (;;) {
      if (this.accept('?')) filter = { kind: 'try', body: filter, handler: undefined };
      else if (this.token.kind === 'field')
        filter = {
          kind: 'field',
          target: filter,
          key: { kind: 'literal', value: this.take('field').slice(1) },
        };
      else if (this.is('.') && this.following?.kind === 'string') {
        this.at++;
        filter = { kind: 'field', target: filter, key: this.#string(undefined) };
      } else if (this.is('.') && this.following?.text === '[') this.at++;
      else if (this.is('[')) filter = this.#brackets(filter);
      else return filter;
    }
  }

  #brackets(target: Filter): Filter {
    this.expect('[');
    if (this.accept(']')) return { kind: 'iterate', target };
    if (this.accept(':')) {
      const to = this.pipe();
      this.expect(']');
      return { kind: 'slice', target, from: undefined, to };
    }
    const key = this.pipe();
    if (this.accept(':')) {
      const to = this.is(']') ? undefined : this.pipe();
      this.expect(']');
      return { kind: 'slice', target, from: key, to };
    }
    this.expect(']');
    return { kind: 'field', target, key };
  }

  #string(format: string | undefined): Filter {
    const token = this.token;
    this.at++;
    return { kind: 'string', parts: token.parts ?? [], format };
  }

  #term(): Filter {
    const token = this.token;
    switch (token.kind) {
      case 'number':
        this.at++;
        return { kind: 'literal', value: Number(token.text) };
      case 'string':
        return this.#string(undefined);
      case 'format':
        this.at++;
        return this.token.kind === 'string' ? this.#string(token.text) : { kind: 'format', name: token.text };
      case 'field':
        this.at++;
        return { kind: 'field', target: identity, key: { kind: 'literal', value: token.text.slice(1) } };
      case 'variable':
        this.at++;
        return { kind: 'variable', name: token.text };
      case 'name':
        this.at++;
        return this.#named(token.text);
      case 'operator':
        this.at++;
        return this.#symbol(token.text);
      case 'end':
        return this.fail();
    }
  }

  #symbol(text: string): Filter {
    switch (text) {
      case '.':
        if (this.token.kind === 'string')
          return { kind: 'field', target: identity, key: this.#string(undefined) };
        return identity;
      case '..':
        return { kind: 'recurse' };
      case '(': {
        const filter = this.pipe();
        this.expect(')');
        return filter;
      }
      case '[': {
        if (this.accept(']')) return { kind: 'array', body: undefined };
        const body = this.pipe();
        this.expect(']');
        return { kind: 'array', body };
      }
      case '{':
        return this.#object();
      default:
        this.at--;
        return this.fail();
    }
  }

  #object(): Filter {
    const entries: { key: Filter; value: Filter }[] = [];
    while (!this.accept('}')) {
      const token = this.token;
      let key: Filter;
      let value: Filter | undefined;
      if (token.kind === 'variable') {
        this.at++;
        key = { kind: 'literal', value: token.text.slice(1) };
        value = { kind: 'variable', name: token.text };
      } else if (this.accept('(')) {
        key = this.pipe();
        this.expect(')');
      } else if (token.kind === 'string') key = this.#string(undefined);
      else if (token.kind === 'format') {
        this.at++;
        key = this.token.kind === 'string' ? this.#string(token.text) : { kind: 'format', name: token.text };
      } else if (token.kind === 'number') {
        this.at++;
        key = { kind: 'literal', value: token.text };
      } else key = { kind: 'literal', value: this.take('name') };
      if (this.accept(':')) value = this.#objectValue();
      else value ??= { kind: 'field', target: identity, key };
      entries.push({ key, value });
      if (!this.accept(',') && !this.is('}')) this.fail();
    }
    return { kind: 'object', entries };
  }

  /** A value in an object ends at a comma; a pipe may follow without parentheses. */
  #objectValue(): Filter {
    const left = this.alternative();
    return this.accept('|') ? { kind: 'pipe', left, right: this.#objectValue() } : left;
  }

  #named(name: string): Filter {
    switch (name) {
      case 'null':
      case 'true':
      case 'false':
        return { kind: 'literal', value: parseJson(name) };
      case 'if': {
        const test = this.pipe();
        this.expect('then');
        const yes = this.pipe();
        if (this.accept('elif')) return { kind: 'if', test, yes, no: this.#named('if') };
        const no = this.accept('else') ? this.pipe() : undefined;
        this.expect('end');
        return { kind: 'if', test, yes, no };
      }
      case 'try': {
        const body = this.postfix();
        return { kind: 'try', body, handler: this.accept('catch') ? this.postfix() : undefined };
      }
      case 'reduce':
      case 'foreach': {
        const source = this.postfix();
        this.expect('as');
        const pattern = this.pattern();
        this.expect('(');
        const start = this.pipe();
        this.expect(';');
        const update = this.pipe();
        const extract = name === 'foreach' && this.accept(';') ? this.pipe() : undefined;
        this.expect(')');
        return name === 'reduce'
          ? { kind: 'reduce', source, pattern, start, update }
          : { kind: 'foreach', source, pattern, start, update, extract };
      }
      case 'def':
        return this.define();
      case 'label': {
        const label = this.take('variable');
        this.expect('|');
        return { kind: 'label', name: label, body: this.pipe() };
      }
      case 'break':
        return { kind: 'break', name: this.take('variable') };
      default: {
        if (keywords.has(name)) {
          this.at--;
          this.fail();
        }
        const words: Filter[] = [];
        if (this.accept('(')) {
          do words.push(this.pipe());
          while (this.accept(';'));
          this.expect(')');
        }
        return { kind: 'call', name, words };
      }
    }
  }

  protected define(): Filter {
    const name = this.take('name');
    const parameters: string[] = [];
    if (this.accept('(')) {
      do {
        parameters.push(this.token.kind === 'variable' ? this.take('variable') : this.take('name'));
      } while (this.accept(';'));
      this.expect(')');
    }
    this.expect(':');
    const body = this.pipe();
    this.expect(';');
    return {
      kind: 'define',
      name,
      parameters,
      body,
      rest: this.token.kind === 'end' ? identity : this.pipe(),
    };
  }

  protected pattern(): Pattern {
    if (this.token.kind === 'variable') return { kind: 'variable', name: this.take('variable') };
    if (this.accept('[')) {
      const items: Pattern[] = [];
      do items.push(this.pattern());
      while (this.accept(','));
      this.expect(']');
      return { kind: 'array', items };
    }
    this.expect('{');
    const entries: { key: Filter; variable: string | undefined; pattern: Pattern | undefined }[] = [];
    do {
      const token = this.token;
      let variable: string | undefined;
      let key: Filter;
      if (token.kind === 'variable') {
        variable = this.take('variable');
        key = { kind: 'literal', value: variable.slice(1) };
      } else if (this.accept('(')) {
        key = this.pipe();
        this.expect(')');
      } else if (token.kind === 'string') {
        this.at++;
        key = { kind: 'string', parts: token.parts ?? [], format: undefined };
      } else key = { kind: 'literal', value: this.take('name') };
      entries.push({ key, variable, pattern: this.accept(':') ? this.pattern() : undefined });
    } while (this.accept(','));
    this.expect('}');
    return { kind: 'object', entries };
  }
}
