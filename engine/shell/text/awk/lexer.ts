/**
 * awk's tokens (POSIX awk, Grammar). A slash is a division after an operand and begins a regular expression elsewhere.
 */

export type Token = {
  readonly kind:
    'number' | 'string' | 'regex' | 'name' | 'call' | 'keyword' | 'builtin' | 'operator' | 'newline' | 'end';
  readonly text: string;
  readonly line: number;
};

export class AwkError extends Error {}

const keywords = new Set([
  'BEGIN',
  'END',
  'function',
  'func',
  'if',
  'else',
  'while',
  'for',
  'do',
  'break',
  'continue',
  'next',
  'nextfile',
  'exit',
  'return',
  'delete',
  'in',
  'getline',
  'print',
  'printf',
]);

export const builtinNames = new Set([
  'length',
  'substr',
  'index',
  'split',
  'sub',
  'gsub',
  'gensub',
  'match',
  'sprintf',
  'sin',
  'cos',
  'atan2',
  'exp',
  'log',
  'sqrt',
  'int',
  'rand',
  'srand',
  'tolower',
  'toupper',
  'system',
  'close',
  'fflush',
  'systime',
  'strftime',
  'and',
  'or',
  'xor',
  'lshift',
  'rshift',
  'compl',
  'asort',
  'asorti',
  'strtonum',
]);

const operators = [
  '**=',
  '**',
  '&&',
  '||',
  '++',
  '--',
  '+=',
  '-=',
  '*=',
  '/=',
  '%=',
  '^=',
  '==',
  '<=',
  '>=',
  '!=',
  '!~',
  '>>',
  '|&',
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  ';',
  ',',
  '+',
  '-',
  '*',
  '/',
  '%',
  '^',
  '!',
  '>',
  '<',
  '|',
  '?',
  ':',
  '~',
  '$',
  '=',
];

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  '"': '"',
  '/': '/',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
};

export function unescapeString(text: string): string {
  return text.replace(/\\([0-7]{1,3}|\n|[^])/g, (whole, escape: string) => {
    if (/^[0-7]/.test(escape)) return String.fromCharCode(parseInt(escape, 8));
    if (escape === '\n') return '';
    return escapes[escape] ?? whole;
  });
}

/** @throws AwkError */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let line = 1;
  const push = (kind: Token['kind'], text: string): void => {
    tokens.push({ kind, text, line });
  };
  while (at < source.length) {
    const rest = source.slice(at);
    const skip = /^(?:[ \t\r]+|#[^\n]*|\\\r?\n)/.exec(rest);
    if (skip !== null) {
      at += skip[0].length;
      if (skip[0].startsWith('\\')) line++;
      continue;
    }
    if (rest.startsWith('\n')) {
      push('newline', '\n');
      line++;
      at++;
      continue;
    }
    const number = /^(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/.exec(rest);
    if (number !== null) {
      push('number', number[0]);
      at += number[0].length;
      continue;
    }
    const name = /^[A-Za-z_]\w*/.exec(rest)?.[0];
    if (name !== undefined) {
      at += name.length;
      if (keywords.has(name)) push('keyword', name === 'func' ? 'function' : name);
      else if (builtinNames.has(name)) push('builtin', name);
      else push(source[at] === '(' ? 'call' : 'name', name);
      continue;
    }
    if (rest.startsWith('"')) {
      const match = /^"((?:[^"\\\n]|\\[^])*)"/.exec(rest);
      if (match === null)
        throw new AwkError(`line ${line}: runaway string constant ${rest.slice(0, 10)} ...`);
      push('string', unescapeString(match[1] ?? ''));
      at += match[0].length;
      continue;
    }
    if (rest.startsWith('/') && regexMayFollow(tokens.at(-1))) {
      const match = /^\/((?:[^/\\\n[]|\\[^]|\[\^?\]?(?:\[:\w+:\]|[^\]\n])*\])*)\//.exec(rest);
      if (match === null) throw new AwkError(`line ${line}: regular expression compile failure (missing /)`);
      push('regex', (match[1] ?? '').replaceAll('\\/', '/'));
      at += match[0].length;
      continue;
    }
    const operator = operators.find((candidate) => rest.startsWith(candidate));
    if (operator === undefined)
      throw new AwkError(`line ${line}: unexpected character '${rest.slice(0, 1)}'`);
    push('operator', operator === '**' ? '^' : operator === '**=' ? '^=' : operator);
    at += operator.length;
  }
  push('newline', '\n');
  tokens.push({ kind: 'end', text: 'end of file', line });
  return tokens;
}

function regexMayFollow(token: Token | undefined): boolean {
  if (token === undefined || token.kind === 'newline' || token.kind === 'keyword') return true;
  return token.kind === 'operator' && ![')', ']', '$', '++', '--'].includes(token.text);
}
