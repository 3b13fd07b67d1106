/**
 * The UDP header in octets (RFC 768). What the datagram carries and the checksum are the caller's.
 */
import type { Udp } from '../packet/transport.ts';
import { udpHeader } from './length.ts';
import { get16, put16 } from './network-order.ts';
import { demand, Malformed } from './result.ts';

/** Where the checksum stands in the datagram. */
export const udpChecksumAt = 6;

/** @param length of header and data */
export function writeUdpHeader(bytes: Uint8Array, at: number, udp: Udp, length: number): void {
  put16(bytes, at, udp.sourcePort);
  put16(bytes, at + 2, udp.destinationPort);
  put16(bytes, at + 4, length);
}

export interface UdpHeader {
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** Of header and data. */
  readonly length: number;
}

export function readUdpHeader(bytes: Uint8Array, at: number, end: number): UdpHeader {
  demand('a UDP header', udpHeader, at, end);
  const length = get16(bytes, at + 4);
  if (length < udpHeader) throw new Malformed(`UDP length ${String(length)} is less than its header of 8`);
  return { sourcePort: get16(bytes, at), destinationPort: get16(bytes, at + 2), length };
}
