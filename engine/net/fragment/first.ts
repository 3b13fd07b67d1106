/**
 * What a first fragment tells although the rest is missing: the headers behind IP. Whoever is told of an error looks at the
 * octets that follow the quoted header, whole packet or not (icmp_socket_deliver, net/ipv4/icmp.c; icmpv6_notify).
 */
import type { IpPacket } from '../packet/ethernet.ts';
import { cutOf, unmarked } from './cut.ts';
import { isFragment, placeOf } from './fragment.ts';

/** The packet with as much of its transport as its first fragment holds; any other packet is itself. */
export function opened<P extends IpPacket>(packet: P): P {
  const { payload } = packet;
  if (!isFragment(packet) || placeOf(packet).offset > 0 || payload.kind !== 'bytes') return packet;
  const cut = cutOf(payload);
  if (cut === undefined) return packet;
  return { ...unmarked(packet), payload: shortened(cut.whole, cut.length - payload.data.length) };
}

/** Without so many octets of data at the end. */
function shortened(payload: IpPacket['payload'], octets: number): IpPacket['payload'] {
  const kept = (data: Uint8Array) => data.subarray(0, Math.max(0, data.length - octets));
  if ('data' in payload) return { ...payload, data: kept(payload.data) };
  if (payload.kind !== 'udp' || payload.payload.kind !== 'data') return payload;
  return { ...payload, payload: { ...payload.payload, data: kept(payload.payload.data) } };
}
