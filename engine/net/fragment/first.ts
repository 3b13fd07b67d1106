/**
 * What a first fragment tells although the rest is missing: the headers behind IP. Whoever is told of an error looks at the
 * eight octets that follow the quoted header, whole packet or not (icmp_socket_deliver, net/ipv4/icmp.c).
 *
 * An error quotes the beginning of a packet in the same way, so the fragment is read as if one quoted it.
 */
import type { Ipv4 } from '../packet/ipv4.ts';
import { emit } from '../wire/emit.ts';
import { put16 } from '../wire/network-order.ts';
import { parsePayload } from '../wire/parse.ts';

const errorHeader = Uint8Array.of(3, 3, 0, 0, 0, 0, 0, 0);

/** The packet with as much of its transport as its first fragment holds; any other packet is itself. */
export function opened(packet: Ipv4): Ipv4 {
  if (!packet.moreFragments || packet.fragmentOffset > 0 || packet.payload.kind !== 'bytes') return packet;
  return readCut(emit({ ...packet, moreFragments: false }), packet) ?? packet;
}

/** An IPv4 packet of which only the beginning is there; undefined when even its headers are not. `octets` is changed. */
export function readCut(
  octets: Uint8Array,
  { source, destination }: Pick<Ipv4, 'source' | 'destination'>,
): Ipv4 | undefined {
  // Longer than what is there: the reader takes it for cut.
  put16(octets, 2, 0xffff);
  const error = new Uint8Array(errorHeader.length + octets.length);
  error.set(errorHeader);
  error.set(octets, errorHeader.length);
  const parsed = parsePayload(error, { protocol: 1, source, destination });
  if (!parsed.ok || parsed.value.kind !== 'icmp' || !('quoted' in parsed.value)) return undefined;
  const { quoted } = parsed.value;
  return quoted.kind === 'ipv4' ? quoted : undefined;
}
