/**
 * jq's words: fields, names, variables, formats, numbers, operators, and string literals with the programs inside
 * their `\( … )`, which the parser reads.
 */
import { parseJson } from './json.ts';
import { type Filter, JqSyntaxError } from './syntax.ts';

export interface Token {
  readonly kind: 'field' | 'name' | 'variable' | 'format' | 'number' | 'string' | 'operator' | 'end';
  readonly text: string;
  readonly parts?: readonly (string | Filter)[];
}

/** Reads a program inside a string. */
type Parse = (source: string) => Filter;

const operators = [
  '?//=',
  '?//',
  '|=',
  '+=',
  '-=',
  '*=',
  '/=',
  '%=',
  '//=',
  '//',
  '==',
  '!=',
  '<=',
  '>=',
  '..',
  '|',
  ',',
  '+',
  '-',
  '*',
  '/',
  '%',
  '=',
  '<',
  '>',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  ':',
  ';',
  '.',
  '?',
];

/** @throws JqSyntaxError */
export function tokenize(source: string, parse: Parse): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const rest = source.slice(at);
    const skip = /^(?:\s+|#[^\n]*)/.exec(rest);
    if (skip !== null) {
      at += skip[0].length;
      continue;
    }
    if (rest.startsWith('"')) {
      const { parts, length } = readString(rest, parse);
      tokens.push({ kind: 'string', text: rest.slice(0, length), parts });
      at += length;
      continue;
    }
    const match =
      /^\.[A-Za-z_]\w*/.exec(rest) ??
      /^\$(?:__loc__|[A-Za-z_]\w*(?:::\w+)*)/.exec(rest) ??
      /^@\w+/.exec(rest) ??
      /^(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/.exec(rest) ??
      /^[A-Za-z_]\w*(?:::\w+)*/.exec(rest);
    if (match !== null) {
      const text = match[0];
      const kind = /^\.[A-Za-z_]/.test(text)
        ? 'field'
        : text.startsWith('$')
          ? 'variable'
          : text.startsWith('@')
            ? 'format'
            : /^[\d.]/.test(text)
              ? 'number'
              : 'name';
      tokens.push({ kind, text });
      at += text.length;
      continue;
    }
    const operator = operators.find((candidate) => rest.startsWith(candidate));
    if (operator === undefined) throw new JqSyntaxError('syntax error, unexpected INVALID_CHARACTER');
    tokens.push({ kind: 'operator', text: operator });
    at += operator.length;
  }
  return tokens;
}

/** The text of a JSON string without its quotes. */
function parseJsonString(text: string): string {
  const value = parseJson(`"${text}"`);
  return typeof value === 'string' ? value : '';
}

/** A string literal with `\( … )` inside. */
function readString(text: string, parse: Parse): { parts: (string | Filter)[]; length: number } {
  const parts: (string | Filter)[] = [];
  let plain = '';
  let at = 1;
  const flush = (): void => {
    if (plain !== '') parts.push(parseJsonString(plain));
    plain = '';
  };
  for (;;) {
    const char = text[at];
    if (char === undefined) throw new JqSyntaxError('syntax error, unexpected QQSTRING_START');
    if (char === '"') {
      flush();
      return { parts, length: at + 1 };
    }
    if (char === '\\' && text[at + 1] === '(') {
      flush();
      const end = closing(text, at + 1, parse);
      parts.push(parse(text.slice(at + 2, end)));
      at = end + 1;
    } else if (char === '\\') {
      plain += char + (text[at + 1] ?? '');
      at += 2;
    } else {
      plain += char === '\n' ? '\\n' : char === '\t' ? '\\t' : char;
      at++;
    }
  }
}

function closing(text: string, open: number, parse: Parse): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === '"') at += readString(text.slice(at), parse).length - 1;
    else if (text[at] === '(') depth++;
    else if (text[at] === ')' && --depth === 0) return at;
  }
  throw new JqSyntaxError('syntax error, unexpected $end (Unix shell quoting issues?)');
}
