/**
 * The order of a merged list (normalizeElementOrder, mergeSortedSlice; k8s.io/apimachinery pkg/util/strategicpatch): the
 * items a patch speaks of stand in the patch's order, those only the object has in the object's. The two are woven
 * together as the object had them; where it had none of the two compared, the patch's comes first.
 */
import { isObject } from './merge.ts';

/**
 * @param mergeKey undefined: a list of scalars
 * @param order the patch's items, or those of its `$setElementOrder`
 * @param before the list before the patch
 */
export function inElementOrder(
  mergeKey: string | undefined,
  merged: readonly unknown[],
  order: readonly unknown[],
  before: readonly unknown[],
): readonly unknown[] {
  const keyOf = (item: unknown): unknown =>
    mergeKey !== undefined && isObject(item) ? item[mergeKey] : item;
  const placesIn = (list: readonly unknown[]): ReadonlyMap<unknown, number> =>
    new Map(list.map((item, at) => [keyOf(item), at]));
  const wanted = placesIn(order);
  const old = placesIn(before);
  const sorted = (items: readonly unknown[], places: ReadonlyMap<unknown, number>): unknown[] =>
    items.toSorted((one, other) => (places.get(keyOf(one)) ?? 0) - (places.get(keyOf(other)) ?? 0));
  const patched = sorted(
    merged.filter((item) => wanted.has(keyOf(item))),
    wanted,
  );
  const kept = sorted(
    merged.filter((item) => !wanted.has(keyOf(item))),
    old,
  );
  const result: unknown[] = [];
  while (patched.length > 0 && kept.length > 0) {
    const ours = old.get(keyOf(kept[0]));
    const theirs = old.get(keyOf(patched[0]));
    const keptFirst = ours !== undefined && theirs !== undefined && ours < theirs;
    result.push((keptFirst ? kept : patched).shift());
  }
  return [...result, ...patched, ...kept];
}
