/**
 * What a structural schema does to an object of a custom kind: fields it does not know are pruned and told, defaults are
 * filled in (k8s.io/apiextensions-apiserver pkg/apiserver/schema pruning and defaulting).
 */
import type { JsonObject } from '../objects/meta.ts';
import { isObject } from '../patch/merge.ts';
import type { Schema } from './definition.ts';

/** Fields every object has, at its root and in embedded ones. */
const always = new Set(['apiVersion', 'kind', 'metadata']);

export interface Pruned {
  readonly value: unknown;
  readonly unknownFields: readonly string[];
}

/** @param value a whole object of the kind */
export function prune(schema: Schema, value: JsonObject): Pruned {
  const unknownFields: string[] = [];
  const at = (one: Schema, given: unknown, path: string, isRoot: boolean): unknown => {
    if (Array.isArray(given)) {
      const { items } = one;
      return items === undefined
        ? given
        : (given as unknown[]).map((item, index) => at(items, item, `${path}[${index}]`, false));
    }
    if (!isObject(given)) return given;
    const result: Record<string, unknown> = {};
    const hasMeta = isRoot || one['x-kubernetes-embedded-resource'] === true;
    for (const [key, item] of Object.entries(given)) {
      const field = path === '' ? key : `${path}.${key}`;
      const known = one.properties?.[key];
      if (hasMeta && always.has(key)) result[key] = item;
      else if (known !== undefined) result[key] = at(known, item, field, false);
      else if (isObject(one.additionalProperties))
        result[key] = at(one.additionalProperties, item, field, false);
      else if (one.additionalProperties === true || one['x-kubernetes-preserve-unknown-fields'] === true)
        result[key] = item;
      else unknownFields.push(field);
    }
    return result;
  };
  return { value: at(schema, value, '', true), unknownFields };
}

/** The value with the defaults of fields that are missing, and of nulls where null is not allowed. */
export function withDefaults(schema: Schema, value: unknown): unknown {
  if (Array.isArray(value)) {
    const { items } = schema;
    return items === undefined ? value : (value as unknown[]).map((item) => withDefaults(items, item));
  }
  if (!isObject(value)) return value;
  const result: Record<string, unknown> = { ...value };
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    const given = result[key];
    const isMissing = given === undefined || (given === null && property.nullable !== true);
    if (isMissing && property.default !== undefined) result[key] = property.default;
    if (result[key] !== undefined) result[key] = withDefaults(property, result[key]);
  }
  if (isObject(schema.additionalProperties))
    for (const [key, item] of Object.entries(result))
      if (schema.properties?.[key] === undefined)
        result[key] = withDefaults(schema.additionalProperties, item);
  return result;
}
