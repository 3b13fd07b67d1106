/**
 * Bodies in `application/vnd.kubernetes.protobuf`, as typed clients send them, to what the same client would have sent
 * as JSON (k8s.io/apimachinery pkg/runtime/serializer/protobuf): four octets `k8s` 0, then a runtime.Unknown that names
 * the kind and holds the message. Go writes zeros of what is no pointer; JSON's `omitempty` leaves them out, and so do we.
 */
import { protobufFields } from './fields.ts';
import { wireFields } from './wire.ts';

export const protobufType = 'application/vnd.kubernetes.protobuf';

interface Field {
  /** Empty: inlined in JSON. */
  readonly name: string;
  readonly type: string;
}

type Message = ReadonlyMap<number, Field>;

interface Messages {
  /** `apps/v1/Deployment` → its message. */
  readonly byKind: ReadonlyMap<string, string>;
  readonly byName: ReadonlyMap<string, Message>;
}

let read: Messages | undefined;

/** @throws RangeError that says what is wrong */
export function decodeProtobuf(octets: Uint8Array): unknown {
  const [k, eight, s, zero] = octets;
  if (k !== 0x6b || eight !== 0x38 || s !== 0x73 || zero !== 0)
    throw new RangeError(
      'provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]',
    );
  let raw = new Uint8Array();
  let apiVersion = '';
  let kind = '';
  for (const { number, value } of wireFields(octets.subarray(4))) {
    if (!(value instanceof Uint8Array)) continue;
    if (number === 1)
      for (const part of wireFields(value)) {
        if (part.number === 1) apiVersion = text(part.value);
        if (part.number === 2) kind = text(part.value);
      }
    if (number === 2) raw = new Uint8Array(value);
  }
  const messages = (read ??= readMessages());
  // Options of requests are known in every group.
  const name = messages.byKind.get(`${apiVersion}/${kind}`) ?? messages.byKind.get(`v1/${kind}`);
  if (name === undefined) throw new RangeError(`no kind "${kind}" is registered for version "${apiVersion}"`);
  return { apiVersion, kind, ...message(name, raw) };
}

function readMessages(): Messages {
  const byKind = new Map<string, string>();
  const byName = new Map<string, Message>();
  for (const line of protobufFields.trim().split('\n')) {
    const [first = '', second = '', ...rest] = line.split(' ');
    if (first === '=') {
      byKind.set(second, rest[0] ?? '');
      continue;
    }
    const fields = [second, ...rest].filter((one) => one !== '');
    byName.set(
      first,
      new Map(
        fields.map((one) => {
          const [name = '', number = '', ...type] = one.split(':');
          return [Number(number), { name, type: type.join(':') }];
        }),
      ),
    );
  }
  return { byKind, byName };
}

function message(name: string, octets: Uint8Array): Record<string, unknown> {
  const fields = read?.byName.get(name);
  if (fields === undefined) throw new RangeError(`no message ${name}`);
  const object: Record<string, unknown> = {};
  for (const { number, value } of wireFields(octets)) {
    const field = fields.get(number);
    if (field === undefined) continue;
    add(object, field, value);
  }
  return object;
}

function add(object: Record<string, unknown>, { name, type }: Field, value: bigint | Uint8Array): void {
  const of = type.slice(1);
  switch (type[0]) {
    case '[': {
      const list = (object[name] ??= []) as unknown[];
      list.push(decoded(of, value));
      return;
    }
    case '{': {
      const entry = { key: '', value: undefined as unknown };
      for (const part of wireFields(octetsOf(value))) {
        if (part.number === 1) entry.key = text(part.value);
        if (part.number === 2) entry.value = decoded(of, part.value);
      }
      const map = (object[name] ??= {}) as Record<string, unknown>;
      map[entry.key] = entry.value ?? zeroOf(of);
      return;
    }
    case '*': {
      const pointed = decoded(of, value);
      if (name === '') Object.assign(object, pointed);
      else object[name] = pointed;
      return;
    }
    default: {
      const plain = decoded(type, value);
      if (name === '') Object.assign(object, plain);
      else if (!isZero(plain)) object[name] = plain;
    }
  }
}

function decoded(type: string, value: bigint | Uint8Array): unknown {
  switch (type) {
    case 's':
      return text(value);
    case 'b':
      return value !== 0n;
    case 'i':
      return Number(BigInt.asIntN(64, value as bigint));
    case 'f': {
      const octets = octetsOf(value);
      return new DataView(octets.buffer, octets.byteOffset).getFloat64(0, true);
    }
    case 'x':
      return Buffer.from(octetsOf(value)).toString('base64');
    case 'n':
      return [...wireFields(octetsOf(value))].map((part) => text(part.value));
    case 'time':
      return time(octetsOf(value), false);
    case 'microtime':
      return time(octetsOf(value), true);
    case 'quantity':
      return first(value, 1, text, '0');
    case 'duration':
      return duration(first(value, 1, (part) => BigInt.asIntN(64, part as bigint), 0n));
    case 'raw': {
      const json = first(value, 1, text, '');
      return json === '' ? undefined : (JSON.parse(json) as unknown);
    }
    case 'intorstring': {
      const isText = first(value, 1, (part) => part === 1n, false);
      return isText
        ? first(value, 3, text, '')
        : first(value, 2, (part) => Number(BigInt.asIntN(64, part as bigint)), 0);
    }
    default:
      return message(type.replace(/^\*/, ''), octetsOf(value));
  }
}

/** The last field of that number, as such fields win. */
function first<Value>(
  value: bigint | Uint8Array,
  number: number,
  read: (part: bigint | Uint8Array) => Value,
  otherwise: Value,
): Value {
  let found = otherwise;
  for (const part of wireFields(octetsOf(value))) if (part.number === number) found = read(part.value);
  return found;
}

function octetsOf(value: bigint | Uint8Array): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new RangeError('a message where a number stands');
}

function text(value: bigint | Uint8Array): string {
  return new TextDecoder().decode(octetsOf(value));
}

/** @returns undefined for Go's zero time, which is sent as an empty message */
function time(octets: Uint8Array, micro: boolean): string | undefined {
  let seconds: number | undefined;
  let nanoseconds = 0;
  for (const part of wireFields(octets)) {
    if (part.number === 1) seconds = Number(BigInt.asIntN(64, part.value as bigint));
    if (part.number === 2) nanoseconds = Number(part.value);
  }
  if (seconds === undefined || seconds < -62_135_596_800 + 1) return undefined;
  const whole = new Date(seconds * 1000).toISOString().slice(0, 19);
  return micro ? `${whole}.${String(Math.floor(nanoseconds / 1000)).padStart(6, '0')}Z` : `${whole}Z`;
}

/** As Go prints a duration. */
function duration(nanoseconds: bigint): string {
  const seconds = Number(nanoseconds) / 1e9;
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  return `${hours > 0 ? `${String(hours)}h` : ''}${minutes > 0 ? `${String(minutes % 60)}m` : ''}${String(seconds % 60)}s`;
}

function isZero(value: unknown): boolean {
  if (value === undefined || value === '' || value === 0 || value === false) return true;
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function zeroOf(type: string): unknown {
  return type === 's' || type === 'x' ? '' : type === 'b' ? false : type === 'i' ? 0 : {};
}
