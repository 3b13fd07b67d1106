/**
 * Which way for a packet that came in (ip6_route_input, net/ipv6/route.c). No source is refused here: IPv6 has no
 * reverse-path filter of its own.
 */
import type { Consulted } from '../journey/event.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { RouteExceptions } from '../route/exceptions.ts';
import { failure, routeTypeErrno } from '../route/output-lookup.ts';
import type { RouteAnswer } from '../route/result.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';
import { isTentative } from './source.ts';

export function createInputLookup(
  namespace: NetworkNamespace,
  exceptions: RouteExceptions,
): (skb: PacketBuffer) => RouteAnswer {
  const { routes } = namespace;

  return function routeInput(skb: PacketBuffer): RouteAnswer {
    if (!namespace.environment.journeys.recording) return answer(skb, undefined);
    const consulted: Consulted[] = [];
    return { ...answer(skb, consulted), consulted };
  };

  function answer(skb: PacketBuffer, consulted: Consulted[] | undefined): RouteAnswer {
    const { device, packet } = skb;
    if (device === undefined || packet.kind !== 'ipv6') return failure('EINVAL');
    const { source, destination } = packet;
    // rt6_need_strict: such addresses belong to the device.
    const strict = destination.isMulticast || destination.isLinkLocal ? device : undefined;
    const question = {
      source,
      destination,
      mark: skb.mark,
      tos: packet.trafficClass,
      input: device.name,
      output: undefined,
    };
    const found = routes.lookup(question, strict, consulted);
    if (found === undefined) return failure('ENETUNREACH');
    if (typeof found === 'string') return failure(routeTypeErrno[found] ?? 'ENETUNREACH');
    const { route, nexthop } = found;
    const errno = routeTypeErrno[route.type];
    if (errno !== undefined || nexthop === undefined) return failure(errno ?? 'ENETUNREACH', route);
    const isHere = route.type !== 'unicast';
    if (route.type === 'local') {
      const own = nexthop.device.addresses.find(({ prefix }) => prefix.address === destination);
      // The kernel enters the route when duplicate address detection is over.
      if (own !== undefined && isTentative(nexthop.device, own)) return failure('EINVAL');
    }
    const output = isHere ? namespace.devices.loopback : nexthop.device;
    const exception = isHere ? undefined : exceptions.find(nexthop, destination);
    return {
      kind: 'route',
      type: route.type === 'unicast' || route.type === 'multicast' ? route.type : 'local',
      route,
      device: output,
      gateway: isHere ? undefined : (exception?.gateway ?? nexthop.gateway),
      source: destination,
      mtu: Math.min(exception?.mtu ?? route.mtu ?? output.mtu, output.mtu),
      exception,
    };
  }
}
