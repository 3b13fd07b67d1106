/**
 * Which UDP socket a datagram or an ICMP error belongs to (__udp4_lib_rcv, compute_score, __udp4_lib_err of
 * net/ipv4/udp.c and net/ipv6/udp.c).
 */
import type { Address } from '../../../net/address/address.ts';
import { endpointText } from '../../../net/flow/flow.ts';
import { hopLimitOf } from '../../../net/flow/rewrite.ts';
import type { IpPacket } from '../../../net/packet/ethernet.ts';
import type { IcmpError, Icmpv6Error, Udp } from '../../../net/packet/transport.ts';
import { udpHeader } from '../../../net/wire/length.ts';
import type { NetDevice } from '../../device/device.ts';
import type { NetworkNamespace } from '../../namespace/namespace.ts';
import type { PacketBuffer } from '../../skb/packet-buffer.ts';
import { unreachableCode } from '../../ipv6/stack.ts';
import { icmpMeaning, remoteError } from '../error-queue.ts';
import type { InetSocket } from '../inet-socket.ts';
import { octetsText, recordReceive } from '../journey.ts';
import { countersOf, UdpSocket } from './udp-socket.ts';

const nothing = new Uint8Array(0);

/** @returns -1 when the socket does not want it; the more it insists on, the higher */
function score(
  socket: InetSocket,
  to: Address,
  from: Address,
  fromPort: number,
  device: NetDevice | undefined,
): number {
  if (!socket.speaks(to.family)) return -1;
  let points = Number(socket.family === to.family);
  if (!socket.localAddress.isUnspecified) {
    if (socket.localAddress !== to) return -1;
    points += 4;
  }
  if (!socket.remoteAddress.isUnspecified) {
    if (socket.remoteAddress !== from) return -1;
    points += 4;
  }
  if (socket.remotePort !== 0) {
    if (socket.remotePort !== fromPort) return -1;
    points += 4;
  }
  if (socket.device !== undefined) {
    if (socket.device !== device) return -1;
    points += 4;
  }
  return points;
}

function find(
  holders: Iterable<InetSocket>,
  to: Address,
  from: Address,
  fromPort: number,
  device: NetDevice | undefined,
): UdpSocket | undefined {
  let best: UdpSocket | undefined;
  let most = -1;
  for (const socket of holders) {
    const points = score(socket, to, from, fromPort, device);
    if (points > most && socket instanceof UdpSocket) {
      best = socket;
      most = points;
    }
  }
  return best;
}

/** udp_rcv: hand a datagram to its socket, or answer port unreachable. */
export function receiveUdp(namespace: NetworkNamespace, skb: PacketBuffer, packet: IpPacket, udp: Udp): void {
  const { sockets, environment } = namespace;
  const device = skb.inputDevice ?? skb.device;
  const holders = sockets.udpPorts.holders(udp.destinationPort);
  const { payload } = udp;
  // A tunnel's socket is there, and has no use for it (vxlan_rcv).
  if (namespace.udpTunnels.has(udp.destinationPort)) return;
  const counts = countersOf(namespace, packet.source);
  const datagram = {
    data:
      payload.kind === 'data'
        ? payload.data
        : (environment.octetsOf?.(packet).subarray(udpHeader) ?? nothing),
    from: packet.source,
    port: udp.sourcePort,
    to: packet.destination,
    ttl: hopLimitOf(packet),
    tos: packet.kind === 'ipv4' ? packet.tos : packet.trafficClass,
    device,
    packet: skb.id,
  };
  const toMany =
    skb.type === 'broadcast' || skb.type === 'multicast' || packet.destination.isLimitedBroadcast;
  if (toMany) {
    let isWanted = false;
    for (const socket of holders)
      if (
        score(socket, packet.destination, packet.source, udp.sourcePort, device) >= 0 &&
        socket instanceof UdpSocket
      ) {
        socket.enqueue(datagram);
        isWanted = true;
      }
    if (!isWanted) counts.IgnoredMulti++;
    return;
  }
  const socket = find(holders, packet.destination, packet.source, udp.sourcePort, device);
  if (environment.journeys.recording) {
    const place = endpointText(packet.destination, udp.destinationPort);
    const sentence =
      socket === undefined
        ? `No UDP socket is bound to ${place}: the kernel answers port unreachable.`
        : `${socket.holder.name} gets ${octetsText(datagram.data.length)} on its UDP socket for ${place}.`;
    recordReceive(
      namespace,
      skb,
      holders.size > 0 ? holders : sockets.udpSockets,
      socket,
      udp.destinationPort,
      socket === undefined ? 'answer' : 'socket-receive',
      sentence,
    );
  }
  if (socket !== undefined) {
    socket.enqueue(datagram);
    return;
  }
  counts.NoPorts++;
  // nf_reset_ct: the answer is no longer of the datagram's connection, and is looked up as any packet is, in no zone.
  skb.conntrack = undefined;
  if (packet.kind === 'ipv4') namespace.ipv4.sendError(skb, 'destinationUnreachable', 3);
  else namespace.ipv6.sendError(skb, 'destinationUnreachable', unreachableCode.port);
}

/** udp_err: an ICMP error about a datagram of this host. */
export function receiveUdpError(
  namespace: NetworkNamespace,
  quoted: IpPacket,
  udp: Udp,
  error: IcmpError | Icmpv6Error,
  skb: PacketBuffer,
): void {
  const holders = namespace.sockets.udpPorts.holders(udp.sourcePort);
  const socket = find(holders, quoted.source, quoted.destination, udp.destinationPort, skb.inputDevice);
  if (socket === undefined) (quoted.kind === 'ipv4' ? namespace.snmp.icmp : namespace.snmp.icmp6).InErrors++;
  const meaning = icmpMeaning(error);
  if (socket === undefined || meaning === undefined) return;
  const isTooBig = meaning.errno === 'EMSGSIZE';
  // IPv6 tells who asked for errors even so (__udp6_lib_err), IPv4 does not (__udp4_lib_err).
  const isIgnored = isTooBig && socket.pathMtu === 'dont';
  if (isIgnored && (quoted.kind === 'ipv4' || !socket.receiveErrors)) return;
  if (socket.receiveErrors) socket.errors.push(remoteError(quoted, error, meaning.errno, skb));
  else if (socket.remotePort === 0 || !(meaning.fatal || isTooBig)) return;
  socket.reportError(meaning.errno);
}
