/**
 * Which way for a packet that came in (ip_route_input_slow, net/ipv4/route.c) and whether its source may be believed
 * (fib_validate_source, net/ipv4/fib_frontend.c; martians; rp_filter of RFC 3704).
 */
import type { Address } from '../../net/address/address.ts';
import type { NetDevice } from '../device/device.ts';
import type { Consulted } from '../journey/event.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';
import { failure, routeTypeErrno } from './output-lookup.ts';
import type { RouteAnswer, RouteFailure } from './result.ts';
import { hostRoute, type Route } from './route.ts';

export function createInputLookup(namespace: NetworkNamespace): (skb: PacketBuffer) => RouteAnswer {
  const { routes, sysctl } = namespace;
  const martian: RouteFailure = { kind: 'failure', errno: 'EINVAL', martian: true, route: undefined };

  return function routeInput(skb: PacketBuffer): RouteAnswer {
    if (!namespace.environment.journeys.recording) return answer(skb, undefined);
    const consulted: Consulted[] = [];
    return { ...answer(skb, consulted), consulted };
  };

  function answer(skb: PacketBuffer, consulted: Consulted[] | undefined): RouteAnswer {
    const device = skb.device;
    const packet = skb.packet;
    if (device === undefined || packet.kind !== 'ipv4') return martian;
    const { source, destination } = packet;
    if (source.isMulticast || source.isLimitedBroadcast) return martian;
    if (destination.isLimitedBroadcast || destination.isMulticast)
      return forThisHost('broadcast', hostRoute(destination), skb, device);
    if (source.isUnspecified || destination.isUnspecified) return martian;
    const localnet = destination.isLoopback || source.isLoopback;
    if (localnet && device.kind !== 'loopback' && !device.settings.routeLocalnet) return martian;
    const question = {
      source,
      destination,
      mark: skb.mark,
      tos: packet.tos & 0x1c,
      input: device.name,
      output: undefined,
    };
    const found = routes.lookup(question, undefined, consulted);
    const { forwarding } = device.settings;
    if (found === undefined) return failure(forwarding ? 'ENETUNREACH' : 'EHOSTUNREACH');
    if (typeof found === 'string') return failure(routeTypeErrno[found] ?? 'EHOSTUNREACH');
    const { route, nexthop } = found;
    const errno = routeTypeErrno[route.type];
    if (errno !== undefined) return failure(errno, route);
    if (route.type === 'broadcast' || route.type === 'local')
      return forThisHost(route.type, route, skb, device);
    if (!forwarding) return failure('EHOSTUNREACH', route);
    if (route.type !== 'unicast' || nexthop === undefined) return martian;
    if (!validSource(source, device, skb, nexthop.device)) return martian;
    const mtu = Math.min(route.mtu ?? nexthop.device.mtu, nexthop.device.mtu);
    return {
      kind: 'route',
      type: 'unicast',
      route,
      device: nexthop.device,
      gateway: nexthop.gateway,
      source,
      mtu,
    };
  }

  function forThisHost(
    type: 'local' | 'broadcast',
    route: Route,
    skb: PacketBuffer,
    device: NetDevice,
  ): RouteAnswer {
    const packet = skb.packet;
    if (packet.kind !== 'ipv4') return martian;
    if (!packet.source.isUnspecified && !validSource(packet.source, device, skb, undefined)) return martian;
    const loopback = namespace.devices.loopback;
    return {
      kind: 'route',
      type,
      route,
      device: loopback,
      gateway: undefined,
      source: packet.destination,
      mtu: device.mtu,
    };
  }

  /** @param output where the packet goes; undefined for this host */
  function validSource(
    source: Address,
    device: NetDevice,
    skb: PacketBuffer,
    output: NetDevice | undefined,
  ): boolean {
    const { reversePathFilter: strictness, acceptLocal } = device.settings;
    if (device.kind === 'loopback') return true;
    const isLocal = namespace.ipv4.isLocal(source);
    if (isLocal && !acceptLocal) return false;
    if (strictness === 0 && device !== output) return true;
    const found = routes.lookup({
      source: undefined,
      destination: source,
      mark: sysctl.number('net.ipv4.conf.all.src_valid_mark') > 0 ? skb.mark : 0,
      tos: 0,
      input: device.name,
      output: undefined,
    });
    const route = found === undefined || typeof found === 'string' ? undefined : found;
    if (route === undefined) return strictness === 0;
    if (route.route.type !== 'unicast') return route.route.type === 'local' && acceptLocal;
    if (route.route.nexthops.some((hop) => hop.device === device)) return true;
    return strictness !== 1;
  }
}
