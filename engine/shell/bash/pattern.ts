/**
 * Patterns (bash(1), Pattern Matching) as regular expressions: `*`, `?`, `[…]` with classes, extglob. In a pattern
 * text a backslash quotes the next character.
 */

import { characterClasses } from '../text/character-classes.ts';

export function quotePattern(text: string): string {
  return text.replace(/[\\*?[\]()|!+@]/g, '\\$&');
}

export function isPattern(pattern: string): boolean {
  return /(^|[^\\])(\\\\)*([*?]|\[.*\]|[@!+]\(.*\))/s.test(pattern);
}

export function unquotePattern(pattern: string): string {
  return pattern.replace(/\\(.)/gs, '$1');
}

/** The source of a regular expression that matches what the pattern matches. */
export function patternSource(pattern: string, greedy = true, star = '[^]*'): string {
  let source = '';
  let at = 0;
  while (at < pattern.length) {
    const char = pattern[at] ?? '';
    const group = '?*+@!'.includes(char) && pattern[at + 1] === '(' ? closing(pattern, at + 1) : -1;
    if (group > 0) {
      const inner = alternatives(pattern.slice(at + 2, group))
        .map((part) => patternSource(part, greedy, star))
        .join('|');
      if (char === '!') {
        const rest = patternSource(pattern.slice(group + 1), greedy, star);
        return `${source}(?!(?:${inner})${rest}$)${star}${rest}`;
      }
      source += `(?:${inner})${char === '@' ? '' : char}`;
      at = group + 1;
    } else if (char === '\\') {
      source += escape(pattern[at + 1] ?? '\\');
      at += 2;
    } else if (char === '*') {
      while (pattern[at + 1] === '*') at++;
      source += greedy ? star : `${star}?`;
      at++;
    } else if (char === '?') {
      source += star === '[^]*' ? '[^]' : '[^/]';
      at++;
    } else if (char === '[') {
      const end = bracketEnd(pattern, at);
      source += end < 0 ? '\\[' : bracket(pattern.slice(at + 1, end));
      at = end < 0 ? at + 1 : end + 1;
    } else {
      source += escape(char);
      at++;
    }
  }
  return source;
}

const compiled = new Map<string, RegExp>();

export function matchesPattern(pattern: string, text: string): boolean {
  let expression = compiled.get(pattern);
  if (expression === undefined) {
    expression = safely(`^(?:${patternSource(pattern)})$`);
    if (compiled.size > 500) compiled.clear();
    compiled.set(pattern, expression);
  }
  return expression.test(text);
}

/** A regular expression; one that JavaScript refuses matches nothing. */
export function safely(source: string, flags = 'u'): RegExp {
  try {
    return new RegExp(source, flags);
  } catch {
    try {
      return new RegExp(source, flags.replace('u', ''));
    } catch {
      return /(?!)/;
    }
  }
}

function closing(pattern: string, open: number): number {
  let depth = 0;
  for (let at = open; at < pattern.length; at++) {
    if (pattern[at] === '\\') at++;
    else if (pattern[at] === '(') depth++;
    else if (pattern[at] === ')' && --depth === 0) return at;
  }
  return -1;
}

function alternatives(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '(') depth++;
    else if (text[at] === ')') depth--;
    else if (text[at] === '|' && depth === 0) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

function bracketEnd(pattern: string, open: number): number {
  let at = open + 1;
  if (pattern[at] === '!' || pattern[at] === '^') at++;
  if (pattern[at] === ']') at++;
  for (; at < pattern.length; at++) {
    if (pattern[at] === '\\') at++;
    else if (pattern[at] === '[' && pattern[at + 1] === ':') {
      const end = pattern.indexOf(':]', at);
      if (end > 0) at = end + 1;
    } else if (pattern[at] === ']') return at;
  }
  return -1;
}

function bracket(text: string): string {
  const negated = text.startsWith('!') || text.startsWith('^');
  const body = (negated ? text.slice(1) : text).replace(
    /\[:(\w+):\]|\\(.)|[\\[\]^&~]/gs,
    (whole, name: string | undefined, quoted: string | undefined) => {
      if (name !== undefined) return characterClasses[name] ?? '';
      if (quoted !== undefined) return /[A-Za-z0-9]/.test(quoted) ? quoted : `\\${quoted}`;
      return `\\${whole}`;
    },
  );
  return `[${negated ? '^' : ''}${body}]`.replace(/\\([&~])/g, '$1');
}

function escape(char: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(char) ? `\\${char}` : char;
}
