/**
 * A place among a program's tokens: look, accept, take, skip ends of lines; what does not fit is refused in mawk's words.
 */
import { AwkError, type Token } from './lexer.ts';

export class TokenCursor {
  readonly #tokens: readonly Token[];
  protected at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** The tokens from here on. */
  protected ahead(count: number): readonly Token[] {
    return this.#tokens.slice(this.at, this.at + count);
  }

  protected get token(): Token {
    const token = this.#tokens[this.at] ?? this.#tokens.at(-1);
    if (token === undefined) throw new AwkError('no program');
    return token;
  }

  protected is(kind: Token['kind'], text?: string): boolean {
    return this.token.kind === kind && (text === undefined || this.token.text === text);
  }

  protected op(text: string): boolean {
    return this.is('operator', text);
  }

  protected accept(text: string): boolean {
    if (!this.op(text)) return false;
    this.at++;
    return true;
  }

  protected fail(): never {
    const { kind, text, line } = this.token;
    if (kind === 'end') throw new AwkError(`line ${line}: syntax error at or near end of file`);
    throw new AwkError(`line ${line}: syntax error at or near ${kind === 'newline' ? 'end of line' : text}`);
  }

  protected take(kind: Token['kind'], text?: string): Token {
    const token = this.token;
    if (!this.is(kind, text)) this.fail();
    this.at++;
    return token;
  }

  protected skipNewlines(): void {
    while (this.is('newline')) this.at++;
  }

  protected skipEnds(): void {
    while (this.is('newline') || this.op(';')) this.at++;
  }
}
