/**
 * Python's regular expressions on JavaScript's engine, as far as the normalisation table needs them.
 *
 * The recordings come with a comparison table written for Python's `re`, and whoever changes one should be able to
 * carry the change over by copying a pattern. So patterns stay in Python's words and are translated here: `.` stops at a
 * line feed only, `^` and `$` know nothing of carriage returns, `$` also stands before a final line feed, and empty
 * matches follow Python 3.7. Left out: named groups, `\A`, `\Z`, inline flags other than a leading `(?m)`, Unicode
 * classes.
 */

const cache = new Map<string, RegExp>();

/** @param pattern as in Python, `(?m)` in front for MULTILINE @returns a global regular expression */
export function compile(pattern: string): RegExp {
  const known = cache.get(pattern);
  if (known !== undefined) return known;
  const multiline = pattern.startsWith('(?m)');
  const compiled = new RegExp(translate(multiline ? pattern.slice(4) : pattern, multiline), 'g');
  cache.set(pattern, compiled);
  return compiled;
}

function translate(pattern: string, multiline: boolean): string {
  let translated = '';
  let inClass = false;
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern.charAt(at);
    if (character === '\\') translated += character + pattern.charAt(++at);
    else if (inClass) {
      inClass = character !== ']';
      translated += character;
    } else if (character === '[') {
      inClass = true;
      translated += character;
    } else if (character === '.') translated += '[^\\n]';
    else if (character === '^') translated += multiline ? '(?<![^\\n])' : '(?<![^])';
    else if (character === '$') translated += multiline ? '(?![^\\n])' : '(?=\\n?(?![^]))';
    else translated += character;
  }
  return translated;
}

/** re.search(pattern, text) is not None */
export function matches(pattern: string, text: string): boolean {
  const expression = compile(pattern);
  expression.lastIndex = 0;
  return expression.test(text);
}

/** re.search(pattern, text) */
export function search(pattern: string, text: string): RegExpExecArray | undefined {
  const expression = compile(pattern);
  expression.lastIndex = 0;
  return expression.exec(text) ?? undefined;
}

/** The groups of a match, `''` for one that took no part. */
export type Groups = readonly string[];

/** re.sub(pattern, replacement, text), with a function of the match's groups (0 the whole). */
export function substitute(pattern: string, text: string, replacement: (groups: Groups) => string): string {
  return text.replace(compile(pattern), (...found: unknown[]) => replacement(strings(found)));
}

/** re.sub with a template: `\1` is the first group. */
export function substituteTemplate(pattern: string, text: string, template: string): string {
  return substitute(pattern, text, (groups) =>
    template.replace(/\\(\d)/g, (_, number: string) => groups[Number(number)] ?? ''),
  );
}

/** What `String.replace` hands a callback: the match, its groups, then the offset and the text. */
function strings(found: readonly unknown[]): Groups {
  const end = found.findIndex((value) => typeof value === 'number');
  return found.slice(0, end).map((value) => (typeof value === 'string' ? value : ''));
}

/** The last group that took part in a match (Python's `lastindex` for groups side by side), or the whole match. */
export function lastGroup(groups: Groups): string {
  for (let index = groups.length - 1; index > 0; index--)
    if (groups[index] !== '') return groups[index] ?? '';
  return groups[0] ?? '';
}

/**
 * re.split with alternatives, the first that matches wins. After an empty match a longer one may start at the same
 * place, and an empty match at the very beginning gives an empty first piece: both unlike `String.split`.
 */
export function split(alternatives: readonly string[], text: string): string[] {
  const expressions = alternatives.map((pattern) => new RegExp(compile(pattern).source, 'y'));
  const pieces: string[] = [];
  let from = 0;
  let mustAdvance = false;
  for (let at = 0; at <= text.length;) {
    const length = matchAt(expressions, text, at, mustAdvance);
    if (length === undefined) {
      at++;
      mustAdvance = false;
      continue;
    }
    pieces.push(text.slice(from, at));
    at += length;
    from = at;
    mustAdvance = length === 0;
  }
  pieces.push(text.slice(from));
  return pieces;
}

function matchAt(
  expressions: readonly RegExp[],
  text: string,
  at: number,
  mustAdvance: boolean,
): number | undefined {
  for (const expression of expressions) {
    expression.lastIndex = at;
    const length = expression.exec(text)?.[0].length;
    if (length !== undefined && !(mustAdvance && length === 0)) return length;
  }
  return undefined;
}

/** round(value) as Python does it: a half goes to the even neighbour. */
export function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}

/** Python's order of strings: by code point. */
export function byCodePoint(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length;) {
    const mine = one.codePointAt(at) ?? 0;
    const theirs = other.codePointAt(at) ?? 0;
    if (mine !== theirs) return mine - theirs;
    at += mine > 0xffff ? 2 : 1;
  }
  return one.length - other.length;
}
