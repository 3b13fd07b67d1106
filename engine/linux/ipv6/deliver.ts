/**
 * A packet for this host: INPUT, put it together, hand it to its protocol (ip6_input, ip6_protocol_deliver_rcu;
 * net/ipv6/ip6_input.c). Fragments pass INPUT one by one, unless connection tracking put them together before.
 */
import type { NetworkNamespace } from '../namespace/namespace.ts';
import { noteDrop } from '../ipv4/note-drop.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';

/** Where the next header field stands, for a protocol nobody knows (RFC 4443 section 3.4). */
const nextHeaderAt = 6;
const unknownNextHeader = 1;

export function createDeliver(namespace: NetworkNamespace): (skb: PacketBuffer) => void {
  const { hooks } = namespace;

  return function deliver(skb: PacketBuffer): void {
    const verdict = hooks.run(skb, { hook: 'input', family: 6, in: skb.device, out: undefined });
    if (verdict !== 'accept' || !namespace.ipv6.defragment(skb)) return;
    const { packet } = skb;
    if (packet.kind !== 'ipv6') return;
    const { payload } = packet;
    const counts = namespace.snmp.ip6;
    counts.InDelivers++;
    if (payload.kind === 'icmpv6') {
      namespace.ipv6.receiveIcmp(skb);
      return;
    }
    if (payload.kind === 'udp' && payload.payload.kind === 'vxlan')
      for (const tunnel of namespace.udpTunnels.get(payload.destinationPort) ?? [])
        if (tunnel(skb)) {
          namespace.snmp.udp6.InDatagrams++;
          return;
        }
    if (namespace.sockets.deliver(skb) || packet.hopByHop !== undefined) return;
    counts.InDelivers--;
    counts.InUnknownProtos++;
    if (namespace.environment.journeys.recording)
      noteDrop(
        namespace,
        skb,
        'Nothing on this host takes this protocol: the sender is told "unknown next header".',
      );
    namespace.ipv6.sendError(skb, 'parameterProblem', unknownNextHeader, nextHeaderAt);
  };
}
