/**
 * jq's functions on strings, but for regular expressions and formats.
 */
import { utf8 } from '../../../../net/wire/utf8.ts';
import { JqError } from '../json.ts';
import { array, number, type Plain, text } from './argument.ts';

export const stringFunctions: Readonly<Record<string, Plain>> = {
  'utf8bytelength/0': (value) => utf8(text(value, 'measured')).length,
  'startswith/1': (value, start) => {
    if (typeof value !== 'string' || typeof start !== 'string')
      throw new JqError('startswith() requires string inputs');
    return value.startsWith(start);
  },
  'endswith/1': (value, end) => {
    if (typeof value !== 'string' || typeof end !== 'string')
      throw new JqError('endswith() requires string inputs');
    return value.endsWith(end);
  },
  'ltrimstr/1': (value, start) =>
    typeof value === 'string' && typeof start === 'string' && value.startsWith(start)
      ? value.slice(start.length)
      : value,
  'rtrimstr/1': (value, end) =>
    typeof value === 'string' && typeof end === 'string' && end !== '' && value.endsWith(end)
      ? value.slice(0, -end.length)
      : value,
  'trim/0': (value) => text(value, 'trimmed').trim(),
  'ltrim/0': (value) => text(value, 'trimmed').trimStart(),
  'rtrim/0': (value) => text(value, 'trimmed').trimEnd(),
  'split/1': (value, separator) => {
    if (typeof value !== 'string' || typeof separator !== 'string')
      throw new JqError('split input and separator must be strings');
    return value === '' ? [] : value.split(separator);
  },
  'explode/0': (value) => [...text(value, 'exploded')].map((char) => char.codePointAt(0) ?? 0),
  'implode/0': (value) =>
    String.fromCodePoint(...array(value, 'cannot be imploded').map((item) => number(item))),
};
