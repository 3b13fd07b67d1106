/**
 * ICMP messages for this host (icmp_rcv, net/ipv4/icmp.c; RFC 792, RFC 1122 section 3.2.2): echo is answered, errors go
 * to the socket whose packet they quote.
 */
import type { Ipv4 } from '../../net/packet/ipv4.ts';
import type { IcmpEcho, IcmpError } from '../../net/packet/transport.ts';
import { note } from '../journey/note.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';

export function createIcmpReceive(namespace: NetworkNamespace): (skb: PacketBuffer) => void {
  const { environment, sysctl } = namespace;

  return function receiveIcmp(skb: PacketBuffer): void {
    const packet = skb.packet;
    if (packet.kind !== 'ipv4' || packet.payload.kind !== 'icmp') return;
    const message = packet.payload;
    namespace.sockets.deliverIcmp(skb, message);
    if ('quoted' in message) takeError(packet, message);
    else if (message.type === 'echoRequest') answer(skb, packet, message);
  };

  function answer(skb: PacketBuffer, packet: Ipv4, request: IcmpEcho): void {
    if (sysctl.number('net.ipv4.icmp_echo_ignore_all') > 0) return;
    const group = skb.route?.type !== 'local';
    if (group && sysctl.number('net.ipv4.icmp_echo_ignore_broadcasts') > 0) return;
    if (environment.journeys.recording)
      note(namespace, skb, {
        decision: 'answer',
        layer: 'transport',
        direction: 'in',
        sentence: `The kernel answers the echo request itself; no program is asked.`,
      });
    const route = namespace.ipv4.routeOutput({
      destination: packet.source,
      source: group ? undefined : packet.destination,
      tos: packet.tos & 0x1c,
    });
    if (route.kind === 'failure') return;
    namespace.ipv4.send({
      packet: {
        ...packet,
        source: group ? route.source : packet.destination,
        destination: packet.source,
        ttl: sysctl.number('net.ipv4.ip_default_ttl'),
        id: namespace.ipv4.automaticId(packet.source),
        dontFragment: false,
        payload: { ...request, type: 'echoReply' },
      },
      route,
      cause: skb.id,
    });
  }

  function takeError(packet: Ipv4, message: IcmpError): void {
    const { quoted } = message;
    if (quoted.kind !== 'ipv4') return;
    if (message.type === 'destinationUnreachable' && message.code === 4 && message.rest > 0)
      namespace.ipv4.pathMtu.update(quoted.destination, message.rest);
    namespace.sockets.deliverError(quoted, message, packet.source, packet.ttl);
  }
}
