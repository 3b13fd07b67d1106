/**
 * A TCP reset in the name of the receiver (nf_send_reset of net/ipv4/netfilter/nf_reject_ipv4.c,
 * nf_send_reset6 of nf_reject_ipv6.c).
 *
 * It belongs to the connection it resets, so translation is undone on its way. For a bridged packet it leaves by the
 * port the packet came in by, with the receiver's MAC as its source, past all hooks.
 */
import { ipPacket } from '../../../net/packet/ip.ts';
import { type Tcp, tcpFlags } from '../../../net/packet/transport.ts';
import type { NetworkNamespace } from '../../namespace/namespace.ts';
import { PacketBuffer } from '../../skb/packet-buffer.ts';
import { attachRelated } from '../conntrack/attach.ts';

const noData = new Uint8Array(0);

export function resetFor(tcp: Tcp): Tcp {
  const answersAck = tcp.flags.ack;
  const length = tcp.data.length + (tcp.flags.syn ? 1 : 0) + (tcp.flags.fin ? 1 : 0);
  return {
    kind: 'tcp',
    sourcePort: tcp.destinationPort,
    destinationPort: tcp.sourcePort,
    sequence: answersAck ? tcp.acknowledgement : 0,
    acknowledgement: answersAck ? 0 : (tcp.sequence + length) >>> 0,
    flags: tcpFlags({ rst: true, ack: !answersAck }),
    window: 0,
    urgent: 0,
    options: [],
    data: noData,
  };
}

export function sendReset(namespace: NetworkNamespace, skb: PacketBuffer): void {
  const { packet } = skb;
  if (packet.kind === 'arp' || packet.payload.kind !== 'tcp' || packet.payload.flags.rst) return;
  if (skb.route?.type === 'broadcast' || skb.route?.type === 'multicast') return;
  const { family } = packet.source;
  const reset = ipPacket({
    source: packet.destination,
    destination: packet.source,
    ttl: namespace.sysctl.number(family === 4 ? 'net.ipv4.ip_default_ttl' : 'net.ipv6.conf.all.hop_limit'),
    dontFragment: true,
    payload: resetFor(packet.payload),
  });
  const { bridge } = skb;
  if (bridge !== undefined) {
    const frame = new PacketBuffer(namespace.environment.nextPacket(), reset);
    frame.cause = skb.id;
    frame.source = skb.destination;
    frame.destination = skb.source;
    bridge.physicalIn.transmit(frame);
    return;
  }
  namespace.ip(family).send({ packet: reset, cause: skb.id, conntrack: attachRelated(skb.conntrack) });
}
