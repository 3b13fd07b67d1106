/**
 * The IPv6 header in octets (RFC 8200 section 3). Extension headers are not walked: what follows one is opaque
 * octets under the number of the extension.
 */
import type { Address } from '../address/address.ts';
import { protocolOf } from '../flow/flow.ts';
import type { Ipv6 } from '../packet/ipv6.ts';
import { ipv6Header } from './length.ts';
import { get16, get24, get8, getAddress, put16, put32, putAddress } from './network-order.ts';
import { demand, Malformed } from './result.ts';

/** @param total the length of the whole packet */
export function writeIpv6Header(bytes: Uint8Array, at: number, packet: Ipv6, total: number): void {
  put32(bytes, at, 0x6000_0000 + packet.trafficClass * 0x10_0000 + packet.flowLabel);
  put16(bytes, at + 4, total - ipv6Header);
  bytes[at + 6] = protocolOf(packet.payload);
  bytes[at + 7] = packet.hopLimit;
  putAddress(bytes, at + 8, packet.source);
  putAddress(bytes, at + 24, packet.destination);
}

export interface Ipv6Header {
  readonly totalLength: number;
  readonly protocol: number;
  readonly source: Address;
  readonly destination: Address;
  /** Everything of the packet but the payload. */
  readonly fields: Omit<Ipv6, 'payload'>;
}

export function readIpv6Header(bytes: Uint8Array, at: number, end: number): Ipv6Header {
  demand('an IPv6 header', ipv6Header, at, end);
  const version = get8(bytes, at) >> 4;
  if (version !== 6) throw new Malformed(`IP version ${String(version)} where 6 was expected`);
  const source = getAddress(bytes, at + 8, 6);
  const destination = getAddress(bytes, at + 24, 6);
  const fields: Omit<Ipv6, 'payload'> = {
    kind: 'ipv6',
    source,
    destination,
    hopLimit: get8(bytes, at + 7),
    trafficClass: (get16(bytes, at) >> 4) & 255,
    flowLabel: get24(bytes, at + 1) & 0xf_ffff,
  };
  const totalLength = ipv6Header + get16(bytes, at + 4);
  return { totalLength, protocol: get8(bytes, at + 6), source, destination, fields };
}
