/**
 * The verbs of a namespace's IPv6 layer that IPv4 has not, or not so; `namespace.ipv6` puts them together on first use.
 */
import type { IpStack } from '../ip/stack.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';
import type { NeighbourDiscovery } from './discovery.ts';

/** RFC 4443 section 3. */
export type Icmpv6ErrorType = 'destinationUnreachable' | 'packetTooBig' | 'timeExceeded' | 'parameterProblem';

/** Codes of destination unreachable. */
export const unreachableCode = {
  noRoute: 0,
  prohibited: 1,
  beyondScope: 2,
  address: 3,
  port: 4,
} as const;

export interface Ipv6Stack extends IpStack {
  /**
   * icmpv6_send: tell the sender of `skb` what went wrong. `rest`: the MTU of a packet too big, the pointer of a
   * parameter problem. (icmp-error.ts)
   */
  sendError(skb: PacketBuffer, type: Icmpv6ErrorType, code: number, rest?: number): void;
  /** icmpv6_rcv: a message for this host. (icmp-receive.ts) */
  receiveIcmp(skb: PacketBuffer): void;
  /** Who is at which link-layer address (discovery.ts). */
  readonly discovery: NeighbourDiscovery;
}
