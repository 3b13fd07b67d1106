/**
 * The words of a Go template (text/template/parse lex.go): text, and between `{{` and `}}` names, fields, variables,
 * literals and signs; where a `-` beside the braces takes the white space away.
 */
export type TokenKind =
  | 'text'
  | 'left'
  | 'right'
  | 'space'
  | 'assign'
  | 'declare'
  | 'pipe'
  | 'string'
  | 'variable'
  | 'character'
  | 'number'
  | 'dot'
  | 'field'
  | 'identifier'
  | 'keyword'
  | 'bool'
  | 'nil'
  | 'open'
  | 'close'
  | 'sign'
  | 'error'
  | 'end';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** Where it begins, and in which line. */
  readonly at: number;
  readonly line: number;
}

const keywords = new Set('block break continue define else end if range template with'.split(' '));
const white = /^[ \t\r\n]+/;
const word = /^[\p{L}\p{Nd}_]+/u;
const number =
  /^[-+]?(?:0[xX][\da-fA-F_]*(?:\.[\da-fA-F_]*)?(?:[pP][-+]?[\d_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?|[\d_]*(?:\.[\d_]*)?(?:[eE][-+]?[\d_]*)?)i?/;

/** As it is shown in errors. */
export function tokenText({ kind, text }: Token): string {
  if (kind === 'end') return 'EOF';
  if (kind === 'error') return text;
  if (kind === 'keyword' || kind === 'nil' || kind === 'dot') return `<${text}>`;
  return text.length > 10 ? `${JSON.stringify(text.slice(0, 10))}...` : JSON.stringify(text);
}

export function tokensOf(input: string): readonly Token[] {
  return new Lexer(input).tokens();
}

class Lexer {
  readonly #input: string;
  readonly #tokens: Token[] = [];
  #at = 0;
  #line = 1;

  constructor(input: string) {
    this.#input = input;
  }

  tokens(): readonly Token[] {
    while (this.#at < this.#input.length) if (!this.#text() || !this.#action()) return this.#tokens;
    this.#tokens.push({ kind: 'end', text: 'EOF', at: this.#at, line: this.#line });
    return this.#tokens;
  }

  #put(kind: TokenKind, text: string): void {
    this.#tokens.push({ kind, text, at: this.#at, line: this.#line });
    this.#skip(text);
  }

  #skip(text: string): void {
    this.#at += text.length;
    this.#line += text.split('\n').length - 1;
  }

  /** @returns false: nothing can be read behind it */
  #failed(text: string): false {
    this.#tokens.push({ kind: 'error', text, at: this.#at, line: this.#line });
    return false;
  }

  get #rest(): string {
    return this.#input.slice(this.#at);
  }

  #text(): boolean {
    const open = this.#input.indexOf('{{', this.#at);
    if (open < 0) {
      this.#put('text', this.#rest);
      return true;
    }
    const text = this.#input.slice(this.#at, open);
    const kept = /^-[ \t\r\n]/.test(this.#input.slice(open + 2)) ? text.replace(/[ \t\r\n]+$/, '') : text;
    if (kept !== '') this.#put('text', kept);
    this.#skip(text.slice(kept.length));
    return true;
  }

  /** From `{{` to past `}}`. */
  #action(): boolean {
    if (!this.#rest.startsWith('{{')) return true;
    const isTrimmed = /^\{\{-[ \t\r\n]/.test(this.#rest);
    const comment = this.#input.slice(this.#at + (isTrimmed ? 4 : 2));
    if (comment.startsWith('/*')) {
      this.#skip(isTrimmed ? this.#rest.slice(0, 4) : '{{');
      return this.#comment();
    }
    this.#put('left', '{{');
    if (isTrimmed) this.#skip(this.#rest.slice(0, 2));
    let depth = 0;
    for (;;) {
      const rest = this.#rest;
      const trimmed = /^[ \t\r\n]-\}\}/.test(rest);
      if (trimmed || rest.startsWith('}}')) {
        if (depth > 0) return this.#failed('unclosed left paren');
        if (trimmed) this.#skip(rest.slice(0, 2));
        this.#put('right', '}}');
        if (trimmed) this.#skip(white.exec(this.#rest)?.[0] ?? '');
        return true;
      }
      if (rest.startsWith('(')) depth++;
      if (rest.startsWith(')') && --depth < 0) return this.#failed('unexpected right paren');
      if (!this.#inside(rest)) return false;
    }
  }

  #comment(): boolean {
    const end = this.#rest.indexOf('*/');
    if (end < 0) return this.#failed('unclosed comment');
    this.#skip(this.#rest.slice(0, end + 2));
    const [close] = /^(?:[ \t\r\n]-)?\}\}/.exec(this.#rest) ?? [];
    if (close === undefined) return this.#failed('comment ends before closing delimiter');
    this.#skip(close);
    if (close !== '}}') this.#skip(white.exec(this.#rest)?.[0] ?? '');
    return true;
  }

  #inside(rest: string): boolean {
    const [first = ''] = rest;
    const signs: Readonly<Record<string, TokenKind>> = {
      '=': 'assign',
      '|': 'pipe',
      '(': 'open',
      ')': 'close',
    };
    const sign = signs[first];
    if (first === '') return this.#failed('unclosed action');
    if (white.test(first)) this.#put('space', spaceBefore(rest));
    else if (sign !== undefined) this.#put(sign, first);
    else if (first === ':') {
      if (rest[1] !== '=') return this.#failed('expected :=');
      this.#put('declare', ':=');
    } else if (first === '"') return this.#literal('string', /^"(?:[^"\\\n]|\\[^\n])*"/, 'quoted string');
    else if (first === '`') return this.#literal('string', /^`[^`]*`/, 'raw quoted string');
    else if (first === "'")
      return this.#literal('character', /^'(?:[^'\\\n]|\\[^\n])*'/, 'character constant');
    else if (first === '$' || (first === '.' && !/^\.\d/.test(rest)))
      return this.#name(first === '$' ? 'variable' : 'field', rest);
    else if (/[-+.\d]/.test(first)) return this.#number(rest);
    else if (word.test(rest)) return this.#identifier(rest);
    else if (/[!-~]/.test(first)) this.#put('sign', first);
    else {
      const character = String.fromCodePoint(rest.codePointAt(0) ?? 0);
      return this.#failed(`unrecognized character in action: ${pointOf(character)}`);
    }
    return true;
  }

  #literal(kind: TokenKind, pattern: RegExp, what: string): boolean {
    const [text] = pattern.exec(this.#rest) ?? [];
    if (text === undefined) return this.#failed(`unterminated ${what}`);
    this.#put(kind, text);
    return true;
  }

  #name(kind: 'variable' | 'field', rest: string): boolean {
    const text = rest.slice(0, 1) + (word.exec(rest.slice(1))?.[0] ?? '');
    const wrong = this.#badEnd(text);
    if (wrong !== undefined) return this.#failed(wrong);
    this.#put(text === '.' ? 'dot' : kind, text);
    return true;
  }

  #number(rest: string): boolean {
    const [text = ''] = number.exec(rest) ?? [];
    const next = word.exec(rest.slice(text.length));
    if (next !== null)
      return this.#failed(`bad number syntax: ${JSON.stringify(rest.slice(0, text.length + 1))}`);
    this.#put('number', text);
    return true;
  }

  #identifier(rest: string): boolean {
    const [text = ''] = word.exec(rest) ?? [];
    const wrong = this.#badEnd(text);
    if (wrong !== undefined) return this.#failed(wrong);
    if (keywords.has(text)) this.#put('keyword', text);
    else if (text === 'nil') this.#put('nil', text);
    else this.#put(text === 'true' || text === 'false' ? 'bool' : 'identifier', text);
    return true;
  }

  /** What a name may not touch. */
  #badEnd(text: string): string | undefined {
    const behind = this.#rest.slice(text.length);
    if (behind === '' || /^(?:[ \t\r\n.,|:()]|\}\})/.test(behind)) return undefined;
    return `bad character ${pointOf(String.fromCodePoint(behind.codePointAt(0) ?? 0))}`;
  }
}

/** White space, but for the one that belongs to ` -}}`. */
function spaceBefore(rest: string): string {
  const [space = ''] = white.exec(rest) ?? [];
  return space.length > 1 && rest.slice(space.length).startsWith('-}}') ? space.slice(0, -1) : space;
}

/** Go's %#U. */
function pointOf(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `U+${code} '${character}'`;
}
