/**
 * jq's functions on arrays and objects: length, keys, has, contains, flatten, transpose, indices, reverse.
 */
import { compare, isArray, isObject, type Json, JqError, sortedKeys, typeOf } from '../json.ts';
import { indices, shown } from '../path.ts';
import { array, number, type Plain } from './argument.ts';

function length(value: Json): Json {
  if (value === null) return 0;
  if (typeof value === 'boolean') throw new JqError(`boolean (${value}) has no length`);
  if (typeof value === 'number') return Math.abs(value);
  if (typeof value === 'string') return [...value].length;
  return isArray(value) ? value.length : value instanceof Map ? value.size : 0;
}

function has(value: Json, key: Json): boolean {
  if (isObject(value) && typeof key === 'string') return value.has(key);
  if (isArray(value) && typeof key === 'number') return key >= 0 && key < value.length;
  throw new JqError(
    `Cannot check whether ${typeOf(value)} has a ${typeof key === 'string' ? 'string' : typeOf(key)} key`,
  );
}

function contains(value: Json, wanted: Json): boolean {
  if (typeOf(value) !== typeOf(wanted))
    throw new JqError(
      `${typeOf(value)} (${shown(value)}) and ${typeOf(wanted)} (${shown(wanted)}) cannot have their containment checked`,
    );
  if (typeof value === 'string' && typeof wanted === 'string') return value.includes(wanted);
  if (isArray(value) && isArray(wanted))
    return wanted.every((item) => value.some((own) => typeOf(own) === typeOf(item) && contains(own, item)));
  if (isObject(value) && isObject(wanted))
    return [...wanted].every(
      ([key, item]) =>
        value.has(key) &&
        typeOf(value.get(key) ?? null) === typeOf(item) &&
        contains(value.get(key) ?? null, item),
    );
  return compare(value, wanted) === 0;
}

function flatten(value: readonly Json[], depth: number): Json[] {
  return value.flatMap((item) => (isArray(item) && depth > 0 ? flatten(item, depth - 1) : [item]));
}

export const collectionFunctions: Readonly<Record<string, Plain>> = {
  'length/0': length,
  'keys/0': (value) => {
    if (isObject(value)) return sortedKeys(value);
    if (isArray(value)) return [...value.keys()];
    throw new JqError(`${typeOf(value)} (${shown(value)}) has no keys`);
  },
  'keys_unsorted/0': (value) => {
    if (isObject(value)) return [...value.keys()];
    if (isArray(value)) return [...value.keys()];
    throw new JqError(`${typeOf(value)} (${shown(value)}) has no keys`);
  },
  'has/1': has,
  'contains/1': contains,
  'flatten/0': (value) => flatten(array(value, 'cannot be flattened'), Number.POSITIVE_INFINITY),
  'flatten/1': (value, depth) => flatten(array(value, 'cannot be flattened'), number(depth)),
  'transpose/0': (value) => {
    const rows = array(value, 'cannot be transposed').filter(isArray);
    return Array.from({ length: Math.max(0, ...rows.map((row) => row.length)) }, (_column, index) =>
      rows.map((row) => row[index] ?? null),
    );
  },
  'indices/1': (value, wanted) => {
    if (value === null) return null;
    if (typeof value === 'string' && typeof wanted === 'string') {
      const found: number[] = [];
      for (let at = value.indexOf(wanted); at >= 0 && wanted !== ''; at = value.indexOf(wanted, at + 1))
        found.push(at);
      return found;
    }
    return indices(array(value, 'cannot be searched'), isArray(wanted) ? wanted : [wanted]);
  },
  'reverse/0': (value) =>
    typeof value === 'string'
      ? [...value].reverse().join('')
      : value === null
        ? []
        : [...array(value, 'cannot be reversed, as it is not an array')].reverse(),
};
