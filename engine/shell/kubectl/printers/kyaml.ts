/**
 * KYAML (`-o kyaml`, sigs.k8s.io/yaml/kyaml): YAML with braces, always quoted text and trailing commas. Keys stay in
 * their order, and are quoted where YAML could take them for something else.
 *
 * Left out: text that is no valid UTF-8, comments.
 */
import type { JsonObject } from '../../../kubernetes/objects/meta.ts';

export function toKyaml(value: unknown, indent = 0): string {
  const pad = '  '.repeat(indent);
  if (Array.isArray(value)) {
    const list = value as unknown[];
    if (list.length === 0) return '[]';
    if (list.every((item) => typeof item === 'object' && item !== null))
      return `[${list.map((item) => toKyaml(item, indent)).join(', ')}]`;
    return `[\n${list.map((item) => `${pad}  ${toKyaml(item, indent + 1)},\n`).join('')}${pad}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const map = value as JsonObject;
    const keys = Object.keys(map).filter((key) => map[key] !== undefined);
    if (keys.length === 0) return '{}';
    return `{\n${keys.map((key) => `${pad}  ${keyText(key)}: ${toKyaml(map[key], indent + 1)},\n`).join('')}${pad}}`;
  }
  if (typeof value === 'string') return textOf(value, indent);
  return String(value);
}

function keyText(key: string): string {
  return !/^[\p{L}\p{N}_]([\p{L}\p{N}_./-]*[\p{L}\p{N}_])?$/u.test(key) || isAmbiguous(key)
    ? textOf(key, 0)
    : key;
}

/** Whether a YAML reader could take it for null, a bool, a number or a time. */
function isAmbiguous(key: string): boolean {
  const plain = key.replaceAll('_', '');
  return (
    /^(null|y|n|t|f|1|0|yes|no|on|off|true|false)$/i.test(key) ||
    /^(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]*|[1-9][0-9]*)$/.test(plain) ||
    /^([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$/.test(plain) ||
    /^(inf|infinity|nan)$/i.test(plain) ||
    /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}$/.test(key)
  );
}

/** Text of several lines is folded in double quotes, a line each; blanks at a line's beginning are kept by a backslash. */
function textOf(value: string, indent: number): string {
  const pad = '  '.repeat(indent + 1);
  if (!value.includes('\n')) return `"${escaped(value)}"`;
  const lines = value.split('\n');
  const last = lines.pop() ?? '';
  const shown = (line: string): string => `${pad}${/^\s/.test(line) ? '\\' : ' '}${escaped(line)}`;
  const folded = lines.map((line) => `${shown(line)}\\n\\\n`).join('');
  return `"\\\n${folded}${last === '' ? '' : `${shown(last)}\\\n`}${pad}"`;
}

const named: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\r': '\\r',
  '\v': '\\v',
  '\0': '\\0',
  '\x1b': '\\e',
  '\x85': '\\N',
  '\xa0': '\\_',
  '\u2028': '\\L',
  '\u2029': '\\P',
};

/** A tab stays what it is. */
function escaped(line: string): string {
  return line.replace(/["\\]|[^\t\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const hex = (digits: number): string => code.toString(16).padStart(digits, '0');
    return (
      named[character] ?? (code < 0x80 ? `\\x${hex(2)}` : code < 0x1_0000 ? `\\u${hex(4)}` : `\\U${hex(8)}`)
    );
  });
}
