/**
 * Adding, replacing and removing routes, with the kernel's checks of gateway and device (fib_create_info,
 * fib_table_insert; net/ipv4/fib_semantics.c, fib_trie.c).
 */
import type { Address } from '../../net/address/address.ts';
import { Prefix } from '../../net/address/prefix.ts';
import type { NetDevice } from '../device/device.ts';
import type { Provenance } from '../journey/event.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import {
  type Nexthop,
  type Route,
  type RouteMetrics,
  routeProtocol,
  type RouteScope,
  routeTable,
  type RouteType,
} from '../route/route.ts';
import { netlinkError, type NetlinkError } from './error.ts';

export interface NexthopRequest {
  readonly device?: NetDevice | undefined;
  readonly gateway?: Address | undefined;
  readonly onlink?: boolean | undefined;
  readonly weight?: number | undefined;
}

export interface RouteRequest {
  readonly destination: Prefix;
  readonly type?: RouteType | undefined;
  readonly table?: number | undefined;
  readonly protocol?: number | undefined;
  readonly scope?: RouteScope | undefined;
  readonly metric?: number | undefined;
  readonly tos?: number | undefined;
  readonly source?: Address | undefined;
  readonly nexthops?: readonly NexthopRequest[];
  readonly mtu?: number | undefined;
  readonly mtuLocked?: boolean | undefined;
  readonly metrics?: RouteMetrics | undefined;
  readonly provenance?: Provenance | undefined;
}

export type RouteMode = 'add' | 'replace' | 'append' | 'change' | 'prepend';

const withoutDevice: ReadonlySet<RouteType> = new Set(['blackhole', 'unreachable', 'prohibit', 'throw']);

/** fib_table_insert */
export function addRoute(
  namespace: NetworkNamespace,
  request: RouteRequest,
  mode: RouteMode = 'add',
): NetlinkError | undefined {
  const made = makeRoute(namespace, request);
  if ('errno' in made) return made;
  const { routes } = namespace;
  if (made.type === 'local') routes.hasCustomLocals = true;
  const same = (routes.find(made.table)?.exact(made.destination) ?? []).filter(
    (route) => route.metric === made.metric && route.tos === made.tos,
  );
  const [first] = same;
  if (first === undefined) {
    if (mode === 'change') return netlinkError('ENOENT');
    routes.add(made);
    return undefined;
  }
  if (mode === 'add') return netlinkError('EEXIST');
  const twin = same.find((route) => isSameWay(route, made));
  if (mode === 'replace' || mode === 'change') {
    if (twin !== undefined) return twin === first ? undefined : netlinkError('EEXIST');
    routes.replace(first, made);
    return undefined;
  }
  if (twin !== undefined) return netlinkError('EEXIST');
  routes.add(made, mode === 'append' ? 'behind' : 'before');
  return undefined;
}

/** The kernel would share one fib_info between them. */
function isSameWay(one: Route, other: Route): boolean {
  return (
    one.type === other.type &&
    one.scope === other.scope &&
    one.protocol === other.protocol &&
    one.preferredSource === other.preferredSource &&
    one.mtu === other.mtu &&
    one.mtuLocked === other.mtuLocked &&
    JSON.stringify(one.metrics) === JSON.stringify(other.metrics) &&
    one.nexthops.length === other.nexthops.length &&
    one.nexthops.every((hop, at) => {
      const twin = other.nexthops[at];
      return (
        twin?.device === hop.device &&
        twin.gateway === hop.gateway &&
        twin.onlink === hop.onlink &&
        twin.weight === hop.weight
      );
    })
  );
}

/** @param request what is given must be equal */
export function removeRoute(namespace: NetworkNamespace, request: RouteRequest): NetlinkError | undefined {
  const table = namespace.routes.find(
    request.table ??
      (request.type === 'local' || request.type === 'broadcast' ? routeTable.local : routeTable.main),
  );
  const hop = request.nexthops?.[0];
  const found = table
    ?.exact(request.destination)
    .find(
      (route) =>
        (request.type === undefined || route.type === request.type) &&
        (request.metric === undefined || route.metric === request.metric) &&
        (request.tos === undefined || route.tos === request.tos) &&
        (request.protocol === undefined || route.protocol === request.protocol) &&
        (request.scope === undefined || route.scope === request.scope) &&
        (request.source === undefined || route.preferredSource === request.source) &&
        (hop?.device === undefined || route.nexthops[0]?.device === hop.device) &&
        (hop?.gateway === undefined || route.nexthops[0]?.gateway === hop.gateway),
    );
  if (found === undefined) return netlinkError('ESRCH');
  namespace.routes.remove(found);
  return undefined;
}

