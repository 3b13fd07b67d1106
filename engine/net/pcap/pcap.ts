/**
 * The classic capture file of libpcap (draft-ietf-opsawg-pcap): a header of 24 octets, then records of 16 octets and
 * the packet. `pcapHeader` and `pcapRecord` can be written one by one, as `tcpdump -w -` does; `pcapFile` makes a
 * whole.
 *
 * Written little-endian with microseconds; either byte order is read, and nanoseconds too (rounded down). Left out:
 * the newer pcapng.
 */
import { get16, get32 } from '../wire/network-order.ts';
import type { Parsed } from '../wire/result.ts';

/** Link types (tcpdump.org/linktypes.html): Ethernet; a packet without link header; Linux "cooked", both versions. */
export const linkType = { ethernet: 1, raw: 101, linuxSll: 113, linuxSll2: 276 } as const;
export type LinkType = (typeof linkType)[keyof typeof linkType];

export interface PcapRecord {
  /** Microseconds since 1970-01-01 UTC. */
  readonly time: number;
  readonly bytes: Uint8Array;
  /** The packet's length on the wire, when `bytes` is only its beginning. */
  readonly originalLength?: number;
}

export interface Pcap {
  /** One of `linkType` when we wrote it; any number when somebody else did. */
  readonly linkType: number;
  readonly snapLength: number;
  readonly records: readonly PcapRecord[];
}

const microseconds = 0xa1b2_c3d4;
const nanoseconds = 0xa1b2_3c4d;
const headerLength = 24;
const recordLength = 16;
/** tcpdump's own default. */
const defaultSnapLength = 262_144;

export function pcapHeader(link: LinkType, snapLength = defaultSnapLength): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(headerLength);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, microseconds, true);
  view.setUint16(4, 2, true);
  view.setUint16(6, 4, true);
  view.setUint32(16, snapLength, true);
  view.setUint32(20, link, true);
  return bytes;
}

/** One record; a packet longer than `snapLength` is cut to it. */
export function pcapRecord(record: PcapRecord, snapLength = defaultSnapLength): Uint8Array<ArrayBuffer> {
  const data = record.bytes.subarray(0, snapLength);
  const bytes = new Uint8Array(recordLength + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, Math.floor(record.time / 1_000_000), true);
  view.setUint32(4, record.time % 1_000_000, true);
  view.setUint32(8, data.length, true);
  view.setUint32(12, record.originalLength ?? record.bytes.length, true);
  bytes.set(data, recordLength);
  return bytes;
}

export function pcapFile(
  link: LinkType,
  records: readonly PcapRecord[],
  snapLength = defaultSnapLength,
): Uint8Array<ArrayBuffer> {
  const parts = [pcapHeader(link, snapLength), ...records.map((record) => pcapRecord(record, snapLength))];
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

export function parsePcap(bytes: Uint8Array): Parsed<Pcap> {
  if (bytes.length < headerLength) return { ok: false, error: 'not a capture file: shorter than its header' };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const big = get32(bytes, 0);
  const little = view.getUint32(0, true);
  const magic = big === microseconds || big === nanoseconds ? big : little;
  if (magic !== microseconds && magic !== nanoseconds)
    return { ok: false, error: `not a capture file: it starts with 0x${big.toString(16).padStart(8, '0')}` };
  const isLittle = magic !== big;
  const major = isLittle ? view.getUint16(4, true) : get16(bytes, 4);
  if (major !== 2) return { ok: false, error: `capture file version ${String(major)} is not 2` };
  const number = (at: number) => view.getUint32(at, isLittle);
  const perMicrosecond = magic === nanoseconds ? 1000 : 1;
  const records: PcapRecord[] = [];
  for (let at = headerLength; at < bytes.length;) {
    const start = at + recordLength;
    const length = start <= bytes.length ? number(at + 8) : 0;
    if (start + length > bytes.length)
      return { ok: false, error: `capture file ends in the middle of record ${String(records.length + 1)}` };
    const time = number(at) * 1_000_000 + Math.floor(number(at + 4) / perMicrosecond);
    const data = bytes.slice(start, start + length);
    const originalLength = number(at + 12);
    records.push(originalLength === length ? { time, bytes: data } : { time, bytes: data, originalLength });
    at = start + length;
  }
  // The upper bits of the link type field tell of a frame check sequence; nobody here writes one.
  return { ok: true, value: { linkType: number(20) & 0xffff, snapLength: number(16), records } };
}
