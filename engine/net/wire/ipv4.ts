/**
 * The IPv4 header in octets (RFC 791 section 3.1), its checksum included. Options are raw, padded with zeros (End of
 * Option List) to a multiple of four. The reserved flag bit is written as 0 and not kept when read.
 */
import type { Address } from '../address/address.ts';
import { protocolOf } from '../flow/flow.ts';
import type { Ipv4 } from '../packet/ipv4.ts';
import { putChecksum } from './checksum.ts';
import { ipv4HeaderOctets } from './length.ts';
import { get16, get8, getAddress, put16, putAddress } from './network-order.ts';
import { demand, Malformed } from './result.ts';

/** @param total the length of the whole packet */
export function writeIpv4Header(bytes: Uint8Array, at: number, packet: Ipv4, total: number): void {
  const header = ipv4HeaderOctets(packet);
  bytes[at] = 0x40 | (header >> 2);
  bytes[at + 1] = packet.tos;
  put16(bytes, at + 2, total);
  put16(bytes, at + 4, packet.id);
  const flags = (packet.dontFragment ? 0x4000 : 0) | (packet.moreFragments ? 0x2000 : 0);
  put16(bytes, at + 6, flags | (packet.fragmentOffset >> 3));
  bytes[at + 8] = packet.ttl;
  bytes[at + 9] = protocolOf(packet.payload);
  putAddress(bytes, at + 12, packet.source);
  putAddress(bytes, at + 16, packet.destination);
  bytes.set(packet.options, at + 20);
  putChecksum(bytes, at, at + header, at + 10);
}

export interface Ipv4Header {
  readonly headerLength: number;
  readonly totalLength: number;
  readonly protocol: number;
  readonly source: Address;
  readonly destination: Address;
  /** Everything of the packet but the payload. */
  readonly fields: Omit<Ipv4, 'payload'>;
}

export function readIpv4Header(bytes: Uint8Array, at: number, end: number): Ipv4Header {
  demand('an IPv4 header', 20, at, end);
  const version = get8(bytes, at) >> 4;
  if (version !== 4) throw new Malformed(`IP version ${String(version)} where 4 was expected`);
  const headerLength = (get8(bytes, at) & 15) * 4;
  if (headerLength < 20) throw new Malformed(`IPv4 header length ${String(headerLength)} is less than 20`);
  demand('an IPv4 header with options', headerLength, at, end);
  const totalLength = get16(bytes, at + 2);
  if (totalLength < headerLength)
    throw new Malformed(
      `IPv4 total length ${String(totalLength)} is less than its header of ${String(headerLength)}`,
    );
  const flags = get16(bytes, at + 6);
  const source = getAddress(bytes, at + 12, 4);
  const destination = getAddress(bytes, at + 16, 4);
  const fields: Omit<Ipv4, 'payload'> = {
    kind: 'ipv4',
    source,
    destination,
    ttl: get8(bytes, at + 8),
    id: get16(bytes, at + 4),
    tos: get8(bytes, at + 1),
    dontFragment: (flags & 0x4000) !== 0,
    moreFragments: (flags & 0x2000) !== 0,
    fragmentOffset: (flags & 0x1fff) * 8,
    options: bytes.slice(at + 20, at + headerLength),
  };
  return { headerLength, totalLength, protocol: get8(bytes, at + 9), source, destination, fields };
}