function makeRoute(namespace: NetworkNamespace, request: RouteRequest): Route | NetlinkError {
  const type = request.type ?? 'unicast';
  const { destination } = request;
  if (!destination.canonical.equals(destination))
    return netlinkError('EINVAL', 'Invalid prefix for given prefix length.');
  const table =
    request.table ?? (type === 'local' || type === 'broadcast' ? routeTable.local : routeTable.main);
  const hops: Nexthop[] = [];
  if (withoutDevice.has(type)) {
    // IPv6 hangs such routes on lo.
    const device = namespace.devices.loopback;
    if (destination.family === 6) hops.push({ device, gateway: undefined, onlink: false, weight: 1 });
  } else {
    for (const wanted of request.nexthops ?? []) {
      const hop = makeNexthop(namespace, wanted, request.scope, table);
      if ('errno' in hop) return hop;
      hops.push(hop);
    }
    if (hops.length === 0) return netlinkError('ENODEV');
  }
  if (request.source !== undefined && !namespace.ip(destination.family).isLocal(request.source))
    return netlinkError('EINVAL', 'Invalid prefsrc address.');
  const direct = hops.length > 0 && hops.every((hop) => hop.gateway === undefined);
  return {
    destination,
    type,
    table,
    protocol: request.protocol ?? routeProtocol.boot,
    scope:
      request.scope ??
      (type === 'local'
        ? 'host'
        : type === 'broadcast' || (type === 'unicast' && direct && destination.family === 4)
          ? 'link'
          : 'global'),
    metric: request.metric ?? (destination.family === 6 ? 1024 : 0),
    tos: request.tos ?? 0,
    preferredSource: request.source,
    nexthops: hops,
    mtu: request.mtu,
    mtuLocked: request.mtuLocked,
    metrics: request.metrics,
    provenance: request.provenance,
  };
}

/** fib_check_nh: the gateway must be reachable on a link, or `onlink` says that it is. */
function makeNexthop(
  namespace: NetworkNamespace,
  wanted: NexthopRequest,
  scope: RouteScope | undefined,
  table: number,
): Nexthop | NetlinkError {
  const { gateway } = wanted;
  const weight = wanted.weight ?? 1;
  const onlink = wanted.onlink ?? false;
  if (gateway === undefined) {
    if (wanted.device === undefined) return netlinkError('ENODEV');
    if (!wanted.device.up) return netlinkError('ENETDOWN', 'Device for nexthop is not up.');
    return { device: wanted.device, gateway: undefined, onlink, weight };
  }
  if (scope === 'host') return netlinkError('EINVAL', 'Route with host scope can not have a gateway.');
  if (scope === 'link') return netlinkError('EINVAL', 'Nexthop has invalid scope.');
  if (onlink) {
    if (wanted.device === undefined) return netlinkError('ENODEV', 'Nexthop device required for onlink.');
    if (!wanted.device.up) return netlinkError('ENETDOWN', 'Nexthop device is not up.');
    if (namespace.routes.localType(gateway) !== 'unicast')
      return netlinkError('EINVAL', 'Nexthop has invalid gateway.');
    return { device: wanted.device, gateway, onlink, weight };
  }
  if (gateway.family === 6) return makeIpv6Nexthop(namespace, wanted, gateway, weight, table);
  const device = namespace.routes.isOnLink(gateway, wanted.device, table);
  if (device === undefined) return netlinkError('ENETUNREACH', 'Nexthop has invalid gateway.');
  return { device, gateway, onlink, weight };
}

/** ip6_validate_gw: a link-local gateway needs a device, any other a route to it. */
function makeIpv6Nexthop(
  namespace: NetworkNamespace,
  wanted: NexthopRequest,
  gateway: Address,
  weight: number,
  table: number,
): Nexthop | NetlinkError {
  if (
    namespace.devices.list().some((device) => device.addresses.some((own) => own.prefix.address === gateway))
  )
    return netlinkError('EINVAL', 'Gateway can not be a local address.');
  if (gateway.isLinkLocal) {
    if (wanted.device === undefined) return netlinkError('EINVAL', 'Egress device not specified.');
    return { device: wanted.device, gateway, onlink: false, weight };
  }
  const device = namespace.routes.isOnLink(gateway, wanted.device, table);
  if (device === undefined) return netlinkError('EHOSTUNREACH');
  return { device, gateway, onlink: false, weight };
}

/** The default prefix of a family. */
export function defaultPrefix(family: 4 | 6): Prefix {
  return Prefix.parse(family === 4 ? '0.0.0.0/0' : '::/0');
}
