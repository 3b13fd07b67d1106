/**
 * jq's formats, as `@csv` or `@base64 "…"` write a value.
 */
import { fromUtf8, utf8 } from '../../../../net/wire/utf8.ts';
import { fromBase64, toBase64 } from '../../../../net/base64/base64.ts';
import { isArray, isObject, type Json, JqError, print, typeOf } from '../json.ts';
import { shown } from '../path.ts';

export function formatText(name: string, value: Json): string {
  const plain = typeof value === 'string' ? value : print(value);
  switch (name) {
    case '@text':
      return plain;
    case '@json':
      return print(value);
    case '@html':
      return plain.replace(
        /[<>&'"]/g,
        (char) => ({ '<': '&lt;', '>': '&gt;', '&': '&amp;', "'": '&#39;', '"': '&quot;' })[char] ?? char,
      );
    case '@uri':
      return [...utf8(plain)]
        .map((byte) =>
          /[A-Za-z0-9\-_.~]/.test(String.fromCharCode(byte))
            ? String.fromCharCode(byte)
            : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
        )
        .join('');
    case '@base64':
      return toBase64(utf8(plain));
    case '@base64d': {
      const bytes = fromBase64(plain);
      if (bytes === undefined) throw new JqError(`string (${shown(value)}) is not valid base64 data`);
      return fromUtf8(bytes);
    }
    case '@sh':
      return (isArray(value) ? value : [value])
        .map((item) => (typeof item === 'string' ? `'${item.replaceAll("'", "'\\''")}'` : print(item)))
        .join(' ');
    case '@csv':
    case '@tsv':
      return row(name, value);
    default:
      throw new JqError(`${name.slice(1)} is not a valid format`);
  }
}

function row(name: '@csv' | '@tsv', value: Json): string {
  const kind = name.slice(1);
  if (!isArray(value))
    throw new JqError(`${typeOf(value)} (${shown(value)}) cannot be ${kind}-formatted, only an array can be`);
  const cells = value.map((item) => {
    if (isArray(item) || isObject(item))
      throw new JqError(`${typeOf(item)} (${shown(item)}) is not valid in a ${kind} row`);
    if (item === null) return '';
    if (typeof item !== 'string') return print(item);
    if (name === '@csv') return `"${item.replaceAll('"', '""')}"`;
    return item.replace(
      /[\t\n\r\\]/g,
      (char) => ({ '\t': '\\t', '\n': '\\n', '\r': '\\r', '\\': '\\\\' })[char] ?? char,
    );
  });
  return cells.join(name === '@csv' ? ',' : '\t');
}
