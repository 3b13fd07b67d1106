/**
 * jq's functions that put values in order: sort, group, unique, min and max, by themselves or by a key.
 */
import type { Evaluator } from '../evaluate.ts';
import { compare, type Json } from '../json.ts';
import type { Scope } from '../scope.ts';
import type { Filter } from '../syntax.ts';
import { array, type Plain } from './argument.ts';

export function byKey(evaluator: Evaluator, name: string, value: Json, key: Filter, scope: Scope): Json {
  const sorted = array(
    value,
    name.startsWith('m') ? 'cannot be iterated over' : 'cannot be sorted, as it is not an array',
  ).map((item) => ({ item, key: [...evaluator.values(key, item, scope)] }));
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

export const sortingFunctions: Readonly<Record<string, Plain>> = {
  'sort/0': (value) => [...array(value, 'cannot be sorted, as it is not an array')].sort(compare),
  'unique/0': (value) => unique(array(value, 'cannot be sorted, as it is not an array')),
  'min/0': (value) => extreme(value, -1),
  'max/0': (value) => extreme(value, 1),
};
