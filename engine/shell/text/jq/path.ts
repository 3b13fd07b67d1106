/**
 * Paths into a value: reading, setting and deleting what they lead to, with jq's errors.
 */
import { compare, isArray, isObject, type Json, JqError, print, typeOf } from './json.ts';

export type Path = readonly Json[];

export function shown(value: Json): string {
  const text = print(value);
  return text.length > 11 ? `${text.slice(0, 10)}...` : text;
}

/** `.[key]` */
export function getKey(value: Json, key: Json): Json {
  if (value === null && (typeof key === 'string' || typeof key === 'number' || key === null || isSlice(key)))
    return null;
  if (isObject(value) && typeof key === 'string') return value.get(key) ?? null;
  if (isArray(value) && typeof key === 'number') {
    const index = Math.floor(key);
    return value[index < 0 ? value.length + index : index] ?? null;
  }
  if (isSlice(key) && (isArray(value) || typeof value === 'string')) return sliceOf(value, key);
  if (isArray(value) && isArray(key)) return indices(value, key);
  const what = typeof key === 'string' ? `string "${key}"` : typeOf(key);
  throw new JqError(`Cannot index ${typeOf(value)} with ${what}`);
}

export function indices(value: readonly Json[], wanted: readonly Json[]): Json {
  const found: number[] = [];
  for (let at = 0; wanted.length > 0 && at + wanted.length <= value.length; at++)
    if (wanted.every((item, index) => compare(value[at + index] ?? null, item) === 0)) found.push(at);
  return found;
}

export function isSlice(key: Json): key is ReadonlyMap<string, Json> {
  return isObject(key) && (key.has('start') || key.has('end'));
}

function bounds(length: number, key: ReadonlyMap<string, Json>): [number, number] {
  const read = (name: string, missing: number): number => {
    const value = key.get(name) ?? null;
    if (value === null) return missing;
    if (typeof value !== 'number')
      throw new JqError('Start and end indices of an array slice must be numbers');
    const index = name === 'end' ? Math.ceil(value) : Math.floor(value);
    return Math.min(length, Math.max(0, index < 0 ? length + index : index));
  };
  const from = read('start', 0);
  return [from, Math.max(from, read('end', length))];
}

function sliceOf(value: readonly Json[] | string, key: ReadonlyMap<string, Json>): Json {
  const items = typeof value === 'string' ? [...value] : value;
  const [from, to] = bounds(items.length, key);
  return typeof value === 'string' ? [...value].slice(from, to).join('') : value.slice(from, to);
}

export function getPath(value: Json, path: Path): Json {
  return path.reduce<Json>((at, key) => (at === null ? null : getKey(at, key)), value);
}

/** The value with what lies at `path` replaced. */
export function setPath(value: Json, path: Path, update: (old: Json) => Json): Json {
  const [key, ...rest] = path;
  if (key === undefined) return update(value);
  if (typeof key === 'string') {
    if (value !== null && !isObject(value)) throw new JqError(`Cannot index ${typeOf(value)} with "${key}"`);
    const copy = new Map(value ?? []);
    copy.set(key, setPath(copy.get(key) ?? null, rest, update));
    return copy;
  }
  if (isSlice(key)) {
    if (value !== null && !isArray(value))
      throw new JqError(`Cannot update field at object index of ${typeOf(value)}`);
    const [from, to] = bounds(value?.length ?? 0, key);
    const inner = setPath(value?.slice(from, to) ?? null, rest, update);
    if (!isArray(inner)) throw new JqError('A slice of an array can only be assigned another array');
    return [...(value?.slice(0, from) ?? []), ...inner, ...(value?.slice(to) ?? [])];
  }
  if (typeof key !== 'number') throw new JqError(`Invalid path component ${shown(key)}`);
  if (value !== null && !isArray(value)) throw new JqError(`Cannot index ${typeOf(value)} with number`);
  const copy: Json[] = [...(value ?? [])];
  const index = key < 0 ? copy.length + key : key;
  if (index < 0) throw new JqError('Out of bounds negative array index');
  while (copy.length < index) copy.push(null);
  copy[index] = setPath(copy[index] ?? null, rest, update);
  return copy;
}

export function deletePaths(value: Json, paths: readonly Path[]): Json {
  return [...paths].sort((a, b) => compare(b, a)).reduce<Json>(deletePath, value);
}

function deletePath(value: Json, path: Path): Json {
  const [key, ...rest] = path;
  if (key === undefined || value === null) return null;
  if (rest.length > 0) {
    const inner = getKey(value, key);
    return inner === null ? value : setPath(value, [key], () => deletePath(inner, rest));
  }
  if (isObject(value) && typeof key === 'string') {
    const copy = new Map(value);
    copy.delete(key);
    return copy;
  }
  if (isArray(value) && typeof key === 'number')
    return value.filter((_item, index) => index !== (key < 0 ? value.length + key : key));
  if (isArray(value) && isSlice(key)) {
    const [from, to] = bounds(value.length, key);
    return [...value.slice(0, from), ...value.slice(to)];
  }
  throw new JqError(
    `Cannot delete field at ${isObject(value) ? 'object' : 'array'} index of ${isObject(value) ? 'object' : typeOf(value)}`,
  );
}
