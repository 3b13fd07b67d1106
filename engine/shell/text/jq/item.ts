/**
 * What a filter is given and gives: a value, with the path it was reached by while one is asked for; a step deeper into
 * it, and all steps.
 */
import { isArray, isObject, type Json, JqError, typeOf } from './json.ts';
import { getKey, type Path, shown } from './path.ts';

/** A value, and how it was reached when that matters. */
export interface Item {
  readonly value: Json;
  readonly path: Path | undefined;
}

export type Outputs = Generator<Item, void>;

export function isTrue(value: Json): boolean {
  return value !== null && value !== false;
}

export function step(item: Item, key: Json): Item {
  return { value: getKey(item.value, key), path: item.path === undefined ? undefined : [...item.path, key] };
}

export function* iterate(item: Item): Outputs {
  const { value, path } = item;
  if (isArray(value))
    for (const [index, child] of value.entries())
      yield { value: child, path: path === undefined ? undefined : [...path, index] };
  else if (isObject(value))
    for (const [key, child] of value)
      yield { value: child, path: path === undefined ? undefined : [...path, key] };
  else throw new JqError(`Cannot iterate over ${typeOf(value)}${value === null ? '' : ` (${shown(value)})`}`);
}
