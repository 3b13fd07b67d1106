/**
 * A journey as one short text, for a page, or as octets, for a file: each table and header once, JSON, deflated. Only what the book's
 * own build wrote is read back, but what cannot be read is told, not thrown.
 */
import { deflateSync, inflateSync } from 'fflate';
import type { Consulted } from '../../../engine/linux/journey/event.ts';
import { fromBase64, toBase64 } from './base64.ts';
import type { Header, HeaderField, JourneyModel, PacketView, Step } from './journey-model.ts';

/** A step without where it is: its place in the list says that. */
type PackedStep = Omit<Step, 'index' | 'consulted'> & { readonly consulted: readonly number[] };
type PackedHeader = Omit<Header, 'fields'> & { readonly fields: readonly number[] };
type PackedPacket = Omit<PacketView, 'headers'> & { readonly headers: readonly number[] };
type Packed = Omit<JourneyModel, 'steps' | 'packets'> & {
  readonly steps: readonly PackedStep[];
  readonly packets: readonly PackedPacket[];
  readonly tables: readonly Consulted[];
  readonly headers: readonly PackedHeader[];
  readonly fields: readonly HeaderField[];
};

/** Gives equal values one number. */
function numbering<Value>() {
  const numbers = new Map<string, number>();
  const values: Value[] = [];
  const numberOf = (value: Value) => {
    const key = JSON.stringify(value);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, values.length);
    return values.push(value) - 1;
  };
  return { values, numberOf };
}

/** The same as octets, for a file. */
export function packOctets(model: JourneyModel): Uint8Array {
  const tables = numbering<Consulted>();
  const headers = numbering<PackedHeader>();
  const fields = numbering<HeaderField>();
  const packed: Packed = {
    ...model,
    steps: model.steps.map(({ index: _, ...step }) => ({
      ...step,
      consulted: step.consulted.map((each) => tables.numberOf(each)),
    })),
    packets: model.packets.map((packet) => ({
      ...packet,
      headers: packet.headers.map((header) =>
        headers.numberOf({ ...header, fields: header.fields.map((field) => fields.numberOf(field)) }),
      ),
    })),
    tables: tables.values,
    headers: headers.values,
    fields: fields.values,
  };
  return deflateSync(new TextEncoder().encode(JSON.stringify(packed)), { level: 9 });
}

export const packJourney = (model: JourneyModel): string => toBase64(packOctets(model));

/** @returns undefined when the text is not a journey of this version */
export function unpackJourney(text: string): JourneyModel | undefined {
  try {
    return unpackOctets(fromBase64(text));
  } catch {
    return undefined;
  }
}

/** @returns undefined when the octets are not a journey of this version */
export function unpackOctets(octets: Uint8Array): JourneyModel | undefined {
  try {
    const packed = JSON.parse(new TextDecoder().decode(inflateSync(octets))) as Packed;
    return (packed as { version: unknown }).version === 1 ? expanded(packed) : undefined;
  } catch {
    return undefined;
  }
}

function expanded({ tables, headers, fields, ...packed }: Packed): JourneyModel {
  const pick = <Value>(values: readonly Value[], numbers: readonly number[]) =>
    numbers.flatMap((number) => values[number] ?? []);
  const whole = headers.map((header): Header => ({ ...header, fields: pick(fields, header.fields) }));
  return {
    ...packed,
    steps: packed.steps.map((step, index) => ({
      index,
      ...step,
      device: step.device,
      after: step.after,
      consulted: pick(tables, step.consulted),
    })),
    packets: packed.packets.map((packet) => ({ ...packet, headers: pick(whole, packet.headers) })),
  };
}
