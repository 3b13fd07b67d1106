/**
 * jq's functions from one type to another: type, tostring, tonumber, tojson, fromjson.
 */
import { JqError, parseJson, print, typeOf } from '../json.ts';
import { shown } from '../path.ts';
import { type Plain, text } from './argument.ts';

export const conversionFunctions: Readonly<Record<string, Plain>> = {
  'type/0': typeOf,
  'tostring/0': (value) => (typeof value === 'string' ? value : print(value)),
  'tonumber/0': (value) => {
    if (typeof value === 'number') return value;
    const parsed =
      typeof value === 'string' && /^\s*-?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/.test(value)
        ? Number(value)
        : Number.NaN;
    if (Number.isNaN(parsed))
      throw new JqError(
        typeof value === 'string'
          ? `Invalid numeric literal at EOF at line 1, column ${value.length} (while parsing '${value}')`
          : `${typeOf(value)} (${shown(value)}) cannot be parsed as a number`,
      );
    return parsed;
  },
  'tojson/0': (value) => print(value),
  'tojson/1': (value) => print(value),
  'fromjson/0': (value) => {
    const source = text(value, 'parsed');
    try {
      return parseJson(source);
    } catch (error) {
      if (error instanceof JqError) throw new JqError(`${error.message} (while parsing '${source}')`);
      throw error;
    }
  },
};
