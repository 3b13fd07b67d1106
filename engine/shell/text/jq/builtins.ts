/**
 * jq's functions that are not written in jq: on types, numbers, strings, collections, paths, dates, formats, regular
 * expressions.
 *
 * Not simulated: SQL-style functions, streaming, modules, getpath/1 on streams, ltrimstr's kin of 1.7.1 and later.
 */
import { utf8, fromUtf8 } from '../../../net/wire/utf8.ts';
import { ansiDate } from '../date-format.ts';
import { fromBase64, toBase64 } from '../small.ts';
import type { Item, Outputs, Scope } from './evaluate.ts';
import {
  compare,
  isArray,
  isObject,
  type Json,
  JqError,
  parseJson,
  print,
  sortedKeys,
  typeOf,
} from './json.ts';
import type { Filter } from './syntax.ts';
import { deletePaths, getPath, indices, type Path, setPath, shown } from './path.ts';

/** The evaluator, as functions see it. */
export interface Caller {
  values(filter: Filter, value: Json, scope: Scope): Generator<Json, void>;
  run(filter: Filter, input: Item, scope: Scope): Outputs;
  paths(filter: Filter, value: Json, scope: Scope): Path[];
  readonly host: { nextInput(): Json | undefined; readonly now: number; debug(text: string): void };
}

export class Halt extends Error {
  readonly status: number;
  readonly value: Json | undefined;

  constructor(status: number, value: Json | undefined) {
    super();
    this.status = status;
    this.value = value;
  }
}

/** jq's name for a thing it cannot find. */
export class Undefined extends Error {}

export function* callBuiltin(
  caller: Caller,
  name: string,
  words: readonly Filter[],
  input: Item,
  scope: Scope,
): Outputs {
  const { value } = input;
  const signature = `${name}/${words.length}`;
  const [first, second, third] = words;
  const made = (result: Json): Item => ({ value: result, path: undefined });
  const each = (filter: Filter | undefined): Generator<Json, void> =>
    filter === undefined ? (function* (): Generator<Json, void> {})() : caller.values(filter, value, scope);
  switch (signature) {
    case 'empty/0':
      return;
    case 'error/0':
      throw new JqError(value);
    case 'error/1':
      for (const message of each(first)) throw new JqError(message);
      return;
    case 'not/0':
      yield made(value === null || value === false);
      return;
    case 'path/1':
      if (first !== undefined) for (const path of caller.paths(first, value, scope)) yield made(path);
      return;
    case 'getpath/1':
      for (const path of each(first)) {
        if (!isArray(path)) throw new JqError('Path must be specified as an array');
        let found: Json = null;
        try {
          found = getPath(value, path);
        } catch (error) {
          if (!(error instanceof JqError) || input.path === undefined) throw error;
        }
        yield { value: found, path: input.path === undefined ? undefined : [...input.path, ...path] };
      }
      return;
    case 'setpath/2':
      for (const path of each(first))
        for (const next of each(second)) if (isArray(path)) yield made(setPath(value, path, () => next));
      return;
    case 'delpaths/1':
      for (const paths of each(first))
        yield made(deletePaths(value, isArray(paths) ? paths.filter(isArray) : []));
      return;
    case 'input/0': {
      const next = caller.host.nextInput();
      if (next === undefined) throw new JqError('No more inputs');
      yield made(next);
      return;
    }
    case 'debug/0':
      caller.host.debug(print(['DEBUG:', value]));
      yield input;
      return;
    case 'range/3':
      for (const from of each(first))
        for (const to of each(second))
          for (const by of each(third)) {
            if (typeof from !== 'number' || typeof to !== 'number' || typeof by !== 'number')
              throw new JqError('Range bounds must be numeric');
            if (by > 0) for (let at = from; at < to; at += by) yield made(at);
            else if (by < 0) for (let at = from; at > to; at += by) yield made(at);
          }
      return;
    case 'sort_by/1':
    case 'group_by/1':
    case 'unique_by/1':
    case 'min_by/1':
    case 'max_by/1':
      if (first !== undefined) yield made(byKey(caller, name, value, first, scope));
      return;
    case 'match/2':
    case 'test/2':
      for (const pattern of each(first))
        for (const flags of each(second)) yield* matches(name, value, pattern, flags);
      return;
    case 'sub/3':
      for (const flags of each(third))
        for (const pattern of each(first))
          yield made(substitute(caller, value, pattern, second, flags, scope));
      return;
    case 'split/2':
      for (const pattern of each(first))
        for (const flags of each(second)) yield made(text(value, 'split').split(expression(pattern, flags)));
      return;
    case 'halt_error/1':
      for (const status of each(first)) throw new Halt(typeof status === 'number' ? status : 5, value);
      return;
    case 'halt/0':
      throw new Halt(0, undefined);
    default:
  }
  const plain = functions[signature];
  if (plain === undefined) throw new Undefined(signature);
  if (words.length === 0) yield made(plain(value, null, null, caller.host.now));
  else if (second === undefined)
    for (const one of each(first)) yield made(plain(value, one, null, caller.host.now));
  else
    for (const two of each(second))
      for (const one of each(first)) yield made(plain(value, one, two, caller.host.now));
}

