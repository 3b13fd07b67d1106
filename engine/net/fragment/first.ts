/**
 * What a first fragment tells although the rest is missing: the headers behind IP. Whoever is told of an error looks at the
 * octets that follow the quoted header, whole packet or not (icmp_socket_deliver, net/ipv4/icmp.c; icmpv6_notify).
 */
import type { IpPacket } from '../packet/ethernet.ts';
import { unmarked } from './fragment.ts';

/** The packet with as much of its transport as its first fragment holds; any other packet is itself. */
export function opened<P extends IpPacket>(packet: P): P {
  const { payload } = packet;
  if (payload.kind !== 'piece' || payload.at > 0) return packet;
  return { ...unmarked(packet), payload: shortened(payload.of.payload, payload.total - payload.octets) };
}

/** Without so many octets of data at the end. */
function shortened(payload: IpPacket['payload'], octets: number): IpPacket['payload'] {
  const kept = (data: Uint8Array) => data.subarray(0, Math.max(0, data.length - octets));
  if ('data' in payload) return { ...payload, data: kept(payload.data) };
  if (payload.kind !== 'udp' || payload.payload.kind !== 'data') return payload;
  return { ...payload, payload: { ...payload.payload, data: kept(payload.payload.data) } };
}
