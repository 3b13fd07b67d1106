/**
 * The octets of a packet, for extensions that look at what the engine keeps as octets: ESP, AH, SCTP, and whole packets
 * for `string` and `u32`.
 */
import type { NetworkPacket } from '../../../../net/packet/ethernet.ts';
import { emit, emitPayload } from '../../../../net/wire/emit.ts';

const none = new Uint8Array(0);

/** What stands behind the IP header of a packet of this protocol; undefined: another protocol, or a later fragment. */
export function transportData(packet: NetworkPacket, protocol: number): Uint8Array | undefined {
  if (packet.kind === 'arp' || (packet.kind === 'ipv4' && packet.fragmentOffset > 0)) return undefined;
  const { payload } = packet;
  if (payload.kind === 'piece' && payload.protocol === protocol) return emitPayload(packet);
  return payload.kind === 'bytes' && payload.protocol === protocol ? payload.data : undefined;
}

/** The whole packet, from its IP header on. */
export function packetBytes(packet: NetworkPacket): Uint8Array {
  return packet.kind === 'arp' ? none : emit(packet);
}

/** 32 bits in network order; undefined beyond the end. */
export function word(bytes: Uint8Array, at: number): number | undefined {
  const [a, b, c, d] = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
  if (a === undefined || b === undefined || c === undefined || d === undefined) return undefined;
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}
