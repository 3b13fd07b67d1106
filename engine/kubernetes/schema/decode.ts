/**
 * Decoding a body into a kind, as encoding/json does into Go structs (sigs.k8s.io/json): type errors in its words, the
 * list of unknown fields for strict decoding, and the canonical object that writing the struct out again would give
 * (empty fields with omitempty gone, the others filled with their zero value).
 *
 * Left out: duplicate fields (the YAML reader has merged them before), times are not parsed.
 */
import type { JsonObject } from '../objects/meta.ts';
import { canonicalQuantity, quantityError } from './quantity.ts';
import { bareName, goStruct, type GoField, type GoStruct, type GoType, goTypeName } from './go-type.ts';

export type Decoded =
  | { readonly kind: 'decoded'; readonly object: JsonObject; readonly unknownFields: readonly string[] }
  | { readonly kind: 'failed'; readonly message: string; readonly mismatch?: Mismatch | undefined };

/** A value, and the type that it is none of. */
export interface Mismatch {
  readonly type: GoType;
  readonly value: unknown;
}

/** @param struct the Go struct's name, as `Deployment` */
export function decode(struct: string, body: unknown): Decoded {
  const decoder = new Decoder();
  const object = decoder.value({ kind: 'struct', name: struct }, body ?? {}, '', '', struct);
  if (decoder.error !== undefined)
    return { kind: 'failed', message: decoder.error, mismatch: decoder.mismatch };
  return { kind: 'decoded', object: object as JsonObject, unknownFields: decoder.unknown };
}

/**
 * Why a value cannot be one member of a struct; undefined: it can.
 *
 * @param owner the struct that holds the member, as the error names it
 */
export function memberError(
  value: unknown,
  { struct, member, owner }: { readonly struct: string; readonly member: string; readonly owner: string },
): string | undefined {
  const decoder = new Decoder();
  decoder.value({ kind: 'struct', name: struct }, value, member, member, owner);
  return decoder.error;
}

class Decoder {
  error: string | undefined;
  mismatch: Mismatch | undefined;
  readonly unknown: string[] = [];

  /**
   * @param path with indexes, for unknown fields
   * @param names without indexes, for type errors
   * @param owner the struct that holds the field
   */
  value(type: GoType, value: unknown, path: string, names: string, owner: string): unknown {
    if (value === null || value === undefined) return undefined;
    switch (type.kind) {
      case 'pointer':
        return this.value(type.of, value, path, names, owner);
      case 'struct':
        if (typeof value !== 'object' || Array.isArray(value))
          return this.#mismatch(type, value, names, owner);
        return this.#struct(goStruct(type.name), value as JsonObject, path, names);
      case 'slice': {
        if (!Array.isArray(value)) return this.#mismatch(type, value, names, owner);
        const items: unknown[] = [];
        for (const [index, item] of (value as unknown[]).entries())
          items.push(this.value(type.of, item, `${path}[${index}]`, names, owner) ?? zero(type.of));
        return items;
      }
      case 'map': {
        if (typeof value !== 'object' || Array.isArray(value))
          return this.#mismatch(type, value, names, owner);
        const entries: Record<string, unknown> = {};
        for (const [key, item] of Object.entries(value as JsonObject))
          entries[key] = this.value(type.of, item, `${path}.${key}`, names, owner) ?? zero(type.of);
        return entries;
      }
      case 'named string':
        return typeof value === 'string' ? value : this.#mismatch(type, value, names, owner);
      case 'scalar':
        return this.#scalar(type, value, names, owner);
      case 'special':
        return this.#special(type.name, value, names, owner, type);
    }
  }

