/**
 * A packet comes in: PREROUTING, then the routing decision (ip_rcv, ip_rcv_finish; net/ipv4/ip_input.c).
 */
import { noteInput } from '../ip/note-input.ts';
import type { Ipv4 } from '../../net/packet/ipv4.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import { countReceived, countReceivedByMany } from '../namespace/snmp.ts';
import type { RouteQuery, RouteResult } from '../route/result.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';
import { logMartian } from './martian.ts';
import { noteDrop } from './note-drop.ts';
import { hasSourceRoute, stampOf, stampOptions } from './options.ts';
import type { RateLimit } from './rate-limit.ts';
import { createUnroutable } from './unroutable.ts';

export function createReceive(namespace: NetworkNamespace, limit: RateLimit) {
  const { environment, hooks } = namespace;
  const unroutable = createUnroutable(namespace, limit);

  function receive(skb: PacketBuffer): void {
    if (skb.type === 'otherhost' || skb.packet.kind !== 'ipv4') return;
    countReceived(namespace.snmp.ip, skb.length, skb.packet.tos & 3);
    skb.inputDevice = skb.device;
    let routed = false;
    if (skb.bridge?.prerouted === true) {
      // The bridge ran PREROUTING already (ip_sabotage_in), and where that changed the destination it found the way too.
      routed = skb.bridge.originalDestination !== skb.packet.destination.text;
      // The port it came in by stays known, for -m physdev and LOG.
      skb.bridge.prerouted = false;
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
      else if (skb.packet.kind === 'ipv4')
        logMartian(namespace, skb, route, skb.packet.source, skb.packet.destination);
      return;
    }
    if (route.type !== 'unicast' && route.type !== 'local')
      countReceivedByMany(namespace.snmp.ip, route.type, skb.length);
    if (skb.packet.kind === 'ipv4' && skb.packet.options.length > 0 && !writeOptions(skb, skb.packet, route))
      return;
    skb.route = routed ? { ...route, redirect: false } : route;
    if (route.type === 'unicast') namespace.ipv4.forward(skb);
    else namespace.ipv4.deliver(skb);
  }

  /** ip_rcv_options, ip_forward_options. @returns false for a source route: nobody follows it */
  function writeOptions(skb: PacketBuffer, packet: Ipv4, route: RouteResult): boolean {
    if (hasSourceRoute(packet.options)) {
      if (environment.journeys.recording)
        noteDrop(namespace, skb, 'The packet wants to choose its own way (source route): dropped.');
      return false;
    }
    const { ipv4 } = namespace;
    const sourceTo = (query: RouteQuery) => {
      const way = ipv4.routeOutput(query);
      return way.kind === 'route' ? way.source : packet.destination;
    };
    const back = route.type === 'local' ? packet.destination : sourceTo({ destination: packet.source });
    const on =
      route.type === 'unicast' ? sourceTo({ destination: packet.destination, output: route.device }) : back;
    skb.rewrite({ ...packet, options: stampOptions(packet.options, stampOf(namespace, on, back)) });
    return true;
  }

  return { receive, receiveFinish };
}
