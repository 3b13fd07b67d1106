/**
 * ICMP errors belong to the connection of the packet they quote (nf_conntrack_inet_error of
 * net/netfilter/nf_conntrack_proto_icmp.c).
 */
import { flowOf, type FlowTuple, invert, isInvertible } from '../../../net/flow/flow.ts';
import { quotedOf } from '../../../net/flow/rewrite.ts';
import { opened } from '../../../net/fragment/first.ts';
import type { IpPacket } from '../../../net/packet/ethernet.ts';
import type { TrackedLink } from '../hook.ts';
import type { DirectedTuple } from './connection.ts';

interface Connections {
  find(flow: FlowTuple, zone: number): DirectedTuple | undefined;
}

/**
 * @returns `none` when the packet is no ICMP error; `invalid` when it is about nothing known here, or is not
 * addressed to the end whose packet it quotes
 */
export function relatedLink(
  packet: IpPacket,
  table: Connections,
  zone: number,
): TrackedLink | 'none' | 'invalid' {
  const quoted = quotedOf(packet);
  if (quoted === undefined) return 'none';
  const flow = flowOf(opened(quoted));
  if (!isInvertible(flow)) return 'invalid';
  const found = table.find(invert(flow), zone);
  if (found === undefined || found.destination !== packet.destination) return 'invalid';
  const { connection: entry, direction } = found;
  return direction === 'original'
    ? { entry, direction, state: 'related' }
    : { entry, direction, state: 'relatedReply' };
}
