/**
 * The tokens of a YAML text (scannerc.go of go.yaml.in/yaml v2, a translation of libyaml): what stands where a key could,
 * indents that begin and end blocks. kubectl reads manifests with that library. A first wrong manifest is answered in its words
 * and with its line numbers, and what it takes for a key another reader may refuse: so this reader follows it rule for rule.
 * A token is made when it is asked for, so a fault further on is told only by who reads that far.
 */
import { Cursor } from './cursor.ts';
import { type Mark, scannerFault } from './fault.ts';
import { blockScalar, plainScalar, quotedScalar } from './scalars.ts';

export type TokenKind =
  | 'stream end'
  | 'directive'
  | 'document start'
  | 'document end'
  | 'block sequence start'
  | 'block mapping start'
  | 'block end'
  | '['
  | ']'
  | '{'
  | '}'
  | ','
  | '-'
  | 'key'
  | 'value'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'scalar';

export interface Token {
  readonly kind: TokenKind;
  readonly start: Mark;
  /** Text of a scalar, name of an anchor or alias, a whole tag. */
  readonly text: string;
  readonly isPlain: boolean;
}

interface SimpleKey {
  isPossible: boolean;
  readonly isRequired: boolean;
  readonly token: number;
  readonly mark: Mark;
}

/** A key is not longer. */
const longestKey = 1024;

export class Scanner {
  readonly #cursor: Cursor;
  readonly #tokens: Token[] = [];
  #taken = 0;
  #indent = -1;
  readonly #indents: number[] = [];
  #mayBeKey = true;
  /** The last possible key of each level of flow collections. */
  readonly #keys: (SimpleKey | undefined)[] = [undefined];

  constructor(text: string) {
    this.#cursor = new Cursor(text);
  }

  /** @throws YamlFault */
  peek(): Token {
    while (this.#needsMore()) this.#fetch();
    return this.#tokens[0] as Token;
  }

  /** @throws YamlFault */
  take(): Token {
    const token = this.peek();
    this.#tokens.shift();
    this.#taken++;
    return token;
  }

  get #isFlow(): boolean {
    return this.#keys.length > 1;
  }

  /** The first token is not known while a key that begins with it may still be found to be one. */
  #needsMore(): boolean {
    if (this.#tokens.length === 0) return true;
    const key = this.#keys.find((one) => one?.isPossible === true && one.token === this.#taken);
    return key !== undefined && this.#isValid(key);
  }