  #scalar(type: GoType & { kind: 'scalar' }, value: unknown, names: string, owner: string): unknown {
    switch (type.name) {
      case 'string':
        return typeof value === 'string' ? value : this.#mismatch(type, value, names, owner);
      case '[]uint8':
        if (typeof value !== 'string') return this.#mismatch(type, value, names, owner);
        if (!/^[A-Za-z0-9+/\r\n]*={0,2}$/.test(value)) this.error ??= 'illegal base64 data at input byte 0';
        return value;
      case 'bool':
        return typeof value === 'boolean' ? value : this.#mismatch(type, value, names, owner);
      case 'float64':
        return typeof value === 'number' ? value : this.#mismatch(type, value, names, owner);
      case 'int32':
      case 'int64': {
        if (typeof value !== 'number') return this.#mismatch(type, value, names, owner);
        const fits = Number.isInteger(value) && (type.name === 'int64' || Math.abs(value) <= 2_147_483_648);
        return fits ? value : this.#mismatch(type, value, names, owner);
      }
    }
  }

  #special(name: string, value: unknown, names: string, owner: string, type: GoType): unknown {
    switch (name) {
      case 'resource.Quantity': {
        if (typeof value !== 'string' && typeof value !== 'number') {
          this.error ??= quantityError;
          return undefined;
        }
        const canonical = canonicalQuantity(value);
        if (canonical === undefined) this.error ??= quantityError;
        return canonical;
      }
      case 'intstr.IntOrString':
        if (typeof value === 'string' || Number.isInteger(value)) return value;
        return this.#mismatch({ kind: 'scalar', name: 'int32' }, value, names, owner, type);
      case 'Time':
      case 'MicroTime':
        return typeof value === 'string' ? value : this.#mismatch(type, value, names, owner);
      default:
        return value;
    }
  }

  #struct(struct: GoStruct, value: JsonObject, path: string, names: string): JsonObject {
    const read: Record<string, unknown> = {};
    for (const [key, item] of Object.entries(value)) {
      const field = struct.byJson.get(key);
      const fieldPath = path === '' ? key : `${path}.${key}`;
      if (field === undefined) {
        this.unknown.push(fieldPath);
        continue;
      }
      const fieldNames = `${names === '' ? '' : `${names}.`}${field.within}${key}`;
      const decoded = this.value(field.type, item, fieldPath, fieldNames, struct.name);
      if (decoded !== undefined && (field.always || !omitted(field, decoded))) read[key] = decoded;
    }
    for (const field of requiredFields(struct))
      if (!(field.json in read)) read[field.json] = zero(field.type);
    return read as JsonObject;
  }

  #mismatch(type: GoType, value: unknown, names: string, owner: string, field = type): unknown {
    const what = describe(value, type);
    const where = names === '' ? 'Go value' : `Go struct field ${bareName(owner)}.${names}`;
    if (this.error === undefined) this.mismatch = { type: field, value };
    this.error ??= `json: cannot unmarshal ${what} into ${where} of type ${goTypeName(type)}`;
    return undefined;
  }
}

function describe(value: unknown, type: GoType): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number')
    return type.kind === 'scalar' && type.name !== 'string' && type.name !== 'bool'
      ? `number ${value}`
      : 'number';
  return typeof value === 'string' ? 'string' : 'object';
}

const required = new Map<GoStruct, readonly GoField[]>();

/** Fields that are written even when nobody set them: no omitempty, or structs (omitempty does not leave those out). */
function requiredFields(struct: GoStruct): readonly GoField[] {
  const known = required.get(struct);
  if (known !== undefined) return known;
  const fields = struct.fields.filter(
    (field) =>
      field.always ||
      (!field.omitZero &&
        (field.type.kind === 'struct' || (field.type.kind === 'special' && field.type.name !== 'any'))),
  );
  required.set(struct, fields);
  return fields;
}

function omitted(field: GoField, value: unknown): boolean {
  switch (field.type.kind) {
    case 'pointer':
      return false;
    case 'slice':
      return (value as readonly unknown[]).length === 0;
    case 'map':
      return Object.keys(value as JsonObject).length === 0;
    case 'struct':
      return field.omitZero && Object.keys(value as JsonObject).length === 0;
    case 'named string':
      return value === '';
    case 'scalar':
      return value === '' || value === 0 || value === false;
    case 'special':
      return false;
  }
}

/** What Go writes for a value nobody set. */
export function zero(type: GoType): unknown {
  switch (type.kind) {
    case 'pointer':
    case 'slice':
    case 'map':
      return null;
    case 'struct': {
      const object: Record<string, unknown> = {};
      for (const field of requiredFields(goStruct(type.name))) object[field.json] = zero(field.type);
      return object;
    }
    case 'named string':
      return '';
    case 'scalar':
      return type.name === 'bool' ? false : type.name === 'string' ? '' : type.name === '[]uint8' ? null : 0;
    case 'special':
      return type.name === 'resource.Quantity' ? '0' : type.name === 'intstr.IntOrString' ? 0 : null;
  }
}
