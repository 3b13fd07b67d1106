/**
 * Resets: of segments that belong to no connection (tcp_v4_send_reset), and of a connection that is given up
 * (tcp_send_active_reset).
 */
import type { IpPacket } from '../../../net/packet/ethernet.ts';
import { ipPacket } from '../../../net/packet/ip.ts';
import { type Tcp, tcpFlags } from '../../../net/packet/transport.ts';
import type { NetworkNamespace } from '../../namespace/namespace.ts';
import type { PacketBuffer } from '../../skb/packet-buffer.ts';
import { recordSend } from '../journey.ts';
import { establishedOptions, sendSegment, windowField } from './output.ts';
import { advance } from './sequence.ts';
import type { TcpSocket } from './tcp-socket.ts';

const none = new Uint8Array(0);
const resetFlags = tcpFlags({ rst: true });
const resetAckFlags = tcpFlags({ rst: true, ack: true });

/** Answer a segment nobody expects. A reset is never answered. */
export function sendReset(namespace: NetworkNamespace, skb: PacketBuffer, packet: IpPacket, tcp: Tcp): void {
  if (tcp.flags.rst) return;
  if (skb.type !== 'host' && skb.type !== 'outgoing') return;
  const { environment } = namespace;
  const answer: Tcp = {
    kind: 'tcp',
    sourcePort: tcp.destinationPort,
    destinationPort: tcp.sourcePort,
    sequence: tcp.flags.ack ? tcp.acknowledgement : 0,
    acknowledgement: tcp.flags.ack
      ? 0
      : advance(tcp.sequence, tcp.data.length + (tcp.flags.syn ? 1 : 0) + (tcp.flags.fin ? 1 : 0)),
    flags: tcp.flags.ack ? resetFlags : resetAckFlags,
    window: 0,
    urgent: 0,
    options: [],
    data: none,
  };
  const reply = ipPacket({
    source: packet.destination,
    destination: packet.source,
    ttl: namespace.sysctl.number('net.ipv4.ip_default_ttl'),
    dontFragment: true,
    payload: answer,
  });
  let id: number | undefined;
  if (environment.journeys.recording) {
    id = environment.nextPacket();
    recordSend(
      namespace,
      reply,
      id,
      skb.id,
      'The kernel answers with a reset: no connection takes this segment.',
    );
  }
  namespace.snmp.tcp.OutSegs++;
  namespace.snmp.tcp.OutRsts++;
  namespace.ip(reply.destination.family).send({ packet: reply, cause: skb.id, id });
}

/** Give up a connection and tell the peer. */
export function resetConnection(socket: TcpSocket): void {
  socket.namespace.snmp.tcp.OutRsts++;
  sendSegment(socket, {
    flags: resetAckFlags,
    sequence: socket.sendNext,
    data: none,
    window: windowField(socket),
    options: establishedOptions(socket),
    identification: socket.nextIdentification(),
    what: 'breaks off the connection with % (RST)',
  });
}
