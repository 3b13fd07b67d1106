/**
 * JSON merge patch (RFC 7396) and JSON patch (RFC 6902), on values that nobody changes: what did not change is shared.
 */
import type { Json, JsonObject } from '../objects/meta.ts';

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function applyMergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const result: Record<string, unknown> = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch))
    if (value === null) Reflect.deleteProperty(result, key);
    else result[key] = applyMergePatch(result[key], value);
  return result;
}

export interface JsonPatchOperation {
  readonly op: string;
  readonly path: string;
  readonly from?: string;
  readonly value?: Json;
}

/** @throws Error in the library's words (evanphx/json-patch), or `test failed` */
export function applyJsonPatch(target: unknown, operations: readonly JsonPatchOperation[]): unknown {
  let result = target;
  for (const operation of operations) {
    const path = pointer(operation.path);
    switch (operation.op) {
      case 'add':
        result = change(result, path, operation.path, operation.value ?? null, 'add');
        break;
      case 'replace':
        if (read(result, path) === undefined)
          throw new Error(
            `replace operation does not apply: doc is missing ${holder(result, path) === undefined ? 'path' : 'key'}: ${operation.path}: missing value`,
          );
        result = change(result, path, operation.path, operation.value ?? null, 'replace');
        break;
      case 'remove':
        if (read(result, path) === undefined)
          throw new Error(
            holder(result, path) === undefined
              ? `remove operation does not apply: doc is missing path: "${operation.path}": missing value`
              : `error in remove for path: '${operation.path}': Unable to remove nonexistent key: ${path.at(-1) ?? ''}: missing value`,
          );
        result = change(result, path, operation.path, null, 'remove');
        break;
      case 'move':
      case 'copy': {
        const from = pointer(operation.from ?? '');
        const value = read(result, from);
        if (value === undefined)
          throw new Error(
            `${operation.op} operation does not apply: doc is missing key: ${operation.from ?? ''}: missing value`,
          );
        if (operation.op === 'move') result = change(result, from, operation.from ?? '', null, 'remove');
        result = change(result, path, operation.path, value as Json, 'add');
        break;
      }
      case 'test':
        if (JSON.stringify(read(result, path) ?? null) !== JSON.stringify(operation.value ?? null))
          throw new Error('test failed');
        break;
      default:
        throw new Error(`Unexpected kind: ${operation.op}`);
    }
  }
  return result;
}

/** What stands before the first slash is nothing to the library. */
function pointer(path: string): readonly string[] {
  return path
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function read(value: unknown, path: readonly string[]): unknown {
  let at = value;
  for (const part of path)
    at = Array.isArray(at) ? (at as unknown[])[Number(part)] : isObject(at) ? at[part] : undefined;
  return at;
}

/** What the last part of a path is a part of. */
function holder(value: unknown, path: readonly string[]): unknown {
  return read(value, path.slice(0, -1));
}

function change(
  value: unknown,
  path: readonly string[],
  whole: string,
  item: Json,
  action: 'add' | 'replace' | 'remove',
): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return item;
  if (Array.isArray(value)) {
    const list = [...(value as unknown[])];
    const index = key === '-' ? list.length : Number(key);
    if (rest.length > 0) list[index] = change(list[index], rest, whole, item, action);
    else if (action === 'add') list.splice(index, 0, item);
    else if (action === 'remove') list.splice(index, 1);
    else list[index] = item;
    return list;
  }
  if (!isObject(value))
    throw new Error(`${action} operation does not apply: doc is missing path: "${whole}": missing value`);
  const object: Record<string, unknown> = { ...value };
  if (rest.length > 0) object[key] = change(object[key], rest, whole, item, action);
  else if (action === 'remove') Reflect.deleteProperty(object, key);
  else object[key] = item;
  return object;
}
