/**
 * What a first fragment tells although the rest is missing: the headers behind IP. Whoever is told of an error looks at the
 * octets that follow the quoted header, whole packet or not (icmp_socket_deliver, net/ipv4/icmp.c; icmpv6_notify).
 *
 * An error quotes the beginning of a packet in the same way, so the fragment is read as if one quoted it.
 */
import type { IpPacket } from '../packet/ethernet.ts';
import { emit } from '../wire/emit.ts';
import { put16 } from '../wire/network-order.ts';
import { parsePayload } from '../wire/parse.ts';
import { isFragment, placeOf } from './fragment.ts';

/** "Destination unreachable" of each family, and where an IP header keeps its length. */
const quoting = {
  ipv4: { protocol: 1, header: [3, 3, 0, 0, 0, 0, 0, 0], length: 2 },
  ipv6: { protocol: 58, header: [1, 4, 0, 0, 0, 0, 0, 0], length: 4 },
} as const;

/** The packet with as much of its transport as its first fragment holds; any other packet is itself. */
export function opened<P extends IpPacket>(packet: P): P {
  if (!isFragment(packet) || placeOf(packet).offset > 0 || packet.payload.kind !== 'bytes') return packet;
  return (readCut(emit(unmarked(packet)), packet) as P | undefined) ?? packet;
}

/** As if it were no fragment. */
function unmarked(packet: IpPacket): IpPacket {
  if (packet.kind === 'ipv4') return { ...packet, moreFragments: false };
  const { fragment: _, ...rest } = packet;
  return rest;
}

/** A packet of which only the beginning is there; undefined when even its headers are not. `octets` is changed. */
export function readCut(
  octets: Uint8Array,
  { kind, source, destination }: Pick<IpPacket, 'kind' | 'source' | 'destination'>,
): IpPacket | undefined {
  const { protocol, header, length } = quoting[kind];
  // Longer than what is there: the reader takes it for cut.
  put16(octets, length, 0xffff);
  const parsed = parsePayload(Uint8Array.from([...header, ...octets]), { protocol, source, destination });
  if (!parsed.ok || !('quoted' in parsed.value)) return undefined;
  const { quoted } = parsed.value;
  return quoted.kind === kind ? quoted : undefined;
}
