/**
 * What both Internet layers offer to the rest of a kernel: `namespace.ip(family)`. What only one of them has is in
 * ipv4/stack.ts and ipv6/stack.ts.
 */
import type { Address } from '../../net/address/address.ts';
import type { IpPacket } from '../../net/packet/ethernet.ts';
import type { NetDevice } from '../device/device.ts';
import type { SendRequest as Ipv4SendRequest, SendResult } from '../ipv4/stack.ts';
import type { RouteExceptions } from '../route/exceptions.ts';
import type { RouteAnswer, RouteQuery } from '../route/result.ts';
import type { RouteType } from '../route/route.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';

/** A packet of this host that is to be sent. */
export interface SendRequest extends Omit<Ipv4SendRequest, 'packet'> {
  readonly packet: IpPacket;
}

export interface IpStack {
  /** A packet came in by `skb.device` (ip_rcv, ipv6_rcv). */
  receive(skb: PacketBuffer): void;
  /** INPUT, then to its protocol (ip_local_deliver, ip6_input). */
  deliver(skb: PacketBuffer): void;
  forward(skb: PacketBuffer): void;
  /** Send a packet of this host: OUTPUT, then `output`. */
  send(request: SendRequest): SendResult;
  /** POSTROUTING, fragmentation, neighbour (ip_output, ip6_output). */
  output(skb: PacketBuffer): SendResult;
  /** Which way for a packet of this host. */
  routeOutput(query: RouteQuery): RouteAnswer;
  /** Which way for a packet that came in by `skb.device`. */
  routeInput(skb: PacketBuffer): RouteAnswer;
  /** After OUTPUT changed addresses or mark: route again (ip_route_me_harder, ip6_route_me_harder). */
  reroute(skb: PacketBuffer): SendResult;
  /** Collect a fragment. @returns whether `skb` now holds a whole packet */
  defragment(skb: PacketBuffer): boolean;
  /** Smaller MTUs of paths that ICMP taught. */
  readonly exceptions: RouteExceptions;
  isLocal(address: Address): boolean;
  addressType(address: Address, device?: NetDevice): RouteType | 'unspecified';
  /** The address of `device` for a peer: MASQUERADE's choice. */
  selectSource(device: NetDevice, destination: Address): Address | undefined;
}
