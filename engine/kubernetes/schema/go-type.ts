/**
 * The tables of Go structs (go-types.ts, go-types-rest.ts) as values: for each struct its fields, for each field how JSON names it and
 * what it holds. Read once, struct by struct, when first asked for; most come with the API's later code.
 */
import { AbsentCode } from '../../linux/process/later-program.ts';
import { apiCode } from '../api/later-code.ts';
import { goTypes } from './go-types.ts';

export type GoType =
  | { readonly kind: 'pointer' | 'slice' | 'map'; readonly of: GoType; readonly resourceKeys: boolean }
  | { readonly kind: 'struct'; readonly name: string }
  | { readonly kind: 'named string'; readonly name: string }
  | { readonly kind: 'scalar'; readonly name: 'string' | 'int32' | 'int64' | 'bool' | 'float64' | '[]uint8' }
  | {
      readonly kind: 'special';
      readonly name: 'Time' | 'MicroTime' | 'resource.Quantity' | 'intstr.IntOrString' | 'any';
    };

export interface GoField {
  readonly goName: string;
  readonly json: string;
  /** Written even when empty. */
  readonly always: boolean;
  readonly omitZero: boolean;
  readonly type: GoType;
  /** The struct it is inlined from, as encoding/json names its path: `IngressRuleValue.`; empty for a field of its own. */
  readonly within: string;
}

export interface GoStruct {
  readonly name: string;
  /** In Go's order; an inlined struct's fields stand in the place of it. */
  readonly fields: readonly GoField[];
  readonly byJson: ReadonlyMap<string, GoField>;
  /** Fields before inlining, for the printout that is hashed. */
  readonly parts: readonly ({ readonly field: GoField } | { readonly inlined: string })[];
}

const lines = new Map<string, string>();
const structs = new Map<string, GoStruct>();
let rest = '';

/** @param table the structs that no manifest of a figure has */
export function bringGoTypes(table: string): void {
  rest = table;
  lines.clear();
}

/** @throws AbsentCode for one that is not there yet */
export function goStruct(name: string): GoStruct {
  const known = structs.get(name);
  if (known !== undefined) return known;
  if (lines.size === 0)
    for (const line of (goTypes + rest).trim().split('\n')) lines.set(line.split(' ', 1)[0] ?? '', line);
  const line = lines.get(name);
  if (line === undefined && rest === '') throw new AbsentCode(apiCode);
  if (line === undefined) throw new Error(`no Go struct ${name}`);
  const struct = parseStruct(name, line);
  structs.set(name, struct);
  return struct;
}

function parseStruct(name: string, line: string): GoStruct {
  const parts: GoStruct['parts'][number][] = [];
  const fields: GoField[] = [];
  for (const word of line.split(' ').slice(1)) {
    if (word === '') continue;
    if (word.startsWith('+')) {
      const inlined = word.slice(1);
      parts.push({ inlined });
      const name = `${bareName(inlined)}.`;
      fields.push(...goStruct(inlined).fields.map((field) => ({ ...field, within: name + field.within })));
      continue;
    }
    const field = parseField(word);
    parts.push({ field });
    fields.push(field);
  }
  return { name, fields, parts, byJson: new Map(fields.map((field) => [field.json, field])) };
}

function parseField(word: string): GoField {
  const colon = word.indexOf(':');
  const head = word.slice(0, colon).replace(/[!0]$/, '');
  const flag = word[colon - 1];
  const [goName = '', given] = head.split('=');
  const json = given ?? goName.slice(0, 1).toLowerCase() + goName.slice(1);
  return {
    goName,
    json,
    always: flag === '!',
    omitZero: flag === '0',
    type: parseType(word.slice(colon + 1)),
    within: '',
  };
}

function parseType(text: string): GoType {
  if (text.startsWith('*')) return { kind: 'pointer', of: parseType(text.slice(1)), resourceKeys: false };
  if (text === '[]uint8') return { kind: 'scalar', name: '[]uint8' };
  if (text.startsWith('[]')) return { kind: 'slice', of: parseType(text.slice(2)), resourceKeys: false };
  if (text.startsWith('{}')) return { kind: 'map', of: parseType(text.slice(2)), resourceKeys: false };
  if (text.startsWith('{r}')) return { kind: 'map', of: parseType(text.slice(3)), resourceKeys: true };
  if (text.startsWith('$')) return { kind: 'named string', name: text.slice(1) };
  switch (text) {
    case 'string':
    case 'int32':
    case 'int64':
    case 'bool':
    case 'float64':
      return { kind: 'scalar', name: text };
    case 'Time':
    case 'MicroTime':
    case 'resource.Quantity':
    case 'intstr.IntOrString':
      return { kind: 'special', name: text };
    case 'FieldsV1':
    case 'runtime.RawExtension':
      return { kind: 'special', name: 'any' };
    default:
      return { kind: 'struct', name: text };
  }
}

/** With its package's name: `v1.EndpointPort` of `discovery.EndpointPort`, `v2.MetricSpec`. */
export function goStructName(name: string): string {
  return name.startsWith('v2.') ? name : `v1.${bareName(name)}`;
}

/** Without what tells it from another of that name. */
export function bareName(struct: string): string {
  return struct.slice(struct.indexOf('.') + 1);
}

/** As Go's `%T` names it: `[]v1.ServicePort`, `map[string]string`, `int32`. */
export function goTypeName(type: GoType): string {
  switch (type.kind) {
    case 'pointer':
      return goTypeName(type.of);
    case 'slice':
      return `[]${goTypeName(type.of)}`;
    case 'map':
      return type.resourceKeys ? 'v1.ResourceList' : `map[string]${goTypeName(type.of)}`;
    case 'struct':
      return goStructName(type.name);
    case 'named string':
      return type.name.includes('.') ? type.name : `v1.${type.name}`;
    case 'scalar':
      return type.name;
    case 'special':
      return type.name.includes('.') ? type.name : `v1.${type.name}`;
  }
}