function text(value: Json, what: string): string {
  if (typeof value !== 'string')
    throw new JqError(
      `${typeOf(value)} (${shown(value)}) cannot be ${what === 'split' ? 'matched, as it is not a string' : what}`,
    );
  return value;
}

function array(value: Json, what: string): readonly Json[] {
  if (!isArray(value)) throw new JqError(`${typeOf(value)} (${shown(value)}) ${what}`);
  return value;
}

function byKey(caller: Caller, name: string, value: Json, key: Filter, scope: Scope): Json {
  const sorted = array(
    value,
    name.startsWith('m') ? 'cannot be iterated over' : 'cannot be sorted, as it is not an array',
  ).map((item) => ({ item, key: [...caller.values(key, item, scope)] }));
  if (name !== 'min_by' && name !== 'max_by') sorted.sort((a, b) => compare(a.key, b.key));
  if (name === 'sort_by') return sorted.map(({ item }) => item);
  if (name === 'min_by')
    return (
      sorted.reduce<(typeof sorted)[0] | undefined>(
        (best, one) => (best === undefined || compare(one.key, best.key) < 0 ? one : best),
        undefined,
      )?.item ?? null
    );
  if (name === 'max_by')
    return (
      sorted.reduce<(typeof sorted)[0] | undefined>(
        (best, one) => (best === undefined || compare(one.key, best.key) >= 0 ? one : best),
        undefined,
      )?.item ?? null
    );
  const groups: { key: Json; items: Json[] }[] = [];
  for (const { item, key: own } of sorted) {
    const last = groups.at(-1);
    if (last !== undefined && compare(last.key, own) === 0) last.items.push(item);
    else groups.push({ key: own, items: [item] });
  }
  return name === 'group_by' ? groups.map(({ items }) => items) : groups.map(({ items }) => items[0] ?? null);
}

