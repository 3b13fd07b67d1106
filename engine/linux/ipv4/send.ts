/**
 * Sending a packet of this host: OUTPUT, then out (ip_local_out, ip_output; net/ipv4/ip_output.c), fragmented where it
 * is longer than the way allows.
 */
import { fragment } from '../../net/fragment/fragment.ts';
import { zeroMac } from '../../net/address/mac.ts';
import type { Ipv4 } from '../../net/packet/ipv4.ts';
import { note } from '../journey/note.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { RouteResult } from '../route/result.ts';
import { routeText } from '../route/text.ts';
import { PacketBuffer } from '../skb/packet-buffer.ts';
import { noteDrop } from './note-drop.ts';
import type { SendRequest, SendResult } from './stack.ts';

export function createSend(namespace: NetworkNamespace) {
  const { environment, hooks } = namespace;

  function send(request: SendRequest): SendResult {
    const { packet } = request;
    const route =
      request.route ??
      namespace.ipv4.routeOutput({
        destination: packet.destination,
        source: packet.source,
        mark: request.mark ?? 0,
        tos: packet.tos & 0x1c,
        output: request.output,
      });
    if (route.kind === 'failure') return route.errno;
    const skb = new PacketBuffer(request.id ?? environment.nextPacket(), packet);
    skb.cause = request.cause;
    skb.route = route;
    skb.device = route.device;
    skb.mark = request.mark ?? 0;
    skb.socket = request.socket;
    skb.ignoreDontFragment = request.ignoreDontFragment ?? false;
    skb.partialChecksum = request.partialChecksum ?? false;
    skb.innerPartialChecksum = request.innerPartialChecksum ?? false;
    skb.conntrack = request.conntrack;
    if (environment.journeys.recording) noteRoute(skb, route);
    const verdict = hooks.run(skb, { hook: 'output', family: 4, in: undefined, out: route.device });
    if (verdict === 'drop') return skb.dropError ?? 'EPERM';
    if (verdict === 'stolen') return undefined;
    return output(skb);
  }

  function noteRoute(skb: PacketBuffer, route: RouteResult): void {
    const packet = skb.packet as Ipv4;
    const way =
      route.type === 'local'
        ? "is one of this host's own addresses: the packet goes through lo"
        : `goes out by ${route.device.name}${route.gateway === undefined ? ', directly' : ` to the gateway ${route.gateway.text}`}`;
    note(namespace, skb, {
      decision: 'route',
      layer: 'network',
      direction: 'out',
      consulted: route.consulted ?? [],
      sentence: `Route \`${routeText(route.route).trimEnd()}\`: ${packet.destination.text} ${way}.`,
    });
  }

  function output(skb: PacketBuffer): SendResult {
    const { route } = skb;
    if (route === undefined) return 'ENETUNREACH';
    skb.device = route.device;
    const verdict = hooks.run(skb, { hook: 'postrouting', family: 4, in: undefined, out: route.device });
    if (verdict === 'drop') return 'EPERM';
    if (verdict === 'stolen') return undefined;
    return finish(skb, skb.route ?? route);
  }

  /** ip_finish_output: cut to size, then to the neighbour. */
  function finish(skb: PacketBuffer, route: RouteResult): SendResult {
    const packet = skb.packet as Ipv4;
    const { length } = skb;
    if (length <= route.mtu) {
      toNeighbour(skb, route);
      return undefined;
    }
    if (packet.dontFragment && !skb.ignoreDontFragment) {
      if (environment.journeys.recording)
        noteDrop(
          namespace,
          skb,
          `The packet has ${String(length)} octets and may not be cut, but the way takes ${String(route.mtu)}.`,
        );
      namespace.ipv4.sendError(skb, 'destinationUnreachable', 4, route.mtu);
      return 'EMSGSIZE';
    }
    const pieces = fragment(packet, route.mtu);
    if (environment.journeys.recording)
      note(namespace, skb, {
        decision: 'fragment',
        layer: 'network',
        direction: 'out',
        sentence: `The packet has ${String(length)} octets, the way takes ${String(route.mtu)}: it leaves in ${String(pieces.length)} fragments.`,
      });
    for (const piece of pieces) {
      const part = skb.clone();
      part.packet = piece;
      toNeighbour(part, route);
    }
    return undefined;
  }

  function toNeighbour(skb: PacketBuffer, route: RouteResult): void {
    const { device } = route;
    if (device.kind === 'loopback' || device.isPointToPoint) {
      skb.source = zeroMac;
      skb.destination = zeroMac;
      device.transmit(skb);
      return;
    }
    const nexthop = route.gateway ?? (skb.packet as Ipv4).destination;
    const { neighbours } = namespace;
    neighbours.output(neighbours.lookupOrCreate(device, nexthop), skb);
  }

  /** ip_route_me_harder: addresses or mark changed in OUTPUT. */
  function reroute(skb: PacketBuffer): SendResult {
    const packet = skb.packet as Ipv4;
    const answer = namespace.ipv4.routeOutput({
      destination: packet.destination,
      source: namespace.ipv4.isLocal(packet.source) ? packet.source : undefined,
      mark: skb.mark,
      tos: packet.tos & 0x1c,
    });
    if (answer.kind === 'failure') return answer.errno;
    skb.route = answer;
    skb.device = answer.device;
    if (environment.journeys.recording) noteRoute(skb, answer);
    return undefined;
  }

  return { send, output, reroute };
}
