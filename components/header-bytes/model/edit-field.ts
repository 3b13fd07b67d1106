/** A field of a packet, written over: what a reader types, as the field's octets. */
import { Address } from '../../../engine/net/address/address.ts';
import { macToBytes, tryParseMac } from '../../../engine/net/address/mac.ts';
import type { ChecksumError } from '../../../engine/net/wire/result.ts';
import { utf8 } from '../../../engine/net/wire/utf8.ts';
import {
  type Field,
  fieldAt,
  type Layer,
  type Link,
  numberAt,
  type OctetView,
  putNumber,
  readOctets,
} from './octet-view.ts';

export type Edit =
  { readonly ok: true; readonly view: OctetView } | { readonly ok: false; readonly error: string };

export interface EditedField {
  readonly layer: Layer;
  readonly field: Field;
}

/**
 * @param sums whether the checksums are computed again, as whoever sends the packet does
 * @returns the packet with it, or what is wrong with the text and what would be right
 */
export function editField(
  view: OctetView,
  link: Link,
  { layer, field }: EditedField,
  text: string,
  sums: 'recomputed' | 'left',
): Edit {
  const bytes = view.bytes.slice();
  const wrong = writeField(bytes, layer, field, text.trim());
  if (wrong !== undefined) return { ok: false, error: wrong };
  const edited = readOctets(bytes, link, view);
  return { ok: true, view: sums === 'left' ? edited : withChecksums(edited, link, field) };
}

const flagNames = ['fin', 'syn', 'rst', 'psh', 'ack', 'urg', 'ece', 'cwr'];

/** What stands in the edit's input at first. */
export function editText(view: OctetView, { layer, field }: EditedField): string {
  if (isAddress(field) || isMac(field) || (layer.name === 'TCP' && field.name === 'Flags'))
    return field.value;
  if (field.length <= 4 || field.bits !== undefined) {
    const number = numberAt(view.bytes, field);
    return field.value.startsWith('0x') ? `0x${number.toString(16)}` : String(number);
  }
  return [...view.bytes.subarray(field.at, field.at + field.length)]
    .map((octet) => octet.toString(16).padStart(2, '0'))
    .join(' ');
}

/** @returns what is wrong with the text */
function writeField(bytes: Uint8Array, layer: Layer, field: Field, text: string): string | undefined {
  if (isMac(field)) {
    const mac = tryParseMac(text);
    if (mac === undefined) return `“${text}” is no MAC address: six octets such as 52:54:00:0a:14:05.`;
    bytes.set(macToBytes(mac), field.at);
    return undefined;
  }
  if (isAddress(field)) return writeAddress(bytes, field, text);
  if (layer.name === 'TCP' && field.name === 'Flags') return writeFlags(bytes, field, text);
  const bits = field.bits?.[1] ?? field.length * 8;
  if (bits > 32) return writeOctets(bytes, field, text);
  const most = 2 ** bits - 1;
  const number = /^(0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text) : Number.NaN;
  if (!(number <= most))
    return `“${text}” does not fit ${field.name}: a whole number from 0 to ${String(most)}, or hexadecimal to 0x${most.toString(16)}, since it has ${String(bits)} ${bits === 1 ? 'bit' : 'bits'}.`;
  putNumber(bytes, field, number);
  return undefined;
}

function writeAddress(bytes: Uint8Array, { at, length }: Field, text: string): string | undefined {
  const family = length === 4 ? 4 : 6;
  const address = Address.tryParse(text);
  if (address?.family !== family)
    return family === 4
      ? `“${text}” is no IPv4 address: four numbers from 0 to 255, such as 10.8.1.3.`
      : `“${text}” is no IPv6 address, such as fd00:10:8::3.`;
  const words = family === 4 ? address.words.slice(-1) : address.words;
  words.forEach((word, turn) => {
    for (let place = 0; place < 4; place++) bytes[at + turn * 4 + place] = (word >>> (24 - place * 8)) & 255;
  });
  return undefined;
}

function writeFlags(bytes: Uint8Array, { at }: Field, text: string): string | undefined {
  const names = text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((name) => name !== '' && name !== 'none');
  const unknown = names.find((name) => !flagNames.includes(name));
  if (unknown !== undefined)
    return `“${unknown}” is no flag of TCP: ${flagNames.join(', ').toUpperCase()}, with spaces between, or none.`;
  bytes[at] = names.reduce((sum, name) => sum | (1 << flagNames.indexOf(name)), 0);
  return undefined;
}

/** As hexadecimal, or as text in quotation marks: of the same length, since all that follows would move else. */
function writeOctets(bytes: Uint8Array, { at, length }: Field, text: string): string | undefined {
  const quoted = /^"(.*)"$/s.exec(text)?.[1];
  const digits = text.replaceAll(/\s/g, '');
  const isHex = quoted === undefined && /^([0-9a-f]{2})*$/i.test(digits);
  if (quoted === undefined && !isHex)
    return 'Octets are pairs of hexadecimal digits, such as 47 45 54, or text in quotation marks.';
  const octets =
    quoted === undefined
      ? Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
      : utf8(quoted);
  if (octets.length !== length)
    return `It has ${String(length)} octets and must keep them; these are ${String(octets.length)}.`;
  bytes.set(octets, at);
  return undefined;
}

const isMac = ({ length, value }: Field) => length === 6 && tryParseMac(value) !== undefined;

const isAddress = ({ length, value }: Field) =>
  (length === 4 || length === 16) && Address.tryParse(value) !== undefined;

/** Checksums inside checksums: the inner ones first, so again until none is wrong. */
const rounds = 6;

function withChecksums(view: OctetView, link: Link, edited: Field): OctetView {
  let shown = view;
  const isOwn = ({ at }: ChecksumError) => at === edited.at;
  for (let round = 0; round < rounds && shown.checksumErrors.some((each) => !isOwn(each)); round++) {
    const bytes = shown.bytes.slice();
    for (const each of shown.checksumErrors)
      if (!isOwn(each)) {
        bytes[each.at] = each.expected >> 8;
        bytes[each.at + 1] = each.expected & 255;
      }
    shown = readOctets(bytes, link, view);
  }
  return shown;
}

export interface FieldChange {
  readonly layer: string;
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** The fields that have another value, in their order. What cannot be read any more is compared octet by octet. */
export function fieldChanges(before: OctetView, after: OctetView): FieldChange[] {
  return before.layers.flatMap((layer) =>
    layer.fields.flatMap((field) => {
      if (octetsOf(before, field) === octetsOf(after, field)) return [];
      const now = fieldAt(after, field.at)?.layer.fields.find(
        ({ at, name }) => at === field.at && name === field.name,
      );
      const value = after.problem === undefined ? now?.value : undefined;
      return [
        { layer: layer.name, name: field.name, before: field.value, after: value ?? octetsOf(after, field) },
      ];
    }),
  );
}

function octetsOf({ bytes }: OctetView, field: Field): string {
  if (field.bits !== undefined) return String(numberAt(bytes, field));
  return [...bytes.subarray(field.at, field.at + field.length)]
    .map((octet) => octet.toString(16).padStart(2, '0'))
    .join(' ');
}
