/**
 * nft's text as tokens (src/scanner.l): words, quoted strings, punctuation, ends of lines; comments are gone.
 */
import { type Location, NftError } from '../error.ts';

export interface Token extends Location {
  /** `word`: a name, number, address or keyword. `end`: a newline or `;`. */
  readonly kind: 'word' | 'string' | 'symbol' | 'end' | 'eof';
  readonly text: string;
}

const patterns: readonly (readonly [RegExp, Token['kind'] | 'skip'])[] = [
  [/^(?:[ \t]+|\\\n|#[^\n]*)/, 'skip'],
  [/^[\n;]/, 'end'],
  [/^"[^"\n]*"/, 'string'],
  [/^(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4}(?:\/\d+)?(?![\w])/, 'word'],
  [/^[A-Za-z0-9_][A-Za-z0-9_/.*-]*/, 'word'],
  [/^(?:!=|==|<=|>=|<<|>>|[@{}(),:.=<>&|^!*$/+-])/, 'symbol'],
];

export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at, at + 400);
    const found = patterns.flatMap(([pattern, kind]) => {
      const match = pattern.exec(rest);
      return match === null ? [] : [{ kind, text: match[0] }];
    })[0];
    if (found === undefined) throw new NftError('syntax error, unexpected junk', { start: at, end: at + 1 });
    if (found.kind !== 'skip')
      tokens.push({
        kind: found.kind,
        text: found.kind === 'string' ? found.text.slice(1, -1) : found.text,
        start: at,
        end: at + found.text.length,
      });
    at += found.text.length;
  }
  tokens.push({ kind: 'eof', text: '', start: text.length, end: text.length });
  return tokens;
}
