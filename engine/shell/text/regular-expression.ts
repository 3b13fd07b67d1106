/**
 * POSIX regular expressions as JavaScript's: basic (grep, sed) and extended (grep -E, awk, `=~`), with GNU's additions
 * (`\+`, `\|`, `\<`, `\w`, `\b`).
 *
 * Left out: leftmost-longest alternation (JavaScript takes the first alternative that matches), equivalence classes.
 */

import { characterClasses } from './character-classes.ts';

export class BadExpression extends Error {}

export function extendedToJavaScript(source: string): string {
  return translate(source, true);
}

export function basicToJavaScript(source: string): string {
  return translate(source, false);
}

/** @throws BadExpression in GNU's words */
function translate(source: string, extended: boolean): string {
  let result = '';
  let depth = 0;
  /** Nothing before here that a `*` could repeat. */
  let start = true;
  for (let at = 0; at < source.length; at++) {
    const char = source[at] ?? '';
    if (char === '[') {
      const bracket = readBracket(source, at);
      result += bracket.text;
      at = bracket.end;
      start = false;
      continue;
    }
    const special = char === '\\' ? !extended : extended;
    const token = char === '\\' ? (source[at + 1] ?? '') : char;
    if (char === '\\' && token === '') throw new BadExpression('Trailing backslash');
    if ('(){}|+?'.includes(token) && (char === '\\' || '(){}|+?'.includes(char))) {
      if (char === '\\') at++;
      if (!special) {
        result += `\\${token}`;
        start = false;
      } else if (token === '(') {
        depth++;
        result += '(';
        start = true;
      } else if (token === ')') {
        if (depth === 0) {
          if (!extended) throw new BadExpression('Unmatched ) or \\)');
          result += '\\)';
        } else {
          depth--;
          result += ')';
        }
        start = false;
      } else if (token === '|') {
        result += '|';
        start = true;
      } else if (token === '{') {
        const interval = (extended ? /^\{(\d*)(,(\d*))?\}/ : /^\{(\d*)(,(\d*))?\\\}/).exec(source.slice(at));
        if (interval === null || start) {
          if (!extended && interval === null) throw new BadExpression('Unmatched \\{');
          result += '\\{';
        } else {
          result += `{${interval[1] === '' ? '0' : (interval[1] ?? '')}${interval[2] === undefined ? '' : `,${interval[3] ?? ''}`}}`;
          at += interval[0].length - 1;
        }
      } else if (token === '}') result += '\\}';
      else result += start ? (extended ? '' : `\\${token}`) : repeat(result, token);
      continue;
    }
    if (char === '\\') {
      at++;
      result += escape(token);
      start = false;
    } else if (char === '*') {
      if (start) result += extended ? '' : '\\*';
      else result = repeatOnto(result, '*');
      start = false;
    } else if (char === '^') {
      const anchor = extended || start;
      result += anchor ? '^' : '\\^';
      if (!anchor) start = false;
    } else if (char === '$') {
      const anchor =
        extended ||
        at === source.length - 1 ||
        source.startsWith('\\)', at + 1) ||
        source.startsWith('\\|', at + 1);
      result += anchor ? '$' : '\\$';
      start = false;
    } else if (char === '.') {
      result += '[^\\n]';
      start = false;
    } else {
      result += /[/\]]/.test(char) ? `\\${char}` : char;
      start = false;
    }
  }
  if (depth > 0) throw new BadExpression(extended ? 'Unmatched ( or \\(' : 'Unmatched ( or \\(');
  return result;
}

/** A second repetition (`a**`) repeats what is repeated already; JavaScript would call it lazy or bad. */
function repeat(before: string, token: string): string {
  return /[^\\][*+?}]$/.test(before) && !/\\[*+?}]$/.test(before) ? '' : token;
}

function repeatOnto(before: string, token: string): string {
  return before + repeat(before, token);
}

function escape(char: string): string {
  if (char === '<') return '\\b(?=\\w)';
  if (char === '>') return '\\b(?<=\\w)';
  if (char === '`') return '(?<![^])';
  if (char === "'") return '(?![^])';
  if (/[wWsSbB1-9]/.test(char)) return `\\${char}`;
  if (char === 'n') return '\\n';
  if (char === 't') return '\\t';
  return /[\\^$.*+?()[\]{}|/]/.test(char) ? `\\${char}` : char === '-' ? '-' : char;
}

function readBracket(source: string, open: number): { text: string; end: number } {
  let at = open + 1;
  let text = '[';
  if (source[at] === '^') {
    text += '^';
    at++;
  }
  for (let first = true; ; first = false) {
    const char = source[at];
    if (char === undefined) throw new BadExpression('Unmatched [, [^, [:, [., or [=');
    if (char === ']' && !first) return { text: text === '[^' ? '[^]' : `${text}]`, end: at };
    if (char === '[' && ':.='.includes(source[at + 1] ?? ' ')) {
      const kind = source[at + 1] ?? '';
      const end = source.indexOf(`${kind}]`, at + 2);
      if (end < 0) throw new BadExpression('Unmatched [, [^, [:, [., or [=');
      const name = source.slice(at + 2, end);
      const members = kind === ':' ? characterClasses[name] : `\\${name}`;
      if (members === undefined) throw new BadExpression('Invalid character class name');
      text += members;
      at = end + 2;
      continue;
    }
    // sed reads `\n` and `\t` inside brackets; so do awk and people.
    if (char === '\\' && /[nt]/.test(source[at + 1] ?? '')) {
      text += `\\${source[at + 1] ?? ''}`;
      at += 2;
      continue;
    }
    text += /[\\[\]^]/.test(char) ? `\\${char}` : char;
    at++;
  }
}
