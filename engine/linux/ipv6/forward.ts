/**
 * Forwarding: hop limit, size, FORWARD, and on its way (ip6_forward, net/ipv6/ip6_output.c). Nothing is cut on the way:
 * whoever sent too much is told (RFC 8201).
 *
 * Left out: redirects, proxying of neighbour discovery.
 */
import { noteDrop } from '../ipv4/note-drop.ts';
import { note } from '../journey/note.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';
import { leastMtu } from './icmp-error.ts';
import { unreachableCode } from './stack.ts';

export function createForward(namespace: NetworkNamespace): (skb: PacketBuffer) => void {
  const { environment, sysctl } = namespace;

  return function forward(skb: PacketBuffer): void {
    const { route, packet, inputDevice } = skb;
    if (route === undefined || packet.kind !== 'ipv6' || skb.type !== 'host') return;
    const isRouter =
      sysctl.number('net.ipv6.conf.all.forwarding') > 0 ||
      sysctl.number(`net.ipv6.conf.${inputDevice?.name ?? ''}.force_forwarding`) > 0;
    const counts = namespace.snmp.ip6;
    if (!isRouter) {
      counts.InAddrErrors++;
      drop(skb, 'This host does not forward (net.ipv6.conf.all.forwarding = 0): dropped without an answer.');
      return;
    }
    const { ipv6 } = namespace;
    if (packet.hopLimit <= 1) {
      const limit = String(packet.hopLimit);
      counts.InHdrErrors++;
      drop(
        skb,
        `Its hop limit is ${limit}: it may not be forwarded. The sender is told "hop limit exceeded".`,
      );
      ipv6.sendError(skb, 'timeExceeded', 0);
      return;
    }
    const { source } = packet;
    if (source.isUnspecified || source.isLoopback || source.isLinkLocal) counts.InAddrErrors++;
    if (source.isUnspecified || source.isLoopback) return;
    if (source.isLinkLocal) {
      drop(skb, `${source.text} counts on its own link only: the packet may not leave it.`);
      ipv6.sendError(skb, 'destinationUnreachable', unreachableCode.beyondScope);
      return;
    }
    counts.ForwDatagrams++;
    const mtu = Math.max(route.mtu, leastMtu);
    // What conntrack put together is cut again, but not smaller than it came (ip6_pkt_too_big).
    const mayCut = skb.fragmentSize > 0 ? skb.fragmentSize <= mtu : skb.ignoreDontFragment;
    if (skb.length > mtu && !mayCut) {
      const size = String(skb.length);
      counts.InTooBigErrors++;
      counts.FragFails++;
      drop(
        skb,
        `The packet has ${size} octets, ${route.device.name} takes ${String(mtu)}: the sender is told.`,
      );
      ipv6.sendError(skb, 'packetTooBig', 0, mtu);
      return;
    }
    skb.rewrite({ ...packet, hopLimit: packet.hopLimit - 1 });
    if (environment.journeys.recording)
      note(namespace, skb, {
        decision: 'forward',
        layer: 'network',
        direction: 'through',
        before: packet,
        sentence: `The packet is forwarded from ${inputDevice?.name ?? ''} to ${route.device.name}; its hop limit goes from ${String(packet.hopLimit)} to ${String(packet.hopLimit - 1)}.`,
      });
    const state = { hook: 'forward', family: 6, in: inputDevice, out: route.device } as const;
    if (namespace.hooks.run(skb, state) === 'accept') ipv6.output(skb);
  };

  function drop(skb: PacketBuffer, sentence: string): void {
    if (environment.journeys.recording) noteDrop(namespace, skb, sentence);
  }
}
