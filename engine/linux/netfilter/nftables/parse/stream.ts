/**
 * Tokens one after the other, with what a parser asks of them.
 */
import { NftError } from '../error.ts';
import type { Token } from './lexer.ts';

export class TokenStream {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get next(): Token {
    return this.peek(0);
  }

  peek(ahead: number): Token {
    const token = this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)];
    if (token === undefined) throw new NftError('syntax error, unexpected end of file');
    return token;
  }

  take(): Token {
    const token = this.next;
    this.#at++;
    return token;
  }

  /** Is the next token this word or symbol? */
  is(text: string): boolean {
    const { kind } = this.next;
    return (kind === 'word' || kind === 'symbol') && this.next.text === text;
  }

  /** Take it if it is there. */
  accept(text: string): boolean {
    if (!this.is(text)) return false;
    this.#at++;
    return true;
  }

  expect(text: string): void {
    if (!this.accept(text)) throw this.unexpected(text);
  }

  /** A word, or a string in quotes. */
  word(expected = 'string'): Token {
    const { kind } = this.next;
    if (kind !== 'word' && kind !== 'string') throw this.unexpected(expected);
    return this.take();
  }

  number(): number {
    const { text } = this.next;
    if (!/^(0x[0-9a-f]+|\d+)$/i.test(text)) throw this.unexpected('number');
    this.take();
    return Number(text);
  }

  /** Skip ends of lines. */
  skipEnds(): void {
    while (this.next.kind === 'end') this.#at++;
  }

  get isAtEnd(): boolean {
    return this.next.kind === 'end' || this.next.kind === 'eof' || this.is('}');
  }

  unexpected(expected?: string): NftError {
    const { kind, text } = this.next;
    const what =
      kind === 'eof' ? 'end of file' : text === '\n' ? 'newline' : kind === 'string' ? 'quoted string' : text;
    const hope = expected === undefined ? '' : `, expecting ${expected}`;
    return new NftError(`syntax error, unexpected ${what}${hope}`, this.next);
  }
}
