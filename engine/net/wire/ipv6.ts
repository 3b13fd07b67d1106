/**
 * The IPv6 header in octets (RFC 8200 section 3) with the extension headers a packet value knows: hop-by-hop options
 * and the fragment header, in this order. Other extension headers are not walked: what follows one is opaque octets
 * under its number.
 */
import type { Address } from '../address/address.ts';
import { protocolOf } from '../flow/flow.ts';
import type { Ipv6 } from '../packet/ipv6.ts';
import { ipProtocol } from '../packet/transport.ts';
import { ipv6FragmentHeader, ipv6Header } from './length.ts';
import { get16, get24, get32, get8, getAddress, put16, put32, putAddress } from './network-order.ts';
import { demand, Malformed } from './result.ts';

/** @param total the length of the whole packet */
export function writeIpv6Header(bytes: Uint8Array, at: number, packet: Ipv6, total: number): void {
  const { hopByHop, fragment } = packet;
  const upper = protocolOf(packet.payload);
  const behind = fragment === undefined ? upper : ipProtocol.fragment;
  put32(bytes, at, 0x6000_0000 + packet.trafficClass * 0x10_0000 + packet.flowLabel);
  put16(bytes, at + 4, total - ipv6Header);
  bytes[at + 6] = hopByHop === undefined ? behind : ipProtocol.hopByHop;
  bytes[at + 7] = packet.hopLimit;
  putAddress(bytes, at + 8, packet.source);
  putAddress(bytes, at + 24, packet.destination);
  let next = at + ipv6Header;
  if (hopByHop !== undefined) {
    bytes[next] = behind;
    bytes[next + 1] = (hopByHop.length + 2) / 8 - 1;
    bytes.set(hopByHop, next + 2);
    next += 2 + hopByHop.length;
  }
  if (fragment === undefined) return;
  bytes[next] = upper;
  put16(bytes, next + 2, fragment.offset | (fragment.more ? 1 : 0));
  put32(bytes, next + 4, fragment.id);
}

export interface Ipv6Header {
  readonly totalLength: number;
  /** With the extension headers. */
  readonly headerLength: number;
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
  const totalLength = ipv6Header + get16(bytes, at + 4);
  const stop = Math.min(end, at + totalLength);
  let protocol = get8(bytes, at + 6);
  let next = at + ipv6Header;
  let hopByHop: Uint8Array | undefined;
  let fragment: Ipv6['fragment'];
  if (protocol === ipProtocol.hopByHop && next + 8 <= stop) {
    const length = 8 + 8 * get8(bytes, next + 1);
    if (next + length <= stop) {
      hopByHop = bytes.slice(next + 2, next + length);
      protocol = get8(bytes, next);
      next += length;
    }
  }
  if (protocol === ipProtocol.fragment && next + ipv6FragmentHeader <= stop) {
    const units = get16(bytes, next + 2);
    fragment = { id: get32(bytes, next + 4), offset: units & 0xfff8, more: (units & 1) === 1 };
    protocol = get8(bytes, next);
    next += ipv6FragmentHeader;
  }
  const fields: Omit<Ipv6, 'payload'> = {
    kind: 'ipv6',
    source,
    destination,
    hopLimit: get8(bytes, at + 7),
    trafficClass: (get16(bytes, at) >> 4) & 255,
    flowLabel: get24(bytes, at + 1) & 0xf_ffff,
    ...(hopByHop === undefined ? {} : { hopByHop }),
    ...(fragment === undefined ? {} : { fragment }),
  };
  return { totalLength, headerLength: next - at, protocol, source, destination, fields };
}
