/**
 * jq's functions that are not written in jq: those that ask the evaluator, and the tables of those that only take values.
 *
 * Not simulated: SQL-style functions, streaming, modules, getpath/1 on streams, ltrimstr's kin of 1.7.1 and later.
 */
import type { Evaluator } from './evaluate.ts';
import { type Plain, text } from './functions/argument.ts';
import { collectionFunctions } from './functions/collections.ts';
import { conversionFunctions } from './functions/conversions.ts';
import { dateFunctions } from './functions/dates.ts';
import { numberFunctions } from './functions/numbers.ts';
import { expression, matches, substitute } from './functions/regular-expressions.ts';
import { byKey, sortingFunctions } from './functions/sorting.ts';
import { stringFunctions } from './functions/strings.ts';
import type { Item, Outputs } from './item.ts';
import { isArray, type Json, JqError, print } from './json.ts';
import { deletePaths, getPath, setPath } from './path.ts';
import type { Scope } from './scope.ts';
import type { Filter } from './syntax.ts';

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

const functions: Readonly<Record<string, Plain>> = {
  ...collectionFunctions,
  ...conversionFunctions,
  ...sortingFunctions,
  ...stringFunctions,
  ...numberFunctions,
  ...dateFunctions,
  'input_line_number/0': () => 0,
  'input_filename/0': () => null,
  'builtins/0': () => Object.keys(functions),
};

export function* callBuiltin(
  evaluator: Evaluator,
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
    filter === undefined
      ? (function* (): Generator<Json, void> {})()
      : evaluator.values(filter, value, scope);
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
      if (first !== undefined) for (const path of evaluator.paths(first, value, scope)) yield made(path);
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
      const next = evaluator.host.nextInput();
      if (next === undefined) throw new JqError('No more inputs');
      yield made(next);
      return;
    }
    case 'debug/0':
      evaluator.host.debug(print(['DEBUG:', value]));
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
      if (first !== undefined) yield made(byKey(evaluator, name, value, first, scope));
      return;
    case 'match/2':
    case 'test/2':
      for (const pattern of each(first))
        for (const flags of each(second)) yield* matches(name, value, pattern, flags);
      return;
    case 'sub/3':
      for (const flags of each(third))
        for (const pattern of each(first))
          yield made(substitute(evaluator, value, pattern, second, flags, scope));
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
  if (words.length === 0) yield made(plain(value, null, null, evaluator.host.now));
  else if (second === undefined)
    for (const one of each(first)) yield made(plain(value, one, null, evaluator.host.now));
  else
    for (const two of each(second))
      for (const one of each(first)) yield made(plain(value, one, two, evaluator.host.now));
}
