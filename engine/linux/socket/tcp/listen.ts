/**
 * A listening socket's side of the handshake: SYN → SYN-ACK → a connection in the accept queue (tcp_conn_request,
 * tcp_check_req). Left out: SYN cookies, TCP_DEFER_ACCEPT.
 */
import type { IpPacket } from '../../../net/packet/ethernet.ts';
import type { Tcp } from '../../../net/packet/transport.ts';
import type { PacketBuffer } from '../../skb/packet-buffer.ts';
import { learnFromSyn, sendSynAck, startTimestamps } from './handshake.ts';
import { initialSequence } from './secure-sequence.ts';
import { readOptions } from './options.ts';
import { resetConnection } from './reset.ts';
import { restartRetransmission } from './retransmit-timer.ts';
import { advance } from './sequence.ts';
import type { TcpSocket } from './tcp-socket.ts';

/** A SYN for a listening port. Dropped without a word when the accept queue is full, so that the peer tries again. */
export function receiveSyn(
  listener: TcpSocket,
  skb: PacketBuffer,
  packet: IpPacket,
  tcp: Tcp,
  firstSequence: number | undefined,
): void {
  const { sockets } = listener.namespace;
  if (listener.acceptQueue.length > listener.backlog) {
    countOverflow(listener);
    return;
  }
  const child = sockets.tcp(listener.holder, listener.family);
  child.listener = listener;
  child.v6only = listener.v6only;
  child.localAddress = packet.destination;
  child.localPort = tcp.destinationPort;
  child.remoteAddress = packet.source;
  child.remotePort = tcp.sourcePort;
  child.device = listener.device;
  child.ttl = listener.ttl;
  child.tos = listener.tos;
  child.mark = listener.mark;
  child.pathMtu = listener.pathMtu;
  child.reuseAddress = listener.reuseAddress;
  child.reusePort = listener.reusePort;
  child.keepAlive = listener.keepAlive;
  child.state = 'synReceived';
  child.sendUnacknowledged = firstSequence ?? initialSequence(listener.namespace, child);
  child.sendNext = advance(child.sendUnacknowledged, 1);
  child.lastPacket = skb.id;
  child.segmentsIn = 1;
  startTimestamps(child);
  learnFromSyn(child, tcp, readOptions(tcp));
  sockets.tcpPorts.add(child);
  sockets.connections.add(child);
  restartRetransmission(child);
  sendSynAck(child);
}

function countOverflow(listener: TcpSocket): void {
  listener.count('ListenOverflows');
  listener.count('ListenDrops');
}

/**
 * The handshake's last segment arrived. @returns false when the accept queue is full: it is as if it had been lost, or the
 * peer is told by a reset (tcp_abort_on_overflow)
 */
export function complete(child: TcpSocket): boolean {
  const { listener, namespace } = child;
  if (listener === undefined || listener.state !== 'listen') return false;
  if (listener.acceptQueue.length > listener.backlog) {
    countOverflow(listener);
    if (namespace.sysctl.number('net.ipv4.tcp_abort_on_overflow') > 0) {
      resetConnection(child);
      child.destroy();
    }
    return false;
  }
  namespace.snmp.tcp.PassiveOpens++;
  child.listener = undefined;
  child.predicts = true;
  listener.acceptQueue.push(child);
  listener.readable.wake();
  return true;
}
