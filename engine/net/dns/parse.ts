/**
 * Octets as a DNS message (RFC 1035 section 4.1). Damaged octets give `undefined`, never an exception.
 */
import { Address } from '../address/address.ts';
import {
  recordType,
  type DnsMessage,
  type Edns,
  type Question,
  type RecordData,
  type ResourceRecord,
} from './message.ts';
import { decodeName } from './name.ts';

class Damaged extends Error {}

class Reader {
  readonly bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get8(): number {
    const octet = this.bytes[this.at++];
    if (octet === undefined) throw new Damaged();
    return octet;
  }

  get16(): number {
    return this.get8() * 256 + this.get8();
  }

  get32(): number {
    return this.get16() * 65_536 + this.get16();
  }

  take(length: number): Uint8Array {
    if (this.at + length > this.bytes.length) throw new Damaged();
    this.at += length;
    return this.bytes.slice(this.at - length, this.at);
  }

  name(): string {
    const found = decodeName(this.bytes, this.at);
    if (found === undefined) throw new Damaged();
    this.at = found.end;
    return found.name;
  }
}

export function parseDns(bytes: Uint8Array): DnsMessage | undefined {
  try {
    return read(new Reader(bytes));
  } catch (error) {
    if (error instanceof Damaged) return undefined;
    throw error;
  }
}

function read(reader: Reader): DnsMessage {
  const id = reader.get16();
  const flags = reader.get16();
  const counts = [reader.get16(), reader.get16(), reader.get16(), reader.get16()];
  const questions: Question[] = [];
  for (let index = 0; index < (counts[0] ?? 0); index++)
    questions.push({ name: reader.name(), type: reader.get16(), class: reader.get16() });
  let edns: Edns | undefined;
  const sections = [1, 2, 3].map((section) => {
    const records: ResourceRecord[] = [];
    for (let index = 0; index < (counts[section] ?? 0); index++) {
      const record = readRecord(reader);
      if ('edns' in record) edns = record.edns;
      else records.push(record);
    }
    return records;
  });
  return {
    id,
    response: (flags & 0x8000) !== 0,
    opcode: (flags >> 11) & 15,
    authoritative: (flags & 0x0400) !== 0,
    truncated: (flags & 0x0200) !== 0,
    recursionDesired: (flags & 0x0100) !== 0,
    recursionAvailable: (flags & 0x0080) !== 0,
    authenticData: (flags & 0x0020) !== 0,
    checkingDisabled: (flags & 0x0010) !== 0,
    code: flags & 15,
    questions,
    answers: sections[0] ?? [],
    authorities: sections[1] ?? [],
    additionals: sections[2] ?? [],
    edns,
  };
}

function readRecord(reader: Reader): ResourceRecord | { readonly edns: Edns } {
  const name = reader.name();
  const type = reader.get16();
  const recordClass = reader.get16();
  const ttl = reader.get32();
  const length = reader.get16();
  const end = reader.at + length;
  if (end > reader.bytes.length) throw new Damaged();
  if (type === recordType.OPT) {
    const options: { code: number; data: Uint8Array }[] = [];
    while (reader.at < end) {
      const code = reader.get16();
      options.push({ code, data: reader.take(reader.get16()) });
    }
    const dnssecOk = (ttl & 0x8000) !== 0;
    return {
      edns: {
        udpSize: recordClass,
        extendedCode: Math.floor(ttl / 0x100_0000),
        version: (ttl >> 16) & 255,
        dnssecOk,
        options,
      },
    };
  }
  const data = readData(reader, type, length, end);
  if (reader.at !== end) throw new Damaged();
  return { name, type, class: recordClass, ttl, data };
}

function readData(reader: Reader, type: number, length: number, end: number): RecordData {
  switch (type) {
    case recordType.A:
    case recordType.AAAA:
      if (length !== (type === recordType.A ? 4 : 16)) throw new Damaged();
      return { kind: 'address', address: Address.fromBytes(reader.take(length)) };
    case recordType.NS:
    case recordType.CNAME:
    case recordType.PTR:
      return { kind: 'name', name: reader.name() };
    case recordType.MX:
      return { kind: 'mail', preference: reader.get16(), exchange: reader.name() };
    case recordType.TXT: {
      const strings: string[] = [];
      while (reader.at < end) strings.push(String.fromCharCode(...reader.take(reader.get8())));
      return { kind: 'text', strings };
    }
    case recordType.SRV:
      return {
        kind: 'service',
        priority: reader.get16(),
        weight: reader.get16(),
        port: reader.get16(),
        target: reader.name(),
      };
    case recordType.SOA:
      return {
        kind: 'authority',
        primary: reader.name(),
        mailbox: reader.name(),
        serial: reader.get32(),
        refresh: reader.get32(),
        retry: reader.get32(),
        expire: reader.get32(),
        minimum: reader.get32(),
      };
    default:
      return { kind: 'octets', octets: reader.take(length) };
  }
}
