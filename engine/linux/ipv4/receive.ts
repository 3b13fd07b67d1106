/**
 * A packet comes in: PREROUTING, then the routing decision (ip_rcv, ip_rcv_finish; net/ipv4/ip_input.c).
 */
import { noteInput } from '../ip/note-input.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';
import type { RateLimit } from './rate-limit.ts';
import { createUnroutable } from './unroutable.ts';

export function createReceive(namespace: NetworkNamespace, limit: RateLimit) {
  const { environment, hooks } = namespace;
  const unroutable = createUnroutable(namespace, limit);

  function receive(skb: PacketBuffer): void {
    if (skb.type === 'otherhost' || skb.packet.kind !== 'ipv4') return;
    skb.inputDevice = skb.device;
    let routed = false;
    if (skb.bridge?.prerouted === true) {
      // The bridge ran PREROUTING already (ip_sabotage_in), and where that changed the destination it found the way too.
      routed = skb.bridge.originalDestination !== skb.packet.destination.text;
      skb.bridge = undefined;
    } else {
      const verdict = hooks.run(skb, { hook: 'prerouting', family: 4, in: skb.device, out: undefined });
      if (verdict !== 'accept') return;
    }
    receiveFinish(skb, routed);
  }

  /** @param routed the way was found before; ip_rcv forgot then whether the sender should hear of a shorter one */
  function receiveFinish(skb: PacketBuffer, routed = false): void {
    const route = namespace.ipv4.routeInput(skb);
    if (environment.journeys.recording) noteInput(namespace, skb, route);
    if (route.kind === 'failure') {
      if (!route.martian) unroutable(skb, route.errno);
      return;
    }
    skb.route = routed ? { ...route, redirect: false } : route;
    if (route.type === 'unicast') namespace.ipv4.forward(skb);
    else namespace.ipv4.deliver(skb);
  }

  return { receive, receiveFinish };
}
