/**
 * ARP for IPv4 over Ethernet in octets (RFC 826): hardware type 1, protocol type 0x0800, lengths 6 and 4. Other
 * hardware, and operations other than request and reply, are refused.
 */
import type { Arp } from '../packet/arp.ts';
import { arpLength } from './length.ts';
import { get16, get8, getAddress, getMac, put16, putAddress, putMac } from './network-order.ts';
import { demand, Malformed } from './result.ts';

export function writeArp(bytes: Uint8Array, at: number, arp: Arp): void {
  put16(bytes, at, 1);
  put16(bytes, at + 2, 0x0800);
  bytes[at + 4] = 6;
  bytes[at + 5] = 4;
  put16(bytes, at + 6, arp.operation === 'request' ? 1 : 2);
  putMac(bytes, at + 8, arp.senderMac);
  putAddress(bytes, at + 14, arp.senderAddress);
  putMac(bytes, at + 18, arp.targetMac);
  putAddress(bytes, at + 24, arp.targetAddress);
}

export function readArp(bytes: Uint8Array, at: number, end: number): Arp {
  demand('an ARP packet', arpLength, at, end);
  const ethernet = get16(bytes, at) === 1 && get8(bytes, at + 4) === 6;
  const ip = get16(bytes, at + 2) === 0x0800 && get8(bytes, at + 5) === 4;
  if (!ethernet || !ip) throw new Malformed('ARP is not for IPv4 over Ethernet');
  const operation = get16(bytes, at + 6);
  if (operation !== 1 && operation !== 2)
    throw new Malformed(`ARP operation ${String(operation)} is neither request (1) nor reply (2)`);
  return {
    kind: 'arp',
    operation: operation === 1 ? 'request' : 'reply',
    senderMac: getMac(bytes, at + 8),
    senderAddress: getAddress(bytes, at + 14, 4),
    targetMac: getMac(bytes, at + 18),
    targetAddress: getAddress(bytes, at + 24, 4),
  };
}
