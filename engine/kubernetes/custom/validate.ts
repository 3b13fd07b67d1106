/**
 * An object checked against its kind's schema, in the words of k8s.io/kube-openapi pkg/validation as
 * k8s.io/apiextensions-apiserver pkg/apiserver/validation turns them into field errors.
 *
 * Left out: rules in CEL (`x-kubernetes-validations`): an object that breaks only those is accepted; formats; `allOf`,
 * `anyOf`, `oneOf` and `not`.
 */
import { type FieldError, fieldError } from '../api/status.ts';
import { isObject } from '../patch/merge.ts';
import type { Schema } from './definition.ts';

export function validateAgainst(schema: Schema, value: unknown, path: string): readonly FieldError[] {
  if (value === null && schema.nullable === true) return [];
  const wrongType = typeFault(schema, value, path);
  if (wrongType !== undefined) return [wrongType];
  const errors: FieldError[] = [];
  if (schema.enum?.some((one) => JSON.stringify(one) === JSON.stringify(value)) === false)
    errors.push(fieldError.notSupported(path, value, schema.enum.map(String)));
  if (typeof value === 'number') errors.push(...numberFaults(schema, value, path));
  if (typeof value === 'string') errors.push(...textFaults(schema, value, path));
  if (Array.isArray(value)) errors.push(...listFaults(schema, value, path));
  else if (isObject(value)) errors.push(...objectFaults(schema, value, path));
  return errors;
}

/** `NAME in body FAULT` */
function inBody(path: string, value: unknown, fault: string): FieldError {
  return fieldError.invalid(path, value, `${path} in body ${fault}`);
}

const isOfType: Readonly<Record<string, (value: unknown) => boolean>> = {
  object: (value) => isObject(value),
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  integer: Number.isInteger,
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
};

function typeFault(schema: Schema, value: unknown, path: string): FieldError | undefined {
  if (schema['x-kubernetes-int-or-string'] === true)
    return typeof value === 'string' || Number.isInteger(value)
      ? undefined
      : inBody(path, typeName(value), `must be of type integer,string: ${quoted(typeName(value))}`);
  const { type } = schema;
  if (type === undefined || isOfType[type]?.(value) !== false) return undefined;
  return inBody(path, typeName(value), `must be of type ${type}: ${quoted(typeName(value))}`);
}

function quoted(text: string): string {
  return `"${text}"`;
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

function numberFaults(schema: Schema, value: number, path: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  const { minimum, maximum, exclusiveMinimum = false, exclusiveMaximum = false } = schema;
  if (maximum !== undefined && (exclusiveMaximum ? value >= maximum : value > maximum))
    errors.push(
      inBody(path, value, `should be less than ${exclusiveMaximum ? '' : 'or equal to '}${maximum}`),
    );
  if (minimum !== undefined && (exclusiveMinimum ? value <= minimum : value < minimum))
    errors.push(
      inBody(path, value, `should be greater than ${exclusiveMinimum ? '' : 'or equal to '}${minimum}`),
    );
  return errors;
}

function textFaults(schema: Schema, value: string, path: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  const { minLength, maxLength, pattern } = schema;
  const length = Array.from(value).length;
  if (maxLength !== undefined && length > maxLength) errors.push(fieldError.tooLong(path, maxLength));
  if (minLength !== undefined && length < minLength)
    errors.push(inBody(path, value, `should be at least ${minLength} chars long`));
  if (pattern !== undefined && !new RegExp(pattern).test(value))
    errors.push(inBody(path, value, `should match '${pattern}'`));
  return errors;
}

function listFaults(schema: Schema, value: readonly unknown[], path: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  const { minItems, maxItems, items } = schema;
  if (items !== undefined)
    for (const [index, item] of value.entries())
      errors.push(...validateAgainst(items, item, `${path}[${index}]`));
  if (minItems !== undefined && value.length < minItems)
    errors.push(inBody(path, value.length, `should have at least ${minItems} items`));
  if (maxItems !== undefined && value.length > maxItems)
    errors.push({
      reason: 'FieldValueTooMany',
      field: path,
      message: `Too many: ${value.length}: must have at most ${maxItems} items`,
    });
  errors.push(...twins(schema, value, path));
  return errors;
}

/** Elements of a set or a map that are there twice. */
function twins(schema: Schema, value: readonly unknown[], path: string): readonly FieldError[] {
  const type = schema['x-kubernetes-list-type'];
  if (type !== 'map' && type !== 'set') return [];
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const keyOf = (item: unknown): unknown =>
    type === 'set' || !isObject(item)
      ? item
      : Object.fromEntries([...keys].sort().map((key) => [key, (item as Record<string, unknown>)[key]]));
  const seen = new Set<string>();
  const errors: FieldError[] = [];
  for (const [index, item] of value.entries()) {
    const text = JSON.stringify(keyOf(item));
    if (seen.has(text)) errors.push(fieldError.duplicate(`${path}[${index}]`, keyOf(item)));
    seen.add(text);
  }
  return errors;
}

function objectFaults(
  schema: Schema,
  value: Readonly<Record<string, unknown>>,
  path: string,
): readonly FieldError[] {
  const errors: FieldError[] = [];
  const child = (key: string): string => (path === '' ? key : `${path}.${key}`);
  const { required = [], properties = {}, additionalProperties, minProperties, maxProperties } = schema;
  for (const key of required) if (value[key] === undefined) errors.push(fieldError.required(child(key)));
  for (const [key, item] of Object.entries(value)) {
    const property = properties[key];
    if (property !== undefined) errors.push(...validateAgainst(property, item, child(key)));
    else if (isObject(additionalProperties))
      errors.push(...validateAgainst(additionalProperties, item, child(key)));
  }
  const count = Object.keys(value).length;
  if (minProperties !== undefined && count < minProperties)
    errors.push(inBody(path, count, `should have at least ${minProperties} properties`));
  if (maxProperties !== undefined && count > maxProperties)
    errors.push({
      reason: 'FieldValueTooMany',
      field: path,
      message: `Too many: ${count}: must have at most ${maxProperties} items`,
    });
  return errors;
}

/** Whether rules in CEL stand anywhere in it. */
export function hasRules(schema: Schema): boolean {
  if ((schema['x-kubernetes-validations'] ?? []).length > 0) return true;
  const parts = [
    ...Object.values(schema.properties ?? {}),
    ...(schema.items === undefined ? [] : [schema.items]),
    ...(isObject(schema.additionalProperties) ? [schema.additionalProperties as Schema] : []),
  ];
  return parts.some(hasRules);
}

const blocking = new Set<FieldError['reason']>([
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
]);

/** With the note that rules were not looked at, where faults of the schema stand in the way of them. */
export function withRulesSkipped(errors: readonly FieldError[], schema: Schema): readonly FieldError[] {
  const isBlocked = errors.some(
    ({ reason, message }) => blocking.has(reason) || message.includes(' in body must be of type '),
  );
  if (!isBlocked || !hasRules(schema)) return errors;
  return [
    ...errors,
    fieldError.invalid(
      '<nil>',
      null,
      'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
    ),
  ];
}
