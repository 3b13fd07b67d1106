/**
 * YAML as Go's library writes it for kubectl (sigs.k8s.io/yaml): keys sorted, lists not indented, text quoted only where
 * it would be read as something else, long text folded at 80 columns.
 */
import { textOf } from '../../../kubernetes/schema/text.ts';
import type { JsonObject } from '../../../kubernetes/objects/meta.ts';

export function toYaml(value: unknown): string {
  if (isMap(value) && Object.keys(value).length > 0) return mapLines(value, 0);
  if (Array.isArray(value) && value.length > 0) return listLines(value as unknown[], 0);
  return `${inline(value, 0, 0)}\n`;
}

function isMap(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mapLines(map: JsonObject, indent: number): string {
  let text = '';
  for (const key of Object.keys(map).sort(goOrder)) {
    const value = map[key];
    if (value === undefined) continue;
    text += `${' '.repeat(indent)}${entry(key, value, indent)}`;
  }
  return text;
}

/** A key and its value, up to the newline; the key stands at `indent`. */
function entry(key: string, value: unknown, indent: number): string {
  const head = `${scalarKey(key)}:`;
  if (isMap(value) && Object.keys(value).some((one) => value[one] !== undefined))
    return `${head}\n${mapLines(value, indent + 2)}`;
  if (Array.isArray(value) && value.length > 0) return `${head}\n${listLines(value as unknown[], indent)}`;
  return `${head} ${inline(value, indent, indent + head.length + 1)}\n`;
}

function listLines(list: readonly unknown[], indent: number): string {
  const pad = ' '.repeat(indent);
  return list
    .map((item) => {
      if (isMap(item) && Object.keys(item).length > 0)
        return `${pad}- ${mapLines(item, indent + 2).slice(indent + 2)}`;
      if (Array.isArray(item) && item.length > 0)
        return `${pad}- ${listLines(item as unknown[], indent + 2).slice(indent + 2)}`;
      return `${pad}- ${inline(item, indent, indent + 2)}\n`;
    })
    .join('');
}

/** @param column where the text begins, for folding */
function inline(value: unknown, indent: number, column: number): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return text(value, indent, column);
  if (Array.isArray(value)) return '[]';
  if (typeof value === 'object') return '{}';
  return textOf(value);
}

function scalarKey(key: string): string {
  return needsQuotes(key) ? quoted(key) : key;
}

function text(value: string, indent: number, column: number): string {
  if (value.includes('\n') && isPrintable(value) && !/^[\s]*$/.test(value) && !/ \n/.test(value))
    return literal(value, indent);
  if (!isPrintable(value) || value.includes('\n')) return doubleQuoted(value, indent, column);
  if (needsQuotes(value))
    return looksTyped(value)
      ? fold(quoted(value), indent, column)
      : fold(singleQuoted(value), indent, column);
  return fold(value, indent, column);
}

function literal(value: string, indent: number): string {
  const chomp = value.endsWith('\n\n') ? '+' : value.endsWith('\n') ? '' : '-';
  const hint = /^[ \n]/.test(value) ? '2' : '';
  const pad = ' '.repeat(indent + 2);
  const lines = value.replace(/\n$/, '').split('\n');
  return `|${hint}${chomp}\n${lines.map((line) => (line === '' ? '' : pad + line)).join('\n')}`;
}

const best = 80;

/** Break at blanks once the line is longer than 80. */
function fold(value: string, indent: number, column: number): string {
  if (column + value.length <= best) return value;
  const pad = `\n${' '.repeat(indent + 2)}`;
  let result = '';
  let at = column;
  for (let index = 0; index < value.length; index++) {
    const character = value[index] ?? '';
    const single = character === ' ' && value[index + 1] !== ' ' && value[index - 1] !== ' ';
    if (single && at > best && index > 0 && index < value.length - 1) {
      result += pad;
      at = indent + 2;
    } else {
      result += character;
      at++;
    }
  }
  return result;
}

/** Text that would be read as a number, a bool, null, a date. */
function looksTyped(value: string): boolean {
  return (
    value === '' ||
    /^(y|n|yes|no|on|off|true|false|null|~)$/i.test(value) ||
    /^[-+]?(0x[0-9a-fA-F_]+|0b[01_]+|0o?[0-7_]+|[0-9][0-9_]*)$/.test(value) ||
    /^[-+]?(\.[0-9]+|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9]+)?$/.test(value) ||
    /^[-+]?\.(inf|nan)$/i.test(value) ||
    /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ].*)?$/.test(value) ||
    /^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$/.test(value) ||
    value === '=' ||
    value === '<<'
  );
}

function needsQuotes(value: string): boolean {
  return (
    looksTyped(value) ||
    /^[\s]|[\s]$/.test(value) ||
    /^[,[\]{}#&*!|>'"%@`]/.test(value) ||
    /^[-?:]($|\s)/.test(value) ||
    /: |:$| #/.test(value) ||
    /^(---|\.\.\.)/.test(value) ||
    !isPrintable(value)
  );
}

function isPrintable(value: string): boolean {
  for (const character of value) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20 && character !== '\n') return false;
    if (code === 0x7f || code === 0xfeff || (code >= 0x80 && code < 0xa0 && code !== 0x85)) return false;
  }
  return true;
}

function quoted(value: string): string {
  return JSON.stringify(value);
}

function singleQuoted(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

function doubleQuoted(value: string, indent: number, column: number): string {
  return fold(JSON.stringify(value), indent, column);
}

/** Go's library sorts digits in names by their value, letters before the rest. */
export function goOrder(one: string, other: string): number {
  const left = [...one];
  const right = [...other];
  for (let at = 0; at < left.length && at < right.length; at++) {
    const a = left[at] ?? '';
    const b = right[at] ?? '';
    if (a === b) continue;
    const aLetter = /\p{L}/u.test(a);
    const bLetter = /\p{L}/u.test(b);
    const digitsBefore = at > 0 && /[0-9]/.test(left[at - 1] ?? '');
    if (aLetter && bLetter) return a < b ? -1 : 1;
    if (aLetter || bLetter) {
      if (digitsBefore) return aLetter ? -1 : 1;
      return aLetter ? 1 : -1;
    }
    const aNumber = /^[0-9]+/.exec(one.slice(at))?.[0];
    const bNumber = /^[0-9]+/.exec(other.slice(at))?.[0];
    if (aNumber !== undefined && bNumber !== undefined && Number(aNumber) !== Number(bNumber))
      return Number(aNumber) - Number(bNumber);
    return a < b ? -1 : 1;
  }
  return left.length - right.length;
}
