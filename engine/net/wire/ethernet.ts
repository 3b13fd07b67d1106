/**
 * The Ethernet II header in octets (IEEE 802.3 clause 3): destination, source, EtherType. Left out: VLAN tags, LLC.
 */
import type { Mac } from '../address/mac.ts';
import { etherType, type Ethernet } from '../packet/ethernet.ts';
import { ethernetHeader } from './length.ts';
import { get16, getMac, put16, putMac } from './network-order.ts';
import { demand } from './result.ts';

export function writeEthernetHeader(bytes: Uint8Array, at: number, frame: Ethernet): void {
  putMac(bytes, at, frame.destination);
  putMac(bytes, at + 6, frame.source);
  put16(bytes, at + 12, etherType[frame.payload.kind]);
}

export function readEthernetHeader(
  bytes: Uint8Array,
  at: number,
  end: number,
): { source: Mac; destination: Mac; type: number } {
  demand('an Ethernet header', ethernetHeader, at, end);
  return { destination: getMac(bytes, at), source: getMac(bytes, at + 6), type: get16(bytes, at + 12) };
}
