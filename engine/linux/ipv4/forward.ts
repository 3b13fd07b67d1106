/**
 * Forwarding: TTL, FORWARD, and on its way (ip_forward, net/ipv4/ip_forward.c; RFC 1812 section 5).
 *
 * Left out: source routing options.
 */
import { note } from '../journey/note.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';
import { noteDrop } from './note-drop.ts';

export function createForward(namespace: NetworkNamespace): (skb: PacketBuffer) => void {
  const { environment } = namespace;

  return function forward(skb: PacketBuffer): void {
    const { route, packet } = skb;
    if (route === undefined || packet.kind !== 'ipv4' || skb.type !== 'host') return;
    const { ip } = namespace.snmp;
    if (packet.ttl <= 1) {
      ip.InHdrErrors++;
      if (environment.journeys.recording)
        noteDrop(
          namespace,
          skb,
          `Its TTL is ${String(packet.ttl)}: it may not be forwarded. The sender is told "time to live exceeded".`,
        );
      namespace.ipv4.sendError(skb, 'timeExceeded', 0);
      return;
    }
    ip.ForwDatagrams++;
    if (packet.dontFragment && !skb.ignoreDontFragment && skb.length > route.mtu) {
      ip.FragFails++;
      if (environment.journeys.recording)
        noteDrop(
          namespace,
          skb,
          `The packet has ${String(skb.length)} octets, ${route.device.name} takes ${String(route.mtu)}, and DF forbids cutting it: dropped, and the sender is told the MTU.`,
        );
      namespace.ipv4.sendError(skb, 'destinationUnreachable', 4, route.mtu);
      return;
    }
    const before = packet;
    skb.rewrite({ ...packet, ttl: packet.ttl - 1 });
    if (environment.journeys.recording)
      note(namespace, skb, {
        decision: 'forward',
        layer: 'network',
        direction: 'through',
        before,
        sentence: `The packet is forwarded from ${skb.inputDevice?.name ?? ''} to ${route.device.name}; its TTL goes from ${String(before.ttl)} to ${String(before.ttl - 1)}.`,
      });
    if (route.redirect === true) namespace.ipv4.sendRedirect(skb, route);
    const state = { hook: 'forward', family: 4, in: skb.inputDevice, out: route.device } as const;
    if (namespace.hooks.run(skb, state) !== 'accept') return;
    namespace.ipv4.output(skb);
  };
}