function expression(pattern: Json, flags: Json): RegExp {
  if (isArray(pattern)) return expression(pattern[0] ?? null, pattern[1] ?? flags);
  if (typeof pattern !== 'string')
    throw new JqError(`${typeOf(pattern)} (${shown(pattern)}) cannot be matched, as it is not a string`);
  const given = typeof flags === 'string' ? flags : '';
  const source = (given.includes('x') ? pattern.replace(/\s+|#.*$/gm, '') : pattern)
    .replaceAll('\\h', '[0-9a-fA-F]')
    .replaceAll('(?<', '(?<');
  const bad = /[^gimnpslx]/.exec(given);
  if (bad !== null) throw new JqError(`${given} is not a valid modifier string`);
  try {
    return new RegExp(source, `g${given.includes('i') ? 'i' : ''}${/[sp]/.test(given) ? 's' : ''}u`);
  } catch {
    try {
      return new RegExp(source, `g${given.includes('i') ? 'i' : ''}`);
    } catch {
      throw new JqError(`${pattern} (at offset 0) is not a valid regex: invalid pattern`);
    }
  }
}

function* matches(name: string, value: Json, pattern: Json, flags: Json): Outputs {
  const source = text(value, 'matched, as it is not a string');
  const compiled = expression(pattern, flags);
  if (name === 'test') {
    yield { value: compiled.test(source), path: undefined };
    return;
  }
  const global =
    (typeof flags === 'string' && flags.includes('g')) ||
    (isArray(pattern) && typeof pattern[1] === 'string' && pattern[1].includes('g'));
  for (const match of source.matchAll(compiled)) {
    yield { value: matchObject(match), path: undefined };
    if (!global) return;
  }
}

function matchObject(match: RegExpMatchArray): Json {
  const names = Object.keys(match.groups ?? {});
  const offset = [...(match.input ?? '').slice(0, match.index)].length;
  let unnamed = 0;
  const captures = match.slice(1).map((group: string | undefined, index): Json => {
    const name = names.find((one) => match.groups?.[one] === group && index >= unnamed) ?? null;
    if (name !== null) names.splice(names.indexOf(name), 1);
    unnamed++;
    const at =
      group === undefined ? -1 : offset + [...match[0].slice(0, Math.max(0, match[0].indexOf(group)))].length;
    return new Map<string, Json>([
      ['offset', at],
      ['length', group === undefined ? 0 : [...group].length],
      ['string', group ?? null],
      ['name', name],
    ]);
  });
  return new Map<string, Json>([
    ['offset', offset],
    ['length', [...match[0]].length],
    ['string', match[0]],
    ['captures', captures],
  ]);
}

function substitute(
  caller: Caller,
  value: Json,
  pattern: Json,
  replacement: Filter | undefined,
  flags: Json,
  scope: Scope,
): Json {
  const source = text(value, 'matched, as it is not a string');
  const global = typeof flags === 'string' && flags.includes('g');
  let result = '';
  let at = 0;
  for (const match of source.matchAll(expression(pattern, flags))) {
    const groups = new Map<string, Json>(
      Object.entries(match.groups ?? {}).map(([name, group]) => [
        name,
        (group as string | undefined) ?? null,
      ]),
    );
    const [with_] = replacement === undefined ? [] : [...caller.values(replacement, groups, scope)];
    result += source.slice(at, match.index) + text(with_ ?? '', 'added to a string');
    at = match.index + match[0].length;
    if (!global) break;
  }
  return result + source.slice(at);
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

function number(value: Json, what = 'number required'): number {
  if (typeof value !== 'number') throw new JqError(`${typeOf(value)} (${shown(value)}) ${what}`);
  return value;
}

function flatten(value: readonly Json[], depth: number): Json[] {
  return value.flatMap((item) => (isArray(item) && depth > 0 ? flatten(item, depth - 1) : [item]));
}

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

function extreme(value: Json, sign: 1 | -1): Json {
  return array(value, 'cannot be iterated over').reduce<Json>(
    (best, item, index) => (index === 0 || compare(item, best) * sign > 0 ? item : best),
    null,
  );
}

function unique(value: readonly Json[]): Json[] {
  return [...value]
    .sort(compare)
    .filter((item, index, all) => index === 0 || compare(all[index - 1] ?? null, item) !== 0);
}

function broken(seconds: number): Json {
  const date = new Date(seconds * 1000);
  const start = Date.UTC(date.getUTCFullYear(), 0, 1);
  return [
    date.getUTCFullYear(),
    date.getUTCMonth(),
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds() + (seconds % 1),
    date.getUTCDay(),
    Math.floor((date.getTime() - start) / 86_400_000),
  ];
}

function whole(value: Json): number {
  if (typeof value === 'number') return value;
  if (!isArray(value)) throw new JqError('strftime/1 requires parsed datetime inputs');
  const [year, month, day, hour, minute, second] = value.map((item) => (typeof item === 'number' ? item : 0));
  return Date.UTC(year ?? 1970, month ?? 0, day ?? 1, hour ?? 0, minute ?? 0, Math.floor(second ?? 0)) / 1000;
}

type Plain = (value: Json, one: Json, two: Json, now: number) => Json;

function numeric(body: (value: number) => number): Plain {
  return (value) => body(number(value));
}

const functions: Readonly<Record<string, Plain>> = {
  'length/0': length,
  'utf8bytelength/0': (value) => utf8(text(value, 'measured')).length,
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
  'fromjson/0': (value) => {
    const source = text(value, 'parsed');
    try {
      return parseJson(source);
    } catch (error) {
      if (error instanceof JqError) throw new JqError(`${error.message} (while parsing '${source}')`);
      throw error;
    }
  },
  'sort/0': (value) => [...array(value, 'cannot be sorted, as it is not an array')].sort(compare),
  'unique/0': (value) => unique(array(value, 'cannot be sorted, as it is not an array')),
  'min/0': (value) => extreme(value, -1),
  'max/0': (value) => extreme(value, 1),
  'reverse/0': (value) =>
    typeof value === 'string'
      ? [...value].reverse().join('')
      : value === null
        ? []
        : [...array(value, 'cannot be reversed, as it is not an array')].reverse(),
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
  'floor/0': numeric(Math.floor),
  'ceil/0': numeric(Math.ceil),
  'round/0': numeric((value) => (value < 0 ? -Math.round(-value) : Math.round(value))),
  'fabs/0': numeric(Math.abs),
  'sqrt/0': numeric(Math.sqrt),
  'log/0': numeric(Math.log),
  'log2/0': numeric(Math.log2),
  'log10/0': numeric(Math.log10),
  'exp/0': numeric(Math.exp),
  'trunc/0': numeric(Math.trunc),
  'pow/2': (_value, base, power) => number(base) ** number(power),
  'infinite/0': () => Number.POSITIVE_INFINITY,
  'nan/0': () => Number.NaN,
  'isnan/0': (value) => Number.isNaN(number(value)),
  'isinfinite/0': (value) => !Number.isFinite(number(value)) && !Number.isNaN(number(value)),
  'isnormal/0': (value) => Number.isFinite(number(value)) && value !== 0,
  'now/0': (_value, _one, _two, now) => now,
  'gmtime/0': (value) => broken(number(value)),
  'localtime/0': (value) => broken(number(value)),
  'mktime/0': (value) => whole(value),
  'strftime/1': (value, format) => ansiDate(text(format, 'a format'), whole(value) * 1000),
  'strflocaltime/1': (value, format) => ansiDate(text(format, 'a format'), whole(value) * 1000),
  'fromdateiso8601/0': (value) => {
    const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z$/.exec(text(value, 'parsed as a date'));
    if (match === null) throw new JqError(`date ${print(value)} does not match format "%Y-%m-%dT%H:%M:%SZ"`);
    const [, year, month, day, hour, minute, second] = match.map(Number);
    return Date.UTC(year ?? 0, (month ?? 1) - 1, day ?? 1, hour ?? 0, minute ?? 0, second ?? 0) / 1000;
  },
  'input_line_number/0': () => 0,
  'input_filename/0': () => null,
  'builtins/0': () => Object.keys(functions),
  'tojson/1': (value) => print(value),
};

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
