/**
 * The Linux "cooked" header, version 2 (LINKTYPE_LINUX_SLL2): what `tcpdump -i any` captures in place of Ethernet, so
 * that interfaces of different kinds fit one file. It says which interface, and whether the packet came or went.
 */
import type { Mac } from '../address/mac.ts';
import { etherType, type NetworkPacket } from '../packet/ethernet.ts';
import { emit } from '../wire/emit.ts';
import { get16, get32, get8, getMac, put16, put32, putMac } from '../wire/network-order.ts';

export interface LinuxSll2 {
  readonly interfaceIndex: number;
  /** ARPHRD number: 1 Ethernet, 768 IP in IP, 772 loopback. */
  readonly hardware: number;
  readonly direction: Sll2Direction;
  /** The sender's; undefined on a link without addresses. */
  readonly source: Mac | undefined;
}

/** In the order of their numbers: to us, to all, to a group, to somebody else, from us. */
const directions = ['host', 'broadcast', 'multicast', 'otherHost', 'outgoing'] as const;
export type Sll2Direction = (typeof directions)[number];

const headerLength = 20;

export function emitLinuxSll2(header: LinuxSll2, packet: NetworkPacket): Uint8Array<ArrayBuffer> {
  const payload = emit(packet);
  const bytes = new Uint8Array(headerLength + payload.length);
  put16(bytes, 0, etherType[packet.kind]);
  put32(bytes, 4, header.interfaceIndex);
  put16(bytes, 8, header.hardware);
  bytes[10] = directions.indexOf(header.direction);
  if (header.source !== undefined) {
    bytes[11] = 6;
    putMac(bytes, 12, header.source);
  }
  bytes.set(payload, headerLength);
  return bytes;
}

/** Version 1 (LINKTYPE_LINUX_SLL): the same without the interface. */
export function emitLinuxSll(header: LinuxSll2, packet: NetworkPacket): Uint8Array<ArrayBuffer> {
  const payload = emit(packet);
  const bytes = new Uint8Array(16 + payload.length);
  put16(bytes, 0, directions.indexOf(header.direction));
  put16(bytes, 2, header.hardware);
  if (header.source !== undefined) {
    put16(bytes, 4, 6);
    putMac(bytes, 6, header.source);
  }
  put16(bytes, 14, etherType[packet.kind]);
  bytes.set(payload, 16);
  return bytes;
}

/** The header and the EtherType of what follows at octet 20; undefined when it is none. */
export function parseLinuxSll2(bytes: Uint8Array): (LinuxSll2 & { readonly etherType: number }) | undefined {
  const direction = directions[get8(bytes, 10)];
  if (bytes.length < headerLength || direction === undefined) return undefined;
  return {
    etherType: get16(bytes, 0),
    interfaceIndex: get32(bytes, 4),
    hardware: get16(bytes, 8),
    direction,
    source: get8(bytes, 11) === 6 ? getMac(bytes, 12) : undefined,
  };
}
