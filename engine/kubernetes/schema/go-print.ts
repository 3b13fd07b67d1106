/**
 * The pod-template-hash: FNV-32a over the Go printout of a PodTemplateSpec (k8s.io/kubernetes pkg/util/hash
 * DeepHashObject, k8s.io/apimachinery util/dump ForHash, that is go-spew's `%#v`), written with the letters that the
 * hash may hold (util/rand SafeEncodeString).
 *
 * Checked against recorded hashes of a real cluster.
 */
import type { JsonObject } from '../objects/meta.ts';
import { utf8 } from '../../net/wire/utf8.ts';
import { textOf } from './text.ts';
import { goStruct, type GoType, goTypeName } from './go-type.ts';
import { quantityPrintout } from './quantity-printout.ts';

export function podTemplateHash(template: unknown, collisionCount?: number): string {
  return safeEncode(templateFnv(template, collisionCount));
}

/** The name of a ControllerRevision: FNV-32 (not 32a) of its JSON (pkg/controller/history HashControllerRevision). */
export function revisionHash(json: string): string {
  let hash = 0x811c_9dc5;
  for (const byte of utf8(json)) hash = Math.imul(hash, 0x0100_0193) ^ byte;
  return safeEncode(hash >>> 0);
}

function templateFnv(template: unknown, collisionCount: number | undefined): number {
  const text = printGo({ kind: 'struct', name: 'PodTemplateSpec' }, template, true);
  let hash = fnv32a(0x811c_9dc5, utf8(text));
  if (collisionCount !== undefined)
    hash = fnv32a(hash, [0, 8, 16, 24].map((shift) => (collisionCount >>> shift) & 255).concat([0, 0, 0, 0]));
  return hash;
}

function fnv32a(start: number, bytes: Iterable<number>): number {
  let hash = start;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x0100_0193);
  return hash >>> 0;
}

const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** rand.SafeEncodeString of the number's decimal digits. */
function safeEncode(value: number): string {
  return [...String(value)].map((digit) => alphabet[digit.charCodeAt(0) % alphabet.length] ?? '').join('');
}

/** @param typed whether the value is preceded by its type (a slice's and a map's elements are not) */
function printGo(type: GoType, value: unknown, typed: boolean): string {
  const prefix = typed ? `(${printedType(type)})` : '';
  return prefix + printValue(type, value);
}

function printedType(type: GoType): string {
  if (type.kind === 'pointer') return `*${printedType(type.of)}`;
  if (type.kind === 'slice') return `[]${printedType(type.of)}`;
  return goTypeName(type);
}

function printValue(type: GoType, value: unknown): string {
  switch (type.kind) {
    case 'pointer':
      return value === undefined || value === null ? '<nil>' : printValue(type.of, value);
    case 'slice':
      if (!Array.isArray(value)) return '<nil>';
      return `[${(value as unknown[]).map((item) => printGo(type.of, item, false)).join(' ')}]`;
    case 'map': {
      if (value === undefined || value === null) return '<nil>';
      const entries = value as JsonObject;
      const keys = Object.keys(entries).sort();
      return `map[${keys.map((key) => `${key}:${printGo(type.of, entries[key], false)}`).join(' ')}]`;
    }
    case 'struct':
      return printStruct(type.name, (value ?? {}) as JsonObject);
    case 'named string':
      return textOf(value);
    case 'scalar':
      if (type.name === '[]uint8') return value === undefined ? '<nil>' : textOf(value);
      if (type.name === 'string') return textOf(value);
      return type.name === 'bool' ? textOf(value ?? false) : textOf(value ?? 0);
    case 'special':
      return printSpecial(type.name, value);
  }
}

function printStruct(name: string, value: JsonObject): string {
  const parts = goStruct(name).parts.map((part) =>
    'inlined' in part
      ? `${part.inlined}:(v1.${part.inlined})${printStruct(part.inlined, value)}`
      : `${part.field.goName}:${printGo(part.field.type, value[part.field.json], true)}`,
  );
  return `{${parts.join(' ')}}`;
}

function printSpecial(name: string, value: unknown): string {
  switch (name) {
    case 'resource.Quantity':
      return quantityPrintout(textOf(value ?? '0'));
    case 'intstr.IntOrString': {
      const isText = typeof value === 'string';
      return `{Type:(intstr.Type)${isText ? 1 : 0} IntVal:(int32)${isText ? 0 : Number(value ?? 0)} StrVal:(string)${isText ? value : ''}}`;
    }
    case 'Time':
    case 'MicroTime':
      return '{Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}}';
    default:
      return '<nil>';
  }
}
