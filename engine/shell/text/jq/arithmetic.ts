/**
 * jq's operators on two values: comparison by jq's order of types, and sums, differences, products and quotients of
 * numbers, strings, arrays and objects.
 */
import { compare, isArray, isObject, type Json, JqError, typeOf } from './json.ts';
import { shown } from './path.ts';

export function binary(operator: string, left: Json, right: Json): Json {
  switch (operator) {
    case '==':
      return compare(left, right) === 0;
    case '!=':
      return compare(left, right) !== 0;
    case '<':
      return compare(left, right) < 0;
    case '<=':
      return compare(left, right) <= 0;
    case '>':
      return compare(left, right) > 0;
    case '>=':
      return compare(left, right) >= 0;
    case '+':
      if (left === null) return right;
      if (right === null) return left;
      if (typeof left === 'number' && typeof right === 'number') return left + right;
      if (typeof left === 'string' && typeof right === 'string') return left + right;
      if (isArray(left) && isArray(right)) return [...left, ...right];
      if (isObject(left) && isObject(right)) return new Map([...left, ...right]);
      break;
    case '-':
      if (typeof left === 'number' && typeof right === 'number') return left - right;
      if (isArray(left) && isArray(right))
        return left.filter((item) => !right.some((other) => compare(item, other) === 0));
      break;
    case '*':
      if (typeof left === 'number' && typeof right === 'number') return left * right;
      if (typeof left === 'string' && typeof right === 'number')
        return right > 0 ? left.repeat(Math.max(1, Math.ceil(right))) : null;
      if (isObject(left) && isObject(right)) return merge(left, right);
      break;
    case '/':
      if (typeof left === 'number' && typeof right === 'number') {
        if (right === 0)
          throw new JqError(
            `${typeOf(left)} (${shown(left)}) and ${typeOf(right)} (${shown(right)}) cannot be divided because the divisor is zero`,
          );
        return left / right;
      }
      if (typeof left === 'string' && typeof right === 'string') return left === '' ? [] : left.split(right);
      break;
    case '%':
      if (typeof left === 'number' && typeof right === 'number') {
        if (Math.trunc(right) === 0)
          throw new JqError(
            `${typeOf(left)} (${shown(left)}) and ${typeOf(right)} (${shown(right)}) cannot be divided because the divisor is zero`,
          );
        return Math.trunc(left) % Math.abs(Math.trunc(right));
      }
      break;
  }
  const verb =
    { '+': 'added', '-': 'subtracted', '*': 'multiplied', '/': 'divided', '%': 'divided' }[operator] ??
    'compared';
  throw new JqError(
    `${typeOf(left)} (${shown(left)}) and ${typeOf(right)} (${shown(right)}) cannot be ${verb}`,
  );
}

function merge(left: ReadonlyMap<string, Json>, right: ReadonlyMap<string, Json>): Json {
  const merged = new Map(left);
  for (const [key, value] of right) {
    const old = merged.get(key) ?? null;
    merged.set(key, isObject(old) && isObject(value) ? merge(old, value) : value);
  }
  return merged;
}
