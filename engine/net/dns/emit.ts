/**
 * A DNS message as octets (RFC 1035 section 4.1). Names are written out in full unless compression is asked for
 * (section 4.1.4): servers differ in whether they compress.
 */
import { encodeName } from './name.ts';
import { recordType, type DnsMessage, type Edns, type RecordData, type ResourceRecord } from './message.ts';

class Writer {
  readonly octets: number[] = [];
  readonly #known: Map<string, number> | undefined;

  constructor(compress: boolean) {
    this.#known = compress ? new Map() : undefined;
  }

  put16(value: number): void {
    this.octets.push((value >>> 8) & 255, value & 255);
  }

  put32(value: number): void {
    this.put16(value >>> 16);
    this.put16(value);
  }

  putBytes(bytes: Iterable<number>): void {
    for (const octet of bytes) this.octets.push(octet);
  }

  /** @param shrink whether this name may be a pointer */
  putName(name: string, shrink: boolean): void {
    const known = this.#known;
    if (known === undefined || !shrink) {
      this.putBytes(encodeName(name) ?? Uint8Array.of(0));
      return;
    }
    let rest = name;
    while (rest !== '.' && rest !== '') {
      const key = rest.toLowerCase();
      const at = known.get(key);
      if (at !== undefined) {
        this.put16(0xc000 | at);
        return;
      }
      if (this.octets.length < 0x4000) known.set(key, this.octets.length);
      const dot = rest.indexOf('.');
      const label = dot < 0 ? rest : rest.slice(0, dot);
      this.octets.push(label.length);
      for (let index = 0; index < label.length; index++) this.octets.push(label.charCodeAt(index) & 255);
      rest = dot < 0 ? '' : rest.slice(dot + 1);
    }
    this.octets.push(0);
  }

  /** Sixteen bits for a length that is known after `body`. */
  counted(body: () => void): void {
    const at = this.octets.length;
    this.put16(0);
    body();
    const length = this.octets.length - at - 2;
    this.octets[at] = length >>> 8;
    this.octets[at + 1] = length & 255;
  }
}

export function emitDns(message: DnsMessage, compress = false): Uint8Array {
  const writer = new Writer(compress);
  writer.put16(message.id);
  writer.put16(
    (message.response ? 0x8000 : 0) |
      (message.opcode << 11) |
      (message.authoritative ? 0x0400 : 0) |
      (message.truncated ? 0x0200 : 0) |
      (message.recursionDesired ? 0x0100 : 0) |
      (message.recursionAvailable ? 0x0080 : 0) |
      (message.authenticData ? 0x0020 : 0) |
      (message.checkingDisabled ? 0x0010 : 0) |
      (message.code & 15),
  );
  writer.put16(message.questions.length);
  writer.put16(message.answers.length);
  writer.put16(message.authorities.length);
  writer.put16(message.additionals.length + (message.edns === undefined ? 0 : 1));
  for (const question of message.questions) {
    writer.putName(question.name, true);
    writer.put16(question.type);
    writer.put16(question.class);
  }
  for (const section of [message.answers, message.authorities, message.additionals])
    for (const record of section) putRecord(writer, record);
  if (message.edns !== undefined) putEdns(writer, message.edns);
  return Uint8Array.from(writer.octets);
}

function putRecord(writer: Writer, record: ResourceRecord): void {
  writer.putName(record.name, true);
  writer.put16(record.type);
  writer.put16(record.class);
  writer.put32(record.ttl);
  writer.counted(() => {
    putData(writer, record.data);
  });
}

function putData(writer: Writer, data: RecordData): void {
  switch (data.kind) {
    case 'address':
      writer.putBytes(data.address.toBytes());
      break;
    case 'name':
      writer.putName(data.name, true);
      break;
    case 'mail':
      writer.put16(data.preference);
      writer.putName(data.exchange, true);
      break;
    case 'text':
      for (const text of data.strings) {
        writer.octets.push(text.length & 255);
        for (let at = 0; at < text.length; at++) writer.octets.push(text.charCodeAt(at) & 255);
      }
      break;
    case 'service':
      writer.put16(data.priority);
      writer.put16(data.weight);
      writer.put16(data.port);
      // RFC 2782: the target is never compressed.
      writer.putName(data.target, false);
      break;
    case 'authority':
      writer.putName(data.primary, true);
      writer.putName(data.mailbox, true);
      for (const value of [data.serial, data.refresh, data.retry, data.expire, data.minimum])
        writer.put32(value);
      break;
    case 'octets':
      writer.putBytes(data.octets);
  }
}

function putEdns(writer: Writer, edns: Edns): void {
  writer.octets.push(0);
  writer.put16(recordType.OPT);
  writer.put16(edns.udpSize);
  writer.octets.push(edns.extendedCode & 255, edns.version & 255);
  writer.put16(edns.dnssecOk ? 0x8000 : 0);
  writer.counted(() => {
    for (const option of edns.options) {
      writer.put16(option.code);
      writer.put16(option.data.length);
      writer.putBytes(option.data);
    }
  });
}
