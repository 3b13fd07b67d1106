/**
 * nft's text as tokens (src/scanner.l): names, numbers, addresses, quoted strings, punctuation, ends of lines; comments
 * are gone. Addresses count as names, as they do in nft's grammar.
 */
import type { Location } from '../error.ts';

export interface Token extends Location {
  /** `word`: a name, an address or a keyword. `end`: a newline or `;`. `junk`: what begins nothing. */
  readonly kind: 'word' | 'number' | 'string' | 'asterisk' | 'symbol' | 'end' | 'junk' | 'eof';
  readonly text: string;
  /** Of a variable's value, which stands where the variable is named: where it was written. */
  readonly origin?: Location;
}

const patterns: readonly (readonly [RegExp, Token['kind'] | 'skip'])[] = [
  [/(?:[ \t]+|\\\n|#[^\n]*)/y, 'skip'],
  [/[\n;]/y, 'end'],
  [/"[^"\n]*"/y, 'string'],
  [/(?:[0-9a-fA-F]{1,2}:){5}[0-9a-fA-F]{1,2}(?![\w:])/y, 'word'],
  [
    /(?:(?:[0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}|(?:[0-9a-fA-F]{1,4}:){1,7}:|(?:[0-9a-fA-F]{1,4}:){1,6}(?::[0-9a-fA-F]{1,4}){1,6}|::(?:[0-9a-fA-F]{1,4}:){0,6}(?:\d+\.\d+\.\d+\.\d+|[0-9a-fA-F]{1,4})|::)(?![\w:])/y,
    'word',
  ],
  [/\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?![\w.])/y, 'word'],
  [/(?:\d+(?:d|h|ms|m|s))+(?![\w])/y, 'word'],
  [/0x[0-9a-fA-F]+|\d+/y, 'number'],
  [/[A-Za-z_.][\w/.-]*\\?\*/y, 'asterisk'],
  [/[A-Za-z_.][\w/.-]*/y, 'word'],
  [/(?:!=|==|<=|>=|<<|>>|[@{}(),:.=<>&|^!*$/+[\]-])/y, 'symbol'],
  [/[^]/y, 'junk'],
];

/** `=` and `==` are one; words for relations too. */
const spellings: Readonly<Record<string, string>> = {
  eq: '==',
  ne: '!=',
  lt: '<',
  gt: '>',
  le: '<=',
  ge: '>=',
  and: '&',
  or: '|',
  xor: '^',
  lshift: '<<',
  rshift: '>>',
  not: '!',
};

/** @param base where the text begins among others */
export function tokensOf(text: string, base = 0): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  scanning: while (at < text.length) {
    for (const [pattern, kind] of patterns) {
      pattern.lastIndex = at;
      const found = pattern.exec(text)?.[0];
      if (found === undefined || (found === '.' && kind === 'word')) continue;
      const end = at + found.length;
      const spelt = kind === 'word' && Object.hasOwn(spellings, found) ? spellings[found] : undefined;
      if (kind !== 'skip')
        tokens.push({
          kind: spelt === undefined ? kind : 'symbol',
          text: spelt ?? (kind === 'string' ? found.slice(1, -1) : found),
          start: base + at,
          end: base + end,
        });
      at = end;
      continue scanning;
    }
  }
  const end = base + text.length;
  tokens.push({ kind: 'eof', text: '', start: end, end });
  return tokens;
}
