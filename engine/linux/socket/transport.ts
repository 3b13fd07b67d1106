/**
 * The seam between the IP layer and the sockets above it.
 */
import type { IpPacket } from '../../net/packet/ethernet.ts';
import type { Icmp, IcmpError, Icmpv6, Icmpv6Error } from '../../net/packet/transport.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';

export interface Transport {
  /**
   * A packet for this host, after INPUT: TCP, UDP, and a copy of everything for raw sockets.
   * ICMP is answered by the IP layer; here it only reaches raw and ping sockets.
   * @returns false when nobody takes the protocol: the IP layer then answers protocol unreachable
   */
  deliver(skb: PacketBuffer): boolean;
  /** An ICMP error about a packet of this host: find its socket and tell it (tcp_v4_err, udp_err, ping_err); `skb` brought it. */
  deliverError(quoted: IpPacket, error: IcmpError | Icmpv6Error, skb: PacketBuffer): void;
  /** An echo reply, or any ICMP message, for ping and raw sockets. */
  deliverIcmp(skb: PacketBuffer, message: Icmp | Icmpv6): void;
}
