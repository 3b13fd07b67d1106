/**
 * A place among a program's tokens: look, accept, expect; what does not fit is refused in the words of jq's own parser.
 */
import type { Token } from './lexer.ts';
import { JqSyntaxError } from './syntax.ts';

export const keywords = new Set([
  'then',
  'elif',
  'else',
  'end',
  'as',
  'and',
  'or',
  'catch',
  'import',
  'include',
]);

export class TokenCursor {
  readonly #tokens: readonly Token[];
  protected at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** Whether the program says nothing. */
  protected get isEmpty(): boolean {
    return this.#tokens.length === 0;
  }

  protected get token(): Token {
    return this.#tokens[this.at] ?? { kind: 'end', text: '' };
  }

  protected fail(): never {
    const { kind, text } = this.token;
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

  protected get following(): Token | undefined {
    return this.#tokens[this.at + 1];
  }

  protected is(text: string): boolean {
    const token = this.token;
    return (token.kind === 'operator' || token.kind === 'name') && token.text === text;
  }

  protected accept(text: string): boolean {
    if (!this.is(text)) return false;
    this.at++;
    return true;
  }

  protected expect(text: string): void {
    if (!this.accept(text)) this.fail();
  }

  protected take(kind: Token['kind']): string {
    const token = this.token;
    if (token.kind !== kind) this.fail();
    this.at++;
    return token.text;
  }
}
