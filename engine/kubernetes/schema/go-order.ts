/**
 * An object with its fields in the order of its Go struct: how a typed client writes JSON.
 */
import type { JsonObject } from '../objects/meta.ts';
import { goStruct, type GoType } from './go-type.ts';

export function inGoOrder(struct: string, object: unknown): unknown {
  return orderedAs({ kind: 'struct', name: struct }, object);
}

export function orderedAs(type: GoType, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  switch (type.kind) {
    case 'pointer':
      return orderedAs(type.of, value);
    case 'slice':
      return Array.isArray(value) ? (value as unknown[]).map((item) => orderedAs(type.of, item)) : value;
    case 'map': {
      const map = value as JsonObject;
      return Object.fromEntries(
        Object.keys(map)
          .sort()
          .map((key) => [key, orderedAs(type.of, map[key])]),
      );
    }
    case 'struct': {
      const object = value as JsonObject;
      const result: Record<string, unknown> = {};
      for (const field of goStruct(type.name).fields)
        if (object[field.json] !== undefined) result[field.json] = orderedAs(field.type, object[field.json]);
      return result;
    }
    default:
      return value;
  }
}
