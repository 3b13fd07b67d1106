/**
 * The command `l`: a text with escapes for what cannot be seen, folded at 70 columns, its end marked.
 */
export function unambiguous(text: string): string {
  const names: Readonly<Record<string, string>> = {
    '\\': '\\\\',
    '\n': '\\n',
    '\t': '\\t',
    '\r': '\\r',
    '\x07': '\\a',
    '\b': '\\b',
    '\f': '\\f',
    '\v': '\\v',
  };
  const escaped = text.replace(
    /[\\\x00-\x1f\x7f]/g,
    (char) => names[char] ?? `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );
  const lines: string[] = [];
  let rest = escaped;
  while (rest.length > 69) {
    lines.push(`${rest.slice(0, 69)}\\`);
    rest = rest.slice(69);
  }
  return `${[...lines, `${rest}$`].join('\n')}\n`;
}
