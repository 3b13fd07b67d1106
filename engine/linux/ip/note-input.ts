/**
 * The event of the routing decision about a packet that came in.
 */
import { note } from '../journey/note.ts';
import { noteDrop } from '../ipv4/note-drop.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { RouteAnswer } from '../route/result.ts';
import { routeText } from '../route/text.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';

/** Call only while recording. */
export function noteInput(namespace: NetworkNamespace, skb: PacketBuffer, route: RouteAnswer): void {
  if (skb.packet.kind === 'arp') return;
  const { source, destination } = skb.packet;
  const consulted = route.consulted ?? [];
  const device = skb.device?.name ?? '';
  if (route.kind === 'failure' && route.martian) {
    noteDrop(
      namespace,
      skb,
      `${source.text} cannot be the source, or ${destination.text} the destination, of a packet that comes in by ${device} (a martian, or the reverse-path filter): dropped without an answer.`,
      consulted,
    );
    return;
  }
  const row = route.route === undefined ? undefined : routeText(route.route).trimEnd();
  const sentence =
    route.kind === 'failure'
      ? row === undefined
        ? `No route to ${destination.text}${route.errno === 'EHOSTUNREACH' ? ', or this host does not forward' : ''}.`
        : `${destination.text} matches \`${row}\`${route.errno === 'EHOSTUNREACH' && route.route?.type === 'unicast' ? ', but forwarding is off (net.ipv4.ip_forward = 0)' : ''}.`
      : route.type === 'unicast'
        ? `${destination.text} is not this host's: route \`${row ?? ''}\` sends the packet on by ${route.device.name}.`
        : `${destination.text} is this host's own${route.type === 'broadcast' ? ' broadcast' : ''} address (\`${row ?? ''}\`), so the packet is delivered here.`;
  note(namespace, skb, { decision: 'route', layer: 'network', direction: 'in', consulted, sentence });
}
