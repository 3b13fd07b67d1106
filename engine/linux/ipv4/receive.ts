/**
 * A packet comes in: PREROUTING, then the routing decision (ip_rcv, ip_rcv_finish; net/ipv4/ip_input.c).
 */
import { note } from '../journey/note.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { RouteAnswer } from '../route/result.ts';
import { routeText } from '../route/text.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';
import { noteDrop } from './note-drop.ts';
import type { RateLimit } from './rate-limit.ts';
import { createUnroutable } from './unroutable.ts';

export function createReceive(namespace: NetworkNamespace, limit: RateLimit) {
  const { environment, hooks } = namespace;
  const unroutable = createUnroutable(namespace, limit);

  function receive(skb: PacketBuffer): void {
    if (skb.type === 'otherhost' || skb.packet.kind !== 'ipv4') return;
    skb.inputDevice = skb.device;
    if (skb.bridge?.prerouted === true) {
      // The bridge ran PREROUTING already (ip_sabotage_in).
      skb.bridge = undefined;
    } else {
      const verdict = hooks.run(skb, { hook: 'prerouting', family: 4, in: skb.device, out: undefined });
      if (verdict !== 'accept') return;
    }
    receiveFinish(skb);
  }

  function receiveFinish(skb: PacketBuffer): void {
    const route = namespace.ipv4.routeInput(skb);
    if (environment.journeys.recording) noteRoute(skb, route);
    if (route.kind === 'failure') {
      if (!route.martian) unroutable(skb, route.errno);
      return;
    }
    skb.route = route;
    if (route.type === 'unicast') namespace.ipv4.forward(skb);
    else namespace.ipv4.deliver(skb);
  }

  function noteRoute(skb: PacketBuffer, route: RouteAnswer): void {
    if (skb.packet.kind !== 'ipv4') return;
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

  return { receive, receiveFinish };
}
