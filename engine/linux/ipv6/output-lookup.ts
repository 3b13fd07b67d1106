/**
 * Which way for a packet of this host (ip6_route_output_flags, net/ipv6/route.c; ip6_dst_lookup_tail), and from which
 * address.
 *
 * Link-local and multicast destinations mean something on a device only; without one the first route that fits counts.
 */
import { Address, anyV6 } from '../../net/address/address.ts';
import type { Consulted } from '../journey/event.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { RouteExceptions } from '../route/exceptions.ts';
import { failure, routeTypeErrno } from '../route/output-lookup.ts';
import type { RouteAnswer, RouteQuery } from '../route/result.ts';
import { routeTable } from '../route/route.ts';
import type { FibAnswer } from '../route/tables.ts';
import { isTentative, selectSource } from './source.ts';

/** The unspecified address means this host. */
const loopbackAddress = Address.parse('::1');

export function createOutputLookup(
  namespace: NetworkNamespace,
  exceptions: RouteExceptions,
): (query: RouteQuery) => RouteAnswer {
  const { routes } = namespace;

  /** An address under detection has no local route in the kernel yet: its subnet's counts. */
  function withoutPending(destination: Address, found: FibAnswer): FibAnswer {
    if (typeof found !== 'object' || found.route.type !== 'local' || found.nexthop === undefined)
      return found;
    const { device } = found.nexthop;
    const own = device.addresses.find(({ prefix }) => prefix.address === destination);
    if (own === undefined || !isTentative(device, own)) return found;
    for (const route of routes.find(routeTable.main)?.candidates(destination) ?? [])
      return { route, nexthop: route.nexthops[0] };
    return undefined;
  }

  return function routeOutput(query: RouteQuery): RouteAnswer {
    if (!namespace.environment.journeys.recording) return answer(query, undefined);
    const consulted: Consulted[] = [];
    return { ...answer(query, consulted), consulted };
  };

  function answer(query: RouteQuery, consulted: Consulted[] | undefined): RouteAnswer {
    const wanted = query.source?.isUnspecified === true ? undefined : query.source;
    const { output } = query;
    const destination = query.destination.isUnspecified ? loopbackAddress : query.destination;
    const found = withoutPending(
      destination,
      routes.lookup(
        {
          ...query,
          source: wanted,
          destination,
          mark: query.mark ?? 0,
          tos: query.tos ?? 0,
          input: 'lo',
          output: output?.name,
        },
        output,
        consulted,
      ),
    );
    // The source is chosen first (ip6_dst_lookup_tail): a host without any address has none to choose.
    if (found === undefined)
      return failure(
        wanted === undefined && selectSource(namespace, undefined, destination) === undefined
          ? 'EADDRNOTAVAIL'
          : 'ENETUNREACH',
      );
    if (typeof found === 'string') return failure(routeTypeErrno[found] ?? 'ENETUNREACH');
    const { route, nexthop } = found;
    const errno = routeTypeErrno[route.type];
    if (errno !== undefined) return failure(errno, route);
    if (nexthop === undefined) return failure('ENETUNREACH');
    const isLocal = route.type === 'local' || route.type === 'anycast';
    const device = isLocal ? namespace.devices.loopback : nexthop.device;
    const source =
      wanted ?? route.preferredSource ?? selectSource(namespace, nexthop.device, destination) ?? anyV6;
    const exception = isLocal ? undefined : exceptions.find(nexthop, destination);
    return {
      kind: 'route',
      type: isLocal ? 'local' : route.type === 'multicast' ? 'multicast' : 'unicast',
      route,
      device,
      gateway: isLocal ? undefined : (exception?.gateway ?? nexthop.gateway),
      source,
      mtu: Math.min(exception?.mtu ?? route.mtu ?? device.mtu, device.mtu),
      exception,
    };
  }
}
