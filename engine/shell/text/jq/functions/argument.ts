/**
 * What a function is given: its input and its arguments' values, and the refusal of those of a wrong type.
 */
import { isArray, type Json, JqError, typeOf } from '../json.ts';
import { shown } from '../path.ts';

/** A function of values: its input, its arguments, and the time in seconds since 1970. */
export type Plain = (value: Json, one: Json, two: Json, now: number) => Json;

export function text(value: Json, what: string): string {
  if (typeof value !== 'string')
    throw new JqError(
      `${typeOf(value)} (${shown(value)}) cannot be ${what === 'split' ? 'matched, as it is not a string' : what}`,
    );
  return value;
}

export function array(value: Json, what: string): readonly Json[] {
  if (!isArray(value)) throw new JqError(`${typeOf(value)} (${shown(value)}) ${what}`);
  return value;
}

export function number(value: Json, what = 'number required'): number {
  if (typeof value !== 'number') throw new JqError(`${typeOf(value)} (${shown(value)}) ${what}`);
  return value;
}
