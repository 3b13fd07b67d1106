/**
 * Which connection or listening socket a segment or an ICMP error belongs to (tcp_v4_rcv, tcp_v4_err of
 * net/ipv4/tcp_ipv4.c).
 */
import { endpointText } from '../../../net/flow/flow.ts';
import type { Address } from '../../../net/address/address.ts';
import type { IpPacket } from '../../../net/packet/ethernet.ts';
import type { IcmpError, Icmpv6Error, Tcp } from '../../../net/packet/transport.ts';
import { noteDrop } from '../../ipv4/note-drop.ts';
import type { NetworkNamespace } from '../../namespace/namespace.ts';
import type { PacketBuffer } from '../../skb/packet-buffer.ts';
import { icmpMeaning } from '../error-queue.ts';
import { octetsText, recordReceive } from '../journey.ts';
import { receiveSegment } from './input.ts';
import { receiveSyn } from './listen.ts';
import { lowerMss } from './lower-mss.ts';
import { sendReset } from './reset.ts';
import { before } from './sequence.ts';
import { TcpSocket } from './tcp-socket.ts';
import { firstSequenceAfter, receiveInTimeWait } from './time-wait.ts';

export function receiveTcp(namespace: NetworkNamespace, skb: PacketBuffer, packet: IpPacket, tcp: Tcp): void {
  const { sockets } = namespace;
  if (skb.type !== 'host' && skb.type !== 'outgoing') return;
  namespace.snmp.tcp.InSegs++;
  let firstSequence: number | undefined;
  const found = sockets.connections.find(
    packet.destination,
    tcp.destinationPort,
    packet.source,
    tcp.sourcePort,
  );
  if (found instanceof TcpSocket) {
    if (namespace.environment.journeys.recording) told(namespace, skb, packet, tcp, found);
    if (receiveSegment(found, skb, tcp) === 'reset') sendReset(namespace, skb, packet, tcp);
    return;
  }
  if (found !== undefined) {
    const outcome = receiveInTimeWait(namespace, found, skb, tcp);
    if (outcome === 'done') return;
    firstSequence = firstSequenceAfter(found);
    sockets.timeWait.delete(found);
    if (outcome === 'gone') return;
  }
  if (skb.route !== undefined && skb.route.type !== 'local') {
    if (namespace.environment.journeys.recording)
      noteDrop(namespace, skb, 'TCP answers nothing that was sent to everybody: dropped.');
    return;
  }
  const spread = packet.source.bits ^ tcp.sourcePort;
  const device = skb.inputDevice ?? skb.device;
  const listener = sockets.listeners.find(packet.destination, tcp.destinationPort, device, spread >>> 0);
  const opens = tcp.flags.syn && !tcp.flags.ack && !tcp.flags.rst;
  if (namespace.environment.journeys.recording)
    told(namespace, skb, packet, tcp, opens ? listener : undefined);
  if (listener === undefined || tcp.flags.ack) sendReset(namespace, skb, packet, tcp);
  else if (opens) receiveSyn(listener, skb, packet, tcp, firstSequence);
}

function told(
  namespace: NetworkNamespace,
  skb: PacketBuffer,
  packet: IpPacket,
  tcp: Tcp,
  socket: TcpSocket | undefined,
): void {
  const place = endpointText(packet.destination, tcp.destinationPort);
  const { listeners } = namespace.sockets;
  const here = listeners.on(tcp.destinationPort);
  const looked = socket?.isListening === false ? [socket] : here.length > 0 ? here : listeners.all();
  const what =
    tcp.data.length > 0
      ? octetsText(tcp.data.length)
      : tcp.flags.syn
        ? tcp.flags.ack
          ? 'the acceptance of its request (SYN, ACK)'
          : 'a request for a connection (SYN)'
        : tcp.flags.fin
          ? 'the end of what its peer sends (FIN)'
          : tcp.flags.rst
            ? 'a reset'
            : 'an acknowledgement';
  const sentence =
    socket === undefined
      ? `No socket on this host takes a segment for ${place}: the kernel answers with a reset.`
      : `${socket.holder.name} gets ${what} on its ${socket.isListening ? 'listening socket' : 'connection'} ${place}.`;
  const decision = socket === undefined ? 'answer' : 'socket-receive';
  recordReceive(namespace, skb, looked, socket, tcp.destinationPort, decision, sentence);
}

/** tcp_v4_err: while connecting every unreachable is fatal; later it is kept for the timeout's message. */
export function receiveTcpError(
  namespace: NetworkNamespace,
  quoted: IpPacket,
  tcp: Tcp,
  error: IcmpError | Icmpv6Error,
  _from: Address,
): void {
  const socket = namespace.sockets.connections.find(
    quoted.source,
    tcp.sourcePort,
    quoted.destination,
    tcp.destinationPort,
  );
  const { snmp } = namespace;
  if (socket === undefined) (quoted.kind === 'ipv4' ? snmp.icmp : snmp.icmp6).InErrors++;
  if (!(socket instanceof TcpSocket)) return;
  if (before(tcp.sequence, socket.sendUnacknowledged) || before(socket.sendNext, tcp.sequence)) {
    snmp.tcpExtended.OutOfWindowIcmps++;
    return;
  }
  const meaning = icmpMeaning(error);
  if (meaning === undefined) return;
  if (meaning.errno === 'EMSGSIZE') {
    lowerMss(socket, error.rest);
    return;
  }
  if (socket.state === 'synSent') socket.fail(meaning.errno);
  else if (socket.state === 'synReceived') socket.destroy();
  else if (socket.receiveErrors) socket.reportError(meaning.errno);
  else socket.softError = meaning.errno;
}
