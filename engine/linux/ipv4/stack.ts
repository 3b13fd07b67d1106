/**
 * The verbs of a namespace's IPv4 layer, as other rooms call them. Each is a file of this folder, named in its comment;
 * `namespace.ipv4` puts them together, so that the files need not import each other.
 */
import type { Address } from '../../net/address/address.ts';
import type { Ipv4 } from '../../net/packet/ipv4.ts';
import type { NetDevice } from '../device/device.ts';
import type { Errno } from '../errno.ts';
import type { ConntrackLink } from '../netfilter/hook.ts';
import type { RouteExceptions } from '../route/exceptions.ts';
import type { InputQuery } from '../route/input-lookup.ts';
import type { RouteAnswer, RouteQuery, RouteResult } from '../route/result.ts';
import type { ErrorType } from './icmp-error.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';
import type { SocketOwner } from '../socket/owner.ts';

/** A packet of this host that is to be sent. */
export interface SendRequest {
  /** `source` is already chosen: see `routeOutput`. `id` may be left to `send` (`automaticId`). */
  readonly packet: Ipv4;
  /** From `routeOutput`; when absent `send` looks it up. */
  readonly route?: RouteResult | undefined;
  readonly mark?: number;
  readonly socket?: SocketOwner | undefined;
  /** The device the socket is bound to. */
  readonly output?: NetDevice | undefined;
  /** What it answers. */
  readonly cause?: number | undefined;
  /** The journey it continues; a new one when absent. */
  readonly id?: number | undefined;
  /** May be fragmented although DF is set: IP_PMTUDISC_WANT on datagram sockets. */
  readonly ignoreDontFragment?: boolean;
  /** Captures on this host see an unfinished checksum (TCP, UDP with offload). */
  readonly partialChecksum?: boolean;
  readonly innerPartialChecksum?: boolean;
  readonly innerDamage?: PacketBuffer['damage'];
  /** The connection it belongs to already: what is sent because of another packet (nf_ct_attach). */
  readonly conntrack?: ConntrackLink | undefined;
}

/** `undefined`: on its way. EPERM: a rule of the OUTPUT path dropped it. EMSGSIZE, ENETUNREACH, …: no way. */
export type SendResult = Errno | undefined;

export interface Ipv4Stack {
  /** ip_rcv: a packet came in by `skb.device`. (receive.ts) */
  receive(skb: PacketBuffer): void;
  /** After PREROUTING: route it, then deliver or forward (ip_rcv_finish; receive.ts). */
  receiveFinish(skb: PacketBuffer): void;
  /** ip_local_deliver: reassemble, INPUT, hand it to the transport. (deliver.ts) */
  deliver(skb: PacketBuffer): void;
  /** ip_forward. (forward.ts) */
  forward(skb: PacketBuffer): void;
  /** Send a packet of this host: OUTPUT, then `output`. (send.ts) */
  send(request: SendRequest): SendResult;
  /** ip_output: POSTROUTING, fragmentation, neighbour. (output.ts) */
  output(skb: PacketBuffer): SendResult;
  /** A next identification for packets to `destination` (ip_select_ident). */
  automaticId(destination: Address): number;

  /** Which way for a packet of this host (ip_route_output_key). (route/output-lookup.ts) */
  routeOutput(query: RouteQuery): RouteAnswer;
  /** Which way for a packet that came in by `skb.device` (ip_route_input). (route/input-lookup.ts) */
  routeInput(skb: PacketBuffer): RouteAnswer;
  /** The same for addresses that ARP has read. */
  routeFrom(query: InputQuery): RouteAnswer;
  /** After OUTPUT changed addresses or mark: route again (ip_route_me_harder). (reroute.ts) */
  reroute(skb: PacketBuffer): SendResult;

  /**
   * icmp_send: tell the sender of `skb` what went wrong, with the kernel's own source address choice and rate limits.
   * `rest`: the next-hop MTU for code 4, the gateway of a redirect. (icmp-error.ts)
   */
  sendError(skb: PacketBuffer, type: ErrorType, code: number, rest?: number): void;
  /** ip_rt_send_redirect: tell the sender the shorter way. (forward.ts) */
  sendRedirect(skb: PacketBuffer, route: RouteResult): void;
  /** icmp_rcv: an ICMP message for this host. (icmp-receive.ts) */
  receiveIcmp(skb: PacketBuffer): void;

  /** Collect a fragment (ip_defrag). @returns whether `skb` now holds a whole packet (reassembly.ts) */
  defragment(skb: PacketBuffer): boolean;
  readonly exceptions: RouteExceptions;

  /** Is it one of this host's addresses (inet_addr_type == RTN_LOCAL)? */
  isLocal(address: Address): boolean;
  /** `addrtype` of an address, by the local and main tables (inet_addr_type_dev_table). */
  addressType(
    address: Address,
    device?: NetDevice,
  ):
    | 'unspecified'
    | 'unicast'
    | 'local'
    | 'broadcast'
    | 'anycast'
    | 'multicast'
    | 'blackhole'
    | 'unreachable'
    | 'prohibit'
    | 'throw';
  /** The address of `device` for a peer: MASQUERADE's choice (inet_select_addr, scope universe). */
  selectSource(device: NetDevice, destination: Address): Address | undefined;
}
