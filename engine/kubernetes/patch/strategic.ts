/**
 * Strategic merge patch (k8s.io/apimachinery pkg/util/strategicpatch): merge patch that merges lists by key, with the
 * directives `$patch: delete|replace`, `$retainKeys` and `$deleteFromPrimitiveList/…`. `$setElementOrder/…` puts merged
 * lists into the given order.
 */
import type { JsonObject } from '../objects/meta.ts';
import { inElementOrder } from './element-order.ts';
import { isObject } from './merge.ts';
import { type FieldPatch, fieldPatch, NoMergeKey } from './merge-keys.ts';

/**
 * @param struct the Go struct of `original`; undefined: unknown, lists are replaced
 * @throws NoMergeKey
 */
export function applyStrategicPatch(
  struct: string | undefined,
  original: unknown,
  patch: JsonObject,
): JsonObject {
  if (patch['$patch'] === 'replace') return without(patch, '$patch');
  if (patch['$patch'] === 'delete') return {};
  const result: Record<string, unknown> = isObject(original) ? { ...original } : {};
  const retained = patch['$retainKeys'];
  if (Array.isArray(retained))
    for (const key of Object.keys(result)) if (!retained.includes(key)) Reflect.deleteProperty(result, key);
  for (const [key, value] of Object.entries(patch)) {
    if (key === '$patch' || key === '$retainKeys' || key.startsWith('$setElementOrder/')) continue;
    if (key.startsWith('$deleteFromPrimitiveList/')) {
      const field = key.slice('$deleteFromPrimitiveList/'.length);
      const gone = value as readonly unknown[];
      result[field] = ((result[field] ?? []) as readonly unknown[]).filter((item) => !gone.includes(item));
      continue;
    }
    if (value === null) {
      Reflect.deleteProperty(result, key);
      continue;
    }
    const how = fieldPatch(struct, key);
    const before = listOf(result[key]);
    if (Array.isArray(value)) result[key] = patchList(how, before, value as readonly unknown[]);
    else if (isObject(value)) result[key] = applyStrategicPatch(how.struct, result[key], value);
    else result[key] = value;
    const order = patch[`$setElementOrder/${key}`];
    if (Array.isArray(order)) result[key] = inOrder(how, result[key], order, before);
  }
  for (const [key, order] of Object.entries(patch)) {
    if (!key.startsWith('$setElementOrder/') || !Array.isArray(order)) continue;
    const field = key.slice('$setElementOrder/'.length);
    if (patch[field] !== undefined || !Array.isArray(result[field])) continue;
    result[field] = inOrder(fieldPatch(struct, field), result[field], order, listOf(result[field]));
  }
  return result as JsonObject;
}

function without(object: JsonObject, key: string): JsonObject {
  const { [key]: _gone, ...rest } = object;
  return rest;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

function inOrder(
  how: FieldPatch,
  merged: unknown,
  order: readonly unknown[],
  before: readonly unknown[],
): readonly unknown[] {
  return inElementOrder(how.list === 'set' ? undefined : how.mergeKey, listOf(merged), order, before);
}

function patchList(how: FieldPatch, old: readonly unknown[], patch: readonly unknown[]): readonly unknown[] {
  if (patch.some((item) => isObject(item) && item['$patch'] === 'replace' && Object.keys(item).length === 1))
    return patch.filter(
      (item) => !(isObject(item) && item['$patch'] === 'replace' && Object.keys(item).length === 1),
    );
  switch (how.list) {
    case 'set':
      return inOrder(how, [...new Set([...old, ...patch])], patch, old);
    case 'merge by key':
      return inOrder(how, mergeByKey(how, old, patch), patch, old);
    case 'replace':
    case undefined:
      return patch;
  }
}

function mergeByKey(how: FieldPatch, old: readonly unknown[], patch: readonly unknown[]): readonly unknown[] {
  const { mergeKey } = how;
  const result = [...old];
  for (const item of patch) {
    if (!isObject(item)) continue;
    if (item[mergeKey] === undefined) throw new NoMergeKey(item, mergeKey);
    const at = result.findIndex((one) => isObject(one) && one[mergeKey] === item[mergeKey]);
    if (item['$patch'] === 'delete') {
      if (at >= 0) result.splice(at, 1);
    } else if (at >= 0) result[at] = applyStrategicPatch(how.struct, result[at], item);
    else result.push(applyStrategicPatch(how.struct, {}, item));
  }
  return result;
}
