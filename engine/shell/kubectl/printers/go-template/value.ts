/**
 * A Go value as templates see it through reflection: what it is, of which type, and whether it is known only as
 * `interface {}`, as all that comes out of a map or a list is. undefined: no value at all.
 */
import { goFloat, goText, goType } from '../../../../kubernetes/schema/go-value.ts';

export interface GoValue {
  readonly value: unknown;
  /** Its own type; `<nil>` in an interface that holds nothing. */
  readonly type: string;
  readonly inInterface: boolean;
}

export type Maybe = GoValue | undefined;

export function plain(value: unknown, type = goType(value)): GoValue {
  return { value, type, inInterface: false };
}

/** A member of a map or a list. */
export function member(value: unknown): GoValue {
  return { value, type: goType(value), inInterface: true };
}

export function isNil(value: Maybe): boolean {
  return value?.inInterface === true && value.value === null;
}

/** What an interface holds. */
export function unwrapped(value: Maybe): Maybe {
  if (value?.inInterface !== true) return value;
  return value.value === null ? undefined : { ...value, inInterface: false };
}

/** As reflection names it. */
export function staticType({ inInterface, type }: GoValue): string {
  return inInterface ? 'interface {}' : type;
}

export type Sort = 'bool' | 'int' | 'uint' | 'float' | 'string' | 'none';

export function sortOf(value: Maybe): Sort {
  const { type = '' } = value ?? {};
  if (type === 'bool' || type === 'string') return type;
  if (type === 'float64') return 'float';
  if (type === 'uint8') return 'uint';
  return type === 'int' || type === 'int64' || type === 'int32' ? 'int' : 'none';
}

export function isTrue(value: Maybe): boolean {
  const { value: inside } = unwrapped(value) ?? { value: undefined };
  if (Array.isArray(inside)) return inside.length > 0;
  if (typeof inside === 'object' && inside !== null) return Object.keys(inside).length > 0;
  return Boolean(inside);
}

/** `%v` */
export function valueText(value: Maybe): string {
  if (value === undefined) return '<nil>';
  return value.type === 'float64' ? goFloat(value.value as number) : goText(value.value);
}
