/**
 * A ping socket: SOCK_DGRAM of protocol ICMP, for echo without CAP_NET_RAW (net/ipv4/ping.c, icmp(7)). The kernel
 * chooses the echo's id, which is the socket's port, and hands it only the replies of that id.
 */
import type { Address, Family } from '../../../net/address/address.ts';
import type { IpPacket } from '../../../net/packet/ethernet.ts';
import type { IpFields } from '../../../net/packet/ip.ts';
import {
  type IcmpEcho,
  type IcmpError,
  type Icmpv6Echo,
  type Icmpv6Error,
  ipProtocol,
} from '../../../net/packet/transport.ts';
import type { Errno } from '../../errno.ts';
import type { NetworkNamespace } from '../../namespace/namespace.ts';
import { sendDatagram } from '../datagram.ts';
import type { PacketBuffer } from '../../skb/packet-buffer.ts';
import type { SocketHolder } from '../holder.ts';
import { RawSocket } from '../raw/raw-socket.ts';
import type { SocketTable } from '../table.ts';

export class PingSocket extends RawSocket {
  constructor(namespace: NetworkNamespace, holder: SocketHolder, family: Family = 4) {
    super(namespace, holder, family === 4 ? ipProtocol.icmp : ipProtocol.icmpv6, family);
    this.localPort = namespace.sockets.random.integer(1, 65_535);
  }

  /** May a process of this group have one (net.ipv4.ping_group_range)? */
  static isAllowed(namespace: NetworkNamespace, gid: number): boolean {
    const [low, high] = String(namespace.sysctl.get('net.ipv4.ping_group_range') ?? '1\t0')
      .split(/\s+/)
      .map(Number);
    return gid >= (low ?? 1) && gid <= (high ?? 0);
  }

  override sendTo(payload: IpFields['payload'], destination: Address): Errno | undefined {
    if (!isEcho(payload) || payload.type !== 'echoRequest' || destination.family !== this.family)
      return 'EINVAL';
    if (payload.data.length > 65_535 - 8) return 'EMSGSIZE';
    if (needsDevice(destination) && this.device === undefined) return 'EINVAL';
    const pending = this.takeError();
    if (pending !== undefined) return pending;
    const echo = { ...payload, id: this.localPort };
    return sendDatagram(this, {
      destination,
      payload: () => echo,
      length: 8 + payload.data.length,
      protocol: this.ipProtocol,
      offload: false,
      cause: undefined,
      what: 'sends % an ICMP echo request',
    });
  }

  /** ping_err: only about this socket's own requests. */
  override offerError(quoted: IpPacket, error: IcmpError | Icmpv6Error, skb: PacketBuffer): void {
    const { payload } = quoted;
    if (isEcho(payload) && payload.id === this.localPort) super.offerError(quoted, error, skb);
  }

  override offer(packet: IpPacket, number: number, device: RawSocket['device']): boolean {
    const { payload } = packet;
    if (!isEcho(payload) || payload.type !== 'echoReply' || payload.id !== this.localPort) return false;
    return super.offer(packet, number, device);
  }
}

/** __ipv6_addr_needs_scope_id */
function needsDevice({ family, isLinkLocal, isMulticast, words }: Address): boolean {
  return family === 6 && (isLinkLocal || (isMulticast && (((words[0] ?? 0) >>> 16) & 15) === 2));
}

function isEcho(payload: IpFields['payload']): payload is IcmpEcho | Icmpv6Echo {
  return (payload.kind === 'icmp' || payload.kind === 'icmpv6') && 'id' in payload;
}

/** socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP), or AF_INET6 and ICMPv6: EACCES outside net.ipv4.ping_group_range. */
export function openPing(
  { namespace }: SocketTable,
  holder: SocketHolder,
  family: Family = 4,
): PingSocket | Errno {
  if (!PingSocket.isAllowed(namespace, holder.credentials.uid)) return 'EACCES';
  return new PingSocket(namespace, holder, family);
}
