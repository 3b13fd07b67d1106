/**
 * Which way for a packet of this host (ip_route_output_key_hash_rcu, net/ipv4/route.c), and from which address.
 */
import { anyV4, Address } from '../../net/address/address.ts';
import type { NetDevice } from '../device/device.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { Errno } from '../errno.ts';
import type { Consulted } from '../journey/event.ts';
import type { PathMtu } from '../ipv4/path-mtu.ts';
import type { RouteAnswer, RouteFailure, RouteQuery } from './result.ts';
import { hostRoute, type Route } from './route.ts';
import { selectAddress } from './source.ts';

/** The unspecified address means this host. */
const loopbackAddress = Address.parse('127.0.0.1');

/** The error a route type stands for (fib_props, net/ipv4/fib_semantics.c). */
export const routeTypeErrno: Readonly<Partial<Record<Route['type'], Errno>>> = {
  blackhole: 'EINVAL',
  unreachable: 'EHOSTUNREACH',
  prohibit: 'EACCES',
  throw: 'EAGAIN',
};

export function failure(errno: Errno, route?: Route): RouteFailure {
  return { kind: 'failure', errno, martian: false, route };
}

export function createOutputLookup(
  namespace: NetworkNamespace,
  pathMtu: PathMtu,
): (query: RouteQuery) => RouteAnswer {
  const { routes } = namespace;

  return function routeOutput(query: RouteQuery): RouteAnswer {
    if (!namespace.environment.journeys.recording) return answer(query, undefined);
    const consulted: Consulted[] = [];
    return { ...answer(query, consulted), consulted };
  };

  function answer(query: RouteQuery, consulted: Consulted[] | undefined): RouteAnswer {
    const source = query.source?.isUnspecified === true ? undefined : query.source;
    const { output } = query;
    if (output !== undefined && !output.up) return failure('ENETUNREACH');
    const destination: Address = query.destination.isUnspecified
      ? (source ?? loopbackAddress)
      : query.destination;
    const { loopback } = namespace.devices;
    if (destination.isLimitedBroadcast || destination.isMulticast) {
      const device = output ?? deviceOfDefault(destination);
      if (device === undefined) return failure('ENETUNREACH');
      const from = source ?? selectAddress(namespace, device, undefined, 'link') ?? anyV4;
      const route = hostRoute(destination);
      return {
        kind: 'route',
        type: destination.isMulticast ? 'multicast' : 'broadcast',
        route,
        device,
        gateway: undefined,
        source: from,
        mtu: device.mtu,
      };
    }
    const found = routes.lookup(
      { source, destination, mark: query.mark ?? 0, tos: query.tos ?? 0, input: 'lo', output: output?.name },
      undefined,
      consulted,
    );
    if (typeof found === 'string') return failure(routeTypeErrno[found] ?? 'EHOSTUNREACH');
    if (
      found === undefined ||
      (output !== undefined && found.nexthop?.device !== output && found.route.type !== 'local')
    )
      return bound(query, destination, source) ?? failure('ENETUNREACH');
    const { route, nexthop } = found;
    const errno = routeTypeErrno[route.type];
    if (errno !== undefined) return failure(errno, route);
    if (route.type === 'local') {
      const from = source ?? route.preferredSource ?? destination;
      return {
        kind: 'route',
        type: 'local',
        route,
        device: loopback,
        gateway: undefined,
        source: from,
        mtu: loopback.mtu,
      };
    }
    if (nexthop === undefined) return failure('ENETUNREACH');
    const { device, gateway } = nexthop;
    const from =
      source ??
      route.preferredSource ??
      selectAddress(namespace, device, gateway ?? destination, route.scope) ??
      anyV4;
    const mtu = pathMtu.of(destination) ?? route.mtu ?? device.mtu;
    const type = route.type === 'broadcast' ? 'broadcast' : 'unicast';
    return { kind: 'route', type, route, device, gateway, source: from, mtu: Math.min(mtu, device.mtu) };
  }

  /** A socket bound to a device: its routes only, and without one the destination counts as on its link. */
  function bound(
    query: RouteQuery,
    destination: Address,
    source: Address | undefined,
  ): RouteAnswer | undefined {
    const { output } = query;
    if (output === undefined) return undefined;
    const question = {
      source,
      destination,
      mark: query.mark ?? 0,
      tos: query.tos ?? 0,
      input: 'lo',
      output: output.name,
    };
    const found = routes.lookup(question, output);
    const usable = found === undefined || typeof found === 'string' ? undefined : found;
    const gateway = usable?.nexthop?.gateway;
    const from = source ?? selectAddress(namespace, output, gateway ?? destination, 'global') ?? anyV4;
    const route = usable?.route ?? hostRoute(destination);
    return { kind: 'route', type: 'unicast', route, device: output, gateway, source: from, mtu: output.mtu };
  }

  function deviceOfDefault(destination: Address): NetDevice | undefined {
    const question = { source: undefined, destination, mark: 0, tos: 0, input: 'lo', output: undefined };
    const found = routes.lookup(question);
    return found === undefined || typeof found === 'string' ? undefined : found.nexthop?.device;
  }
}
