/**
 * KYAML (`-o kyaml`, sigs.k8s.io/yaml/kyaml): YAML with braces, always quoted text and trailing commas. Keys stay in
 * their order.
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
  return /^[A-Za-z_][A-Za-z0-9_./-]*$/.test(key) && !/^(y|n|yes|no|on|off|true|false|null)$/i.test(key)
    ? key
    : JSON.stringify(key);
}

/** Text of several lines is folded in double quotes, a line each. */
function textOf(value: string, indent: number): string {
  if (!value.includes('\n')) return JSON.stringify(value);
  const pad = '  '.repeat(indent);
  const lines = value.split('\n');
  const last = lines.pop() ?? '';
  const escaped = lines.map((line) => `${pad}   ${JSON.stringify(line).slice(1, -1)}\\n\\\n`).join('');
  return `"\\\n${escaped}${pad}  ${last === '' ? '' : ` ${JSON.stringify(last).slice(1, -1)}`}"`;
}