  #isValid(key: SimpleKey): boolean {
    if (!key.isPossible) return false;
    const { index, line } = this.#cursor;
    if (key.mark.line === line && key.mark.index + longestKey >= index) return true;
    this.#dropKey(key);
    return false;
  }

  #dropKey(key: SimpleKey): void {
    if (key.isRequired) throw scannerFault("could not find expected ':'", this.#cursor.mark(), key.mark);
    key.isPossible = false;
  }

  #saveKey(): void {
    if (!this.#mayBeKey) return;
    this.#removeKey();
    this.#keys[this.#keys.length - 1] = {
      isPossible: true,
      isRequired: !this.#isFlow && this.#indent === this.#cursor.column,
      token: this.#taken + this.#tokens.length,
      mark: this.#cursor.mark(),
    };
  }

  #removeKey(): void {
    const key = this.#keys.at(-1);
    if (key?.isPossible === true) this.#dropKey(key);
  }

  #add(kind: TokenKind, start: Mark, text = '', isPlain = false): void {
    this.#tokens.push({ kind, start, text, isPlain });
  }

  #addSign(kind: TokenKind, length = 1): void {
    const start = this.#cursor.mark();
    this.#cursor.skip(length);
    this.#add(kind, start);
  }

  /** A block begins where the column is further right than the one before. @param at which token it stands before */
  #roll(
    column: number,
    kind: 'block sequence start' | 'block mapping start',
    start: Mark,
    at?: number,
  ): void {
    if (this.#isFlow || this.#indent >= column) return;
    this.#indents.push(this.#indent);
    this.#indent = column;
    const place = at === undefined ? this.#tokens.length : at - this.#taken;
    this.#tokens.splice(place, 0, { kind, start, text: '', isPlain: false });
  }

  #unroll(column: number): void {
    if (this.#isFlow) return;
    while (this.#indent > column) {
      this.#add('block end', this.#cursor.mark());
      this.#indent = this.#indents.pop() ?? -1;
    }
  }

  #toNextToken(): void {
    const cursor = this.#cursor;
    for (;;) {
      if (cursor.column === 0 && cursor.at() === '\ufeff') cursor.skip();
      while (cursor.at() === ' ' || ((this.#isFlow || !this.#mayBeKey) && cursor.at() === '\t'))
        cursor.skip();
      if (cursor.at() === '#') while (!cursor.isBreakOrEnd()) cursor.skip();
      if (!cursor.isBreak()) return;
      cursor.readLine();
      if (!this.#isFlow) this.#mayBeKey = true;
    }
  }

  #fetch(): void {
    this.#toNextToken();
    const cursor = this.#cursor;
    this.#unroll(cursor.column);
    const sign = cursor.at();
    if (cursor.isEnd()) {
      this.#end();
      return;
    }
    if (cursor.column === 0 && sign === '%') {
      this.#directive();
      return;
    }
    if (cursor.isDocumentIndicator()) {
      this.#unroll(-1);
      this.#removeKey();
      this.#mayBeKey = false;
      this.#addSign(sign === '-' ? 'document start' : 'document end', 3);
      return;
    }
    const isApart = cursor.isSpace(1);
    switch (sign) {
      case '[':
      case '{':
        this.#saveKey();
        this.#keys.push(undefined);
        this.#mayBeKey = true;
        this.#addSign(sign);
        return;
      case ']':
      case '}':
        this.#removeKey();
        if (this.#isFlow) this.#keys.pop();
        this.#mayBeKey = false;
        this.#addSign(sign);
        return;
      case ',':
        this.#removeKey();
        this.#mayBeKey = true;
        this.#addSign(sign);
        return;
      case '*':
      case '&':
        this.#anchor(sign === '*' ? 'alias' : 'anchor');
        return;
      case '!':
        this.#tag();
        return;
      case "'":
      case '"': {
        this.#saveKey();
        this.#mayBeKey = false;
        const start = cursor.mark();
        this.#add('scalar', start, quotedScalar(cursor));
        return;
      }
    }
    if (sign === '-' && isApart) this.#entry();
    else if (sign === '?' && (this.#isFlow || isApart)) this.#key();
    else if (sign === ':' && (this.#isFlow || isApart)) this.#value();
    else if ((sign === '|' || sign === '>') && !this.#isFlow) {
      this.#removeKey();
      this.#mayBeKey = true;
      const start = cursor.mark();
      this.#add('scalar', start, blockScalar(cursor, this.#indent));
    } else if (this.#beginsPlain(sign)) this.#plain();
    else throw scannerFault('found character that cannot start any token', cursor.mark());
  }

  #beginsPlain(sign: string): boolean {
    if (sign === '-') return !this.#cursor.isBlank(1);
    if (sign === '?' || sign === ':') return !this.#isFlow && !this.#cursor.isSpace(1);
    return !' \t,[]{}#&*!|>\'"%@`'.includes(sign);
  }

  #plain(): void {
    this.#saveKey();
    this.#mayBeKey = false;
    const start = this.#cursor.mark();
    const { text, wentOn } = plainScalar(this.#cursor, this.#indent, this.#isFlow);
    if (wentOn) this.#mayBeKey = true;
    this.#add('scalar', start, text, true);
  }

  #end(): void {
    const cursor = this.#cursor;
    if (cursor.column !== 0) {
      cursor.column = 0;
      cursor.line++;
    }
    this.#unroll(-1);
    this.#removeKey();
    this.#mayBeKey = false;
    this.#add('stream end', cursor.mark());
  }

  #entry(): void {
    if (!this.#isFlow) {
      const mark = this.#cursor.mark();
      if (!this.#mayBeKey) throw scannerFault('block sequence entries are not allowed in this context', mark);
      this.#roll(mark.column, 'block sequence start', mark);
    }
    this.#removeKey();
    this.#mayBeKey = true;
    this.#addSign('-');
  }

  #key(): void {
    if (!this.#isFlow) {
      const mark = this.#cursor.mark();
      if (!this.#mayBeKey) throw scannerFault('mapping keys are not allowed in this context', mark);
      this.#roll(mark.column, 'block mapping start', mark);
    }
    this.#removeKey();
    this.#mayBeKey = !this.#isFlow;
    this.#addSign('key');
  }

  #value(): void {
    const key = this.#keys.at(-1);
    if (key !== undefined && this.#isValid(key)) {
      this.#tokens.splice(key.token - this.#taken, 0, {
        kind: 'key',
        start: key.mark,
        text: '',
        isPlain: false,
      });
      this.#roll(key.mark.column, 'block mapping start', key.mark, key.token);
      key.isPossible = false;
      this.#mayBeKey = false;
    } else {
      if (!this.#isFlow) {
        const mark = this.#cursor.mark();
        if (!this.#mayBeKey) throw scannerFault('mapping values are not allowed in this context', mark);
        this.#roll(mark.column, 'block mapping start', mark);
      }
      this.#mayBeKey = !this.#isFlow;
    }
    this.#addSign('value');
  }

  #anchor(kind: 'alias' | 'anchor'): void {
    this.#saveKey();
    this.#mayBeKey = false;
    const cursor = this.#cursor;
    const start = cursor.mark();
    cursor.skip();
    let name = '';
    while (/[A-Za-z0-9_-]/.test(cursor.at())) name += cursor.read();
    if (name === '' || !(cursor.isSpace() || '?:,]}%@`'.includes(cursor.at())))
      throw scannerFault('did not find expected alphabetic or numeric character', cursor.mark(), start);
    this.#add(kind, start, name);
  }

  #tag(): void {
    this.#saveKey();
    this.#mayBeKey = false;
    const cursor = this.#cursor;
    const start = cursor.mark();
    let text = '';
    while (!cursor.isSpace() && !(this.#isFlow && ',]}'.includes(cursor.at()))) text += cursor.read();
    if (text === '!!' || text === '!<')
      throw scannerFault('did not find expected tag URI', cursor.mark(), start);
    this.#add('tag', start, text);
  }

  #directive(): void {
    this.#unroll(-1);
    this.#removeKey();
    this.#mayBeKey = false;
    const cursor = this.#cursor;
    const start = cursor.mark();
    cursor.skip();
    let name = '';
    while (/[A-Za-z0-9_-]/.test(cursor.at())) name += cursor.read();
    const problem =
      name === ''
        ? 'could not find expected directive name'
        : !cursor.isSpace()
          ? 'found unexpected non-alphabetical character'
          : name !== 'YAML' && name !== 'TAG'
            ? 'found unknown directive name'
            : undefined;
    if (problem !== undefined) throw scannerFault(problem, cursor.mark(), start);
    while (!cursor.isBreakOrEnd()) cursor.skip();
    this.#add('directive', start, name);
  }
}
