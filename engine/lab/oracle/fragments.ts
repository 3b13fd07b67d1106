/**
 * What the oracle sees of a packet in a tunnel when the tunnel's own packet was cut: the beginning of it, which lies in the
 * first fragment. Later fragments tell nothing, there as here.
 */
import { readCut } from '../../net/fragment/first.ts';
import type { Ipv4 } from '../../net/packet/ipv4.ts';
import { vxlanPorts } from '../../net/wire/vxlan.ts';

/** VXLAN's header and Ethernet's, which stand before the packet inside. */
const untilInner = 8 + 14;

/** The packet that the first fragment of a VXLAN datagram carries. */
export function carriedBy(packet: Ipv4): Ipv4 | undefined {
  const { payload } = packet;
  if (payload.kind !== 'udp' || payload.payload.kind !== 'data') return undefined;
  if (!vxlanPorts.has(payload.destinationPort)) return undefined;
  const inner = readCut(payload.payload.data.slice(untilInner), packet);
  return inner?.kind === 'ipv4' ? inner : undefined;
}
