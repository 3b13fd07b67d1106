/**
 * Whether a configuration fits the published schema of its kind, as server-side apply asks before anything else
 * (ParseableType.FromUnstructured; typed/validate.go of sigs.k8s.io/structured-merge-diff).
 *
 * Left out: what a custom resource's schema says of types. Of several fields that a struct does not have, Go names one by
 * chance; here it is the first by name.
 */
import { isObject } from '../patch/merge.ts';
import { goSyntax, goText, goType } from '../schema/go-value.ts';
import { type GoType, goStruct } from '../schema/go-type.ts';
import { keyOf } from './elements.ts';
import { pathText } from './field-set.ts';
import { listType } from './list-types.ts';

/** @returns each fault with its path: `.spec.replicas: expected numeric (int or float), got string` */
export function typedFaults(struct: string, object: unknown): readonly string[] {
  const faults: string[] = [];
  check({ kind: 'struct', name: struct }, object, '', '', faults);
  return faults;
}

/** @param list the list's field as `Container.ports`: how its elements are known */
function check(type: GoType, value: unknown, path: string, list: string, faults: string[]): void {
  if (value === null || value === undefined) return;
  const fault = (text: string) => faults.push(path === '' ? text : `${path}: ${text}`);
  switch (type.kind) {
    case 'pointer':
      check(type.of, value, path, list, faults);
      return;
    case 'struct':
      if (!isObject(value)) fault(`expected map, got ${printed(value)}`);
      else checkStruct(type.name, value, path, faults);
      return;
    case 'map':
      if (!isObject(value)) fault(`expected map, got ${printed(value)}`);
      else
        for (const key of Object.keys(value).sort()) check(type.of, value[key], `${path}.${key}`, '', faults);
      return;
    case 'slice':
      if (!Array.isArray(value)) fault(`expected list, got ${printed(value)}`);
      else checkList(type.of, value as unknown[], path, list, faults);
      return;
    case 'named string':
      if (typeof value !== 'string') fault(`expected string, got ${inSyntax(value)}`);
      return;
    case 'scalar':
      if (type.name === 'bool') {
        if (typeof value !== 'boolean') fault(`expected boolean, got ${printed(value)}`);
      } else if (type.name === 'string' || type.name === '[]uint8') {
        if (typeof value !== 'string') fault(`expected string, got ${inSyntax(value)}`);
      } else if (typeof value !== 'number') fault(`expected numeric (int or float), got ${goType(value)}`);
      return;
    case 'special':
      if (type.name !== 'any' && typeof value === 'object')
        fault(`expected any scalar, got ${printed(value)}`);
  }
}

function checkStruct(
  name: string,
  value: Readonly<Record<string, unknown>>,
  path: string,
  faults: string[],
): void {
  const { byJson } = goStruct(name);
  for (const key of Object.keys(value).sort()) {
    const field = byJson.get(key);
    if (field === undefined) {
      faults.push(`${path}.${key}: field not declared in schema`);
      return;
    }
    check(field.type, value[key], `${path}.${key}`, `${name}.${key}`, faults);
  }
}

function checkList(
  of: GoType,
  items: readonly unknown[],
  path: string,
  list: string,
  faults: string[],
): void {
  const [struct = '', field = ''] = list.split('.');
  const keys = listType(struct, field);
  const seen = new Set<string>();
  for (const [at, item] of items.entries()) {
    if (keys === undefined) {
      check(of, item, `${path}[${String(at)}]`, '', faults);
      continue;
    }
    const name = keys === 'set' ? `v:${JSON.stringify(item)}` : keyOf(item, keys);
    const why = keys === 'set' ? undefined : withoutKey(item);
    if (why !== undefined) {
      faults.push(`${path}: element ${String(at)}: ${why}`);
      return;
    }
    const element = pathText([name]);
    if (seen.has(name)) faults.push(`${path}: duplicate entries for key ${element}`);
    seen.add(name);
    check(of, item, path + element, '', faults);
  }
}

function withoutKey(item: unknown): string | undefined {
  if (item === null) return 'associative list with keys may not have a null element';
  return isObject(item) ? undefined : 'associative list with keys may not have non-map elements';
}

/** `%v` and `%#v` of the library's value. */
const printed = (value: unknown) => `&{${goText(value)}}`;
const inSyntax = (value: unknown) => `&value.valueUnstructured{Value:${goSyntax(value)}}`;
