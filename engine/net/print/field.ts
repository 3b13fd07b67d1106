/**
 * One row of a packet's tree: a named field, its value as a person reads it, and where its octets (or bits) stand.
 */
import { get16, get32, get8 } from '../wire/network-order.ts';

export interface Field {
  readonly name: string;
  readonly value: string;
  /** First octet, counted from the start of the outermost layer. */
  readonly at: number;
  /** In octets, whole ones: a field of a few bits names the octets they are in. */
  readonly length: number;
  /** When the field is not whole octets: its first bit, counted from the most significant of `at`, and how many. */
  readonly bits?: readonly [first: number, count: number];
}

export interface Layer {
  /** `Ethernet`, `IPv4`, `TCP`, … */
  readonly name: string;
  readonly at: number;
  /** Of this layer's own octets, without what it carries. */
  readonly length: number;
  /** How many times a whole packet has been packed into another so far: 0 outermost, 1 in a tunnel or a quote. */
  readonly depth: number;
  /** Whether this stands inside the quote of an ICMP error, so it reports a packet and does not carry one. */
  readonly role: 'carried' | 'quoted';
  readonly fields: readonly Field[];
}

/** A layer before it has its place: fields relative to its own start. */
export interface Part {
  readonly name: string;
  readonly length: number;
  readonly fields: readonly Field[];
}

export function field(name: string, at: number, length: number, value: string | number): Field {
  return { name, value: String(value), at, length };
}

export function bitField(
  name: string,
  at: number,
  length: number,
  bits: readonly [number, number],
  value: string | number,
): Field {
  return { name, value: String(value), at, length, bits };
}

/** A number as it stands in the octets. */
export function numberField(
  bytes: Uint8Array,
  start: number,
  name: string,
  at: number,
  length: 1 | 2 | 4,
): Field {
  const read = length === 1 ? get8 : length === 2 ? get16 : get32;
  return field(name, at, length, read(bytes, start + at));
}

export function hexField(bytes: Uint8Array, start: number, name: string, at: number, length: number): Field {
  return field(name, at, length, `0x${hexText(bytes.subarray(start + at, start + at + length))}`);
}

function hexText(bytes: Uint8Array): string {
  return Array.from(bytes, (octet) => octet.toString(16).padStart(2, '0')).join('');
}

/** `2 (reply)` */
export function named(number: number, name: string | undefined): string {
  return name === undefined ? String(number) : `${String(number)} (${name})`;
}
