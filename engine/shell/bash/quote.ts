/**
 * Text written so that a shell reads it back: as bash writes it in `declare -p`, `${x@Q}`, `printf %q`, `set -x`.
 */

const escapes: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '\x1b': '\\E',
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\v': '\\v',
  "'": "\\'",
  '\\': '\\\\',
};

export function ansiQuote(text: string): string {
  return `$'${text.replace(/[\x00-\x1f\x7f'\\]/g, (char) => escapes[char] ?? `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`)}'`;
}

function hasControl(text: string): boolean {
  return /[\x00-\x1f\x7f]/.test(text);
}

/** `${x@Q}`, `declare`'s values. */
export function singleQuote(text: string): string {
  return hasControl(text) ? ansiQuote(text) : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** `declare -p`. */
export function doubleQuote(text: string): string {
  return hasControl(text) ? ansiQuote(text) : `"${text.replace(/[\\"$`]/g, '\\$&')}"`;
}

/** Quoted only where it needs to be: `set`, `set -x`, `trap`. */
export function quoteIfNeeded(text: string): string {
  if (text === '') return "''";
  return /^[\w%+,./:@=^-]+$/.test(text) && !text.startsWith('~') ? text : singleQuote(text);
}

/** `printf %q`: backslashes. */
export function backslashQuote(text: string): string {
  if (text === '') return "''";
  return hasControl(text)
    ? ansiQuote(text)
    : text.replace(/[^\w%+./:@=-]/gu, (char) => (char.charCodeAt(0) > 127 ? char : `\\${char}`));
}
