/**
 * An object as Go writes it when it has gone through its struct (encoding/json): fields in the struct's order, those
 * that are always written with their zero values, the empty ones left out. So kubectl prints what it read as a type and
 * changed (`kubectl set`), and so what it did not know is lost.
 */
import type { JsonObject } from '../objects/meta.ts';
import { type GoField, goStruct, type GoType } from './go-type.ts';

export function writtenByGo(struct: string, object: JsonObject): JsonObject {
  return written({ kind: 'struct', name: struct }, object) as JsonObject;
}

function written(type: GoType, value: unknown): unknown {
  if (value === undefined || value === null) return zero(type);
  switch (type.kind) {
    case 'pointer':
      return written(type.of, value);
    case 'slice':
      return Array.isArray(value) ? (value as unknown[]).map((item) => written(type.of, item)) : value;
    case 'map': {
      const map = value as JsonObject;
      return Object.fromEntries(
        Object.keys(map)
          .sort()
          .map((key) => [key, written(type.of, map[key])]),
      );
    }
    case 'struct': {
      const object = value as JsonObject;
      const result: Record<string, unknown> = {};
      for (const field of goStruct(type.name).fields) {
        const given = object[field.json];
        if (isWritten(field, given)) result[field.json] = written(field.type, given);
      }
      return result;
    }
    default:
      return value;
  }
}

/** encoding/json's omitempty leaves out what is empty, but never a struct; omitzero does. */
function isWritten({ always, omitZero, type }: GoField, given: unknown): boolean {
  if (always) return true;
  if (given === undefined || given === null)
    return !omitZero && (type.kind === 'struct' || isStructLike(type));
  if (type.kind === 'pointer') return true;
  if (given === '' || given === 0 || given === false) return isStructLike(type);
  if (type.kind === 'slice' || type.kind === 'map') return Object.keys(given).length > 0;
  return true;
}

function isStructLike(type: GoType): boolean {
  return type.kind === 'special' && (type.name === 'intstr.IntOrString' || type.name === 'resource.Quantity');
}

function zero(type: GoType): unknown {
  switch (type.kind) {
    case 'struct':
      return written(type, {});
    case 'named string':
      return '';
    case 'scalar':
      return type.name === 'string' ? '' : type.name === 'bool' ? false : type.name === '[]uint8' ? null : 0;
    case 'special':
      return type.name === 'intstr.IntOrString' ? 0 : type.name === 'resource.Quantity' ? '0' : null;
    default:
      return null;
  }
}
