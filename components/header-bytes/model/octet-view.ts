/**
 * One packet's octets with the fields they are: made of octets as they are, right or wrong, not of the packet they
 * should be.
 */
import { layers as layersOf } from '../../../engine/net/print/layers.ts';
import { emit } from '../../../engine/net/wire/emit.ts';
import { parseEthernet, parseIp } from '../../../engine/net/wire/parse.ts';
import type { ChecksumError } from '../../../engine/net/wire/result.ts';

export type Layer = ReturnType<typeof layersOf>[number];
export type Field = Layer['fields'][number];
/** What the first octet is: a frame's, or an IP packet's that has no frame yet. */
export type Link = 'ethernet' | 'ip';

export interface OctetView {
  readonly bytes: Uint8Array;
  /** Outermost first. They cover the octets without gap. */
  readonly layers: readonly Layer[];
  readonly checksumErrors: readonly ChecksumError[];
  /** Why nobody can read it; then the layers are those of `before`. */
  readonly problem: string | undefined;
}

/** @param before how it read until now, to show what can no longer be read */
export function readOctets(bytes: Uint8Array, link: Link, before?: OctetView): OctetView {
  const parsed = link === 'ethernet' ? parseEthernet(bytes) : parseIp(bytes);
  if (!parsed.ok) return { bytes, layers: before?.layers ?? [], checksumErrors: [], problem: parsed.error };
  const proper = emit(parsed.value);
  const layers = layersOf(parsed.value).map((layer) => ({
    ...layer,
    fields: layer.fields.map((field) => asItStands(field, bytes, proper)),
  }));
  return { bytes, layers, checksumErrors: parsed.checksumErrors ?? [], problem: undefined };
}

/** Lengths and checksums are printed as they should be; these octets may say otherwise. */
function asItStands(field: Field, bytes: Uint8Array, proper: Uint8Array): Field {
  const { at, length } = field;
  const same = bytes.subarray(at, at + length).every((octet, place) => octet === proper[at + place]);
  if (same || length > 4) return field;
  const value = numberAt(bytes, field);
  if (value === numberAt(proper, field)) return field;
  return { ...field, value: field.value.startsWith('0x') ? hex(value, length) : String(value) };
}

/** The number in a field's bits. */
export function numberAt(bytes: Uint8Array, { at, length, bits }: Field): number {
  let value = 0;
  for (let place = at; place < at + length; place++) value = value * 256 + (bytes[place] ?? 0);
  if (bits === undefined) return value;
  const [first, count] = bits;
  return Math.floor(value / 2 ** (length * 8 - first - count)) % 2 ** count;
}

/** Puts a number into a field's bits; the bits beside stay. */
export function putNumber(bytes: Uint8Array, field: Field, value: number): void {
  const { at, length, bits } = field;
  const [first, count] = bits ?? [0, length * 8];
  const shift = 2 ** (length * 8 - first - count);
  const whole = numberAt(bytes, { ...field, bits: [0, length * 8] });
  let rest = whole + (value - (Math.floor(whole / shift) % 2 ** count)) * shift;
  for (let place = at + length - 1; place >= at; place--) {
    bytes[place] = rest % 256;
    rest = Math.floor(rest / 256);
  }
}

export const hex = (value: number, octets: number) => `0x${value.toString(16).padStart(octets * 2, '0')}`;

/** `field` of the layer at an octet. */
export function fieldAt({ layers }: OctetView, octet: number): { layer: Layer; field: Field } | undefined {
  for (const layer of layers) {
    const field = layer.fields.find(({ at, length }) => octet >= at && octet < at + length);
    if (field !== undefined) return { layer, field };
  }
  return undefined;
}

/** `octet 22`, `octets 26 to 29`, `octet 14, bits 0 to 3` */
export function placeText({ at, length, bits }: Field): string {
  const octets = length === 1 ? `octet ${String(at)}` : `octets ${String(at)} to ${String(at + length - 1)}`;
  if (bits === undefined) return octets;
  const [first, count] = bits;
  return count === 1
    ? `${octets}, bit ${String(first)}`
    : `${octets}, bits ${String(first)} to ${String(first + count - 1)}`;
}
