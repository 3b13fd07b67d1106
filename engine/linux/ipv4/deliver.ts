/**
 * A packet for this host: put it together, INPUT, hand it to its protocol (ip_local_deliver, net/ipv4/ip_input.c).
 */
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';
import { noteDrop } from './note-drop.ts';

export function createDeliver(namespace: NetworkNamespace): (skb: PacketBuffer) => void {
  const { hooks } = namespace;

  return function deliver(skb: PacketBuffer): void {
    if (!namespace.ipv4.defragment(skb)) return;
    const verdict = hooks.run(skb, { hook: 'input', family: 4, in: skb.device, out: undefined });
    if (verdict !== 'accept') return;
    if (skb.damage?.isNoticed(namespace, skb) !== true) toProtocol(skb);
    else namespace.snmp.ip.InDelivers++;
  };

  /** ip_protocol_deliver_rcu. */
  function toProtocol(skb: PacketBuffer): void {
    const { packet } = skb;
    if (packet.kind !== 'ipv4') return;
    const { payload } = packet;
    const { ip } = namespace.snmp;
    ip.InDelivers++;
    if (payload.kind === 'icmp') {
      namespace.ipv4.receiveIcmp(skb);
      return;
    }
    if (payload.kind === 'udp' && payload.payload.kind === 'vxlan')
      for (const tunnel of namespace.udpTunnels.get(payload.destinationPort) ?? [])
        if (tunnel(skb)) {
          namespace.snmp.udp.InDatagrams++;
          return;
        }
    if (namespace.ipTunnels !== undefined && payload.kind === 'ipv4') {
      // tunnel4_rcv
      if (!namespace.ipTunnels.receive(skb)) namespace.ipv4.sendError(skb, 'destinationUnreachable', 3);
      return;
    }
    if (namespace.sockets.deliver(skb)) return;
    ip.InDelivers--;
    ip.InUnknownProtos++;
    if (namespace.environment.journeys.recording)
      noteDrop(
        namespace,
        skb,
        'Nothing on this host takes this protocol: the sender is told "protocol unreachable".',
      );
    namespace.ipv4.sendError(skb, 'destinationUnreachable', 2);
  }
}
