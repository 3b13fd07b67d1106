/**
 * Sending a packet of this host: OUTPUT, then out (ip_local_out, ip_output; net/ipv4/ip_output.c, net/ipv6/ip6_output.c).
 * How a packet that is longer than its way allows is cut is the family's own business.
 */
import { zeroMac } from '../../net/address/mac.ts';
import type { IpPacket } from '../../net/packet/ethernet.ts';
import type { Errno } from '../errno.ts';
import { note } from '../journey/note.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import { countIcmp, countIcmpv6, countTransmitted } from '../namespace/snmp.ts';
import { flowOf } from '../route/flow.ts';
import type { RouteAnswer, RouteQuery, RouteResult } from '../route/result.ts';
import { routeText } from '../route/text.ts';
import { PacketBuffer } from '../skb/packet-buffer.ts';
import type { SocketOwner } from '../socket/owner.ts';
import type { SendResult } from '../ipv4/stack.ts';
import type { SendRequest } from './stack.ts';

/** @returns the pieces of a packet that is too long; else why it may not be cut */
export type Cut = (skb: PacketBuffer, size: number) => readonly IpPacket[] | Errno;

/** @param loopBack members of a multicast group on this host hear what it sends there too */
export function createSend(
  namespace: NetworkNamespace,
  family: 4 | 6,
  cut: Cut,
  loopBack?: (skb: PacketBuffer, route: RouteResult) => void,
) {
  const { environment, hooks } = namespace;

  function ask(query: RouteQuery, packet: IpPacket, socket: SocketOwner | undefined): RouteAnswer {
    const full = namespace.routes.looksAtFlow ? { ...query, ...flowOf(packet, socket) } : query;
    return namespace.ip(family).routeOutput(full);
  }

  function send(request: SendRequest): SendResult {
    const { packet } = request;
    const route =
      request.route ??
      ask(
        {
          destination: packet.destination,
          source: packet.source,
          mark: request.mark ?? 0,
          tos: serviceOf(packet),
          output: request.output,
        },
        packet,
        request.socket,
      );
    if (route.kind === 'failure') return route.errno;
    const skb = new PacketBuffer(request.id ?? environment.nextPacket(), packet);
    skb.cause = request.cause;
    skb.route = route;
    skb.device = route.device;
    skb.mark = request.mark ?? 0;
    const { socket } = request;
    skb.socket = socket;
    if (socket?.confirmPending === true) {
      socket.confirmPending = false;
      skb.confirmsNeighbour = true;
    }
    skb.ignoreDontFragment = request.ignoreDontFragment ?? false;
    skb.partialChecksum = request.partialChecksum ?? false;
    skb.innerPartialChecksum = request.innerPartialChecksum ?? false;
    skb.innerDamage = request.innerDamage;
    skb.conntrack = request.conntrack;
    if (environment.journeys.recording) noteRoute(skb, packet, route);
    countRequest(packet);
    const verdict = hooks.run(skb, { hook: 'output', family, in: undefined, out: route.device });
    if (verdict === 'drop') return skb.dropError ?? 'EPERM';
    if (verdict === 'stolen') return undefined;
    return output(skb);
  }

  /** __ip_make_skb, __ip_local_out */
  function countRequest(packet: IpPacket): void {
    const { snmp } = namespace;
    if (packet.kind === 'ipv4') {
      snmp.ip.OutRequests++;
      if (packet.payload.kind === 'icmp') countIcmp(snmp.icmp.out, packet.payload);
    } else {
      snmp.ip6.OutRequests++;
      countIcmpv6(snmp.icmp6.out, packet);
    }
  }

  function noteRoute(skb: PacketBuffer, packet: IpPacket, route: RouteResult): void {
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
    const verdict = hooks.run(skb, { hook: 'postrouting', family, in: skb.inputDevice, out: route.device });
    if (verdict === 'drop') return 'EPERM';
    if (verdict === 'stolen') return undefined;
    return finish(skb, skb.route ?? route);
  }

  /** ip_finish_output: cut to size, then to the neighbour. */
  function finish(skb: PacketBuffer, route: RouteResult): SendResult {
    if (route.type === 'multicast') loopBack?.(skb, route);
    const { length, fragmentSize } = skb;
    // What was put together on the way leaves in pieces no longer than those it came in.
    const size = fragmentSize > 0 && fragmentSize < route.mtu ? fragmentSize : route.mtu;
    if (length <= size || (skb.socket?.pathMtu === 'probe' && length <= route.device.mtu)) {
      toNeighbour(skb, route);
      return undefined;
    }
    const pieces = cut(skb, size);
    if (typeof pieces === 'string') return pieces;
    if (environment.journeys.recording)
      note(namespace, skb, {
        decision: 'fragment',
        layer: 'network',
        direction: 'out',
        sentence: `The packet has ${String(length)} octets, the way takes ${String(size)}: it leaves in ${String(pieces.length)} fragments.`,
      });
    for (const piece of pieces) {
      const part = skb.clone();
      part.packet = piece;
      part.fragmentSize = 0;
      toNeighbour(part, route);
    }
    return undefined;
  }

  function toNeighbour(skb: PacketBuffer, route: RouteResult): void {
    const { device } = route;
    countTransmitted(family === 4 ? namespace.snmp.ip : namespace.snmp.ip6, route.type, skb.length);
    if (device.kind === 'loopback' || device.isPointToPoint) {
      skb.source = zeroMac;
      skb.destination = zeroMac;
      device.transmit(skb);
      return;
    }
    const nexthop = route.gateway ?? (skb.packet as IpPacket).destination;
    const { neighbours } = namespace;
    const neighbour = neighbours.lookupOrCreate(device, nexthop);
    if (skb.confirmsNeighbour) neighbours.confirm(neighbour);
    neighbours.output(neighbour, skb);
  }

  /** ip_route_me_harder: addresses or mark changed in OUTPUT. */
  function reroute(skb: PacketBuffer): SendResult {
    const packet = skb.packet as IpPacket;
    const ip = namespace.ip(family);
    const source = ip.isLocal(packet.source) ? packet.source : undefined;
    const query = { destination: packet.destination, source, mark: skb.mark, tos: serviceOf(packet) };
    const answer = ask(query, packet, skb.socket);
    if (answer.kind === 'failure') return answer.errno;
    skb.route = answer;
    skb.device = answer.device;
    if (environment.journeys.recording) noteRoute(skb, packet, answer);
    return undefined;
  }

  return { send, output, reroute };
}

/** What a route lookup sees of the type of service. */
function serviceOf(packet: IpPacket): number {
  return packet.kind === 'ipv4' ? packet.tos & 0x1c : packet.trafficClass;
}
