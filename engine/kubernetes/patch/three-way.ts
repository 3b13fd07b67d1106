/**
 * The patch that `kubectl apply` sends: from what was applied last, what is applied now and what is there, a strategic
 * merge patch (strategicpatch.CreateThreeWayMergePatch). Fields only the last application had are taken away; fields
 * that others set stay.
 */
import type { JsonObject } from '../objects/meta.ts';
import { isObject } from './merge.ts';
import { fieldPatch, NoMergeKey } from './merge-keys.ts';

/**
 * @returns an empty object when nothing has to change
 * @throws NoMergeKey
 */
export function threeWayPatch(
  struct: string | undefined,
  last: JsonObject,
  now: JsonObject,
  current: JsonObject,
): JsonObject {
  const patch: Record<string, unknown> = {};
  for (const [key, wanted] of Object.entries(now)) {
    const there = current[key];
    const before = last[key];
    if (wanted === undefined) continue;
    if (wanted === null) {
      if (there !== undefined) patch[key] = null;
      continue;
    }
    const how = fieldPatch(struct, key);
    if (isObject(wanted)) {
      if (!isObject(there) || how.isReplaced) {
        patch[key] = wanted;
        continue;
      }
      const inner = threeWayPatch(how.struct, isObject(before) ? before : {}, wanted, there);
      if (Object.keys(inner).length > 0)
        patch[key] = how.retainKeys ? { $retainKeys: Object.keys(wanted).sort(), ...inner } : inner;
      continue;
    }
    if (Array.isArray(wanted)) {
      const list = wanted as readonly unknown[];
      const have = Array.isArray(there) ? (there as readonly unknown[]) : [];
      const had = Array.isArray(before) ? (before as readonly unknown[]) : [];
      if (how.list === 'merge by key') addKeyedList(patch, key, how.struct, how.mergeKey, had, list, have);
      else if (how.list === 'set') addSet(patch, key, had, list, have);
      else if (!equal(list, have)) patch[key] = list;
      continue;
    }
    if (wanted !== there) patch[key] = wanted;
  }
  for (const key of Object.keys(last))
    if (!(key in now) && current[key] !== undefined && last[key] !== null) patch[key] = null;
  return patch as JsonObject;
}

function addKeyedList(
  patch: Record<string, unknown>,
  key: string,
  struct: string | undefined,
  mergeKey: string,
  before: readonly unknown[],
  wanted: readonly unknown[],
  there: readonly unknown[],
): void {
  const keyOf = (item: unknown): unknown => (isObject(item) ? item[mergeKey] : undefined);
  const find = (list: readonly unknown[], value: unknown): JsonObject | undefined => {
    const found = list.find((item) => keyOf(item) === value);
    return isObject(found) ? found : undefined;
  };
  const nameless = wanted.find((item) => isObject(item) && keyOf(item) === undefined);
  if (nameless !== undefined) throw new NoMergeKey(nameless, mergeKey);
  const items: JsonObject[] = [];
  const compared = new Set<unknown>();
  for (const item of latestFirst(wanted, keyOf)) {
    const current = compared.has(keyOf(item)) ? undefined : find(there, keyOf(item));
    compared.add(keyOf(item));
    if (current === undefined) {
      items.push(item);
      continue;
    }
    const inner = threeWayPatch(struct, find(before, keyOf(item)) ?? {}, item, current);
    if (Object.keys(inner).length > 0) items.push({ ...inner, [mergeKey]: item[mergeKey] });
  }
  for (const item of before) {
    const value = keyOf(item);
    if (find(wanted, value) === undefined && find(there, value) !== undefined)
      items.push({ $patch: 'delete', [mergeKey]: value as string });
  }
  const order = wanted.map((item) => ({ [mergeKey]: keyOf(item) }));
  const kept = there.map(keyOf).filter((value) => find(wanted, value) !== undefined);
  const moved = !equal(
    kept,
    order.map((item) => item[mergeKey]).filter((value) => kept.includes(value)),
  );
  if (items.length === 0 && !moved) return;
  patch[`$setElementOrder/${key}`] = order;
  if (items.length > 0) patch[key] = items;
}

/** The items as upstream's sort leaves them: of several with one key the last comes first. */
function latestFirst(items: readonly unknown[], keyOf: (item: unknown) => unknown): readonly JsonObject[] {
  const byKey = new Map<unknown, JsonObject[]>();
  for (const item of items)
    if (isObject(item)) byKey.set(keyOf(item), [item, ...(byKey.get(keyOf(item)) ?? [])]);
  return [...byKey.values()].flat();
}

function addSet(
  patch: Record<string, unknown>,
  key: string,
  before: readonly unknown[],
  wanted: readonly unknown[],
  there: readonly unknown[],
): void {
  const added = wanted.filter((item) => !there.includes(item));
  const gone = before.filter((item) => !wanted.includes(item) && there.includes(item));
  if (added.length > 0) patch[key] = added;
  if (gone.length > 0) patch[`$deleteFromPrimitiveList/${key}`] = gone;
}

function equal(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other))
    return (
      one.length === other.length && one.every((item, index) => equal(item, (other as unknown[])[index]))
    );
  if (isObject(one) && isObject(other)) {
    const keys = Object.keys(one);
    return keys.length === Object.keys(other).length && keys.every((key) => equal(one[key], other[key]));
  }
  return false;
}
