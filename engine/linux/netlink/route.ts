/**
 * Adding, replacing and removing routes, with the kernel's checks of gateway and device (fib_create_info,
 * fib_table_insert; net/ipv4/fib_semantics.c, fib_trie.c).
 */
import type { Time } from '../../clock/clock.ts';
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
  scopeNumber,
} from '../route/route.ts';
import type { NexthopObject } from '../nexthop/nexthop.ts';
import { netlinkError, type NetlinkError } from './error.ts';

export interface NexthopRequest {
  readonly device?: NetDevice | undefined;
  readonly gateway?: Address | undefined;
  readonly onlink?: boolean | undefined;
  readonly weight?: number | undefined;
  readonly realms?: number | undefined;
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
  /** Gateway and device given for the route itself, where `nexthops` are several. */
  readonly hop?: NexthopRequest | undefined;
  readonly nexthops?: readonly NexthopRequest[];
  readonly nexthopId?: number | undefined;
  readonly preference?: Route['preference'];
  readonly expires?: Time | undefined;
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
    one.nexthopId === other.nexthopId &&
    JSON.stringify(one.metrics) === JSON.stringify(other.metrics) &&
    one.nexthops.length === other.nexthops.length &&
    one.nexthops.every((hop, at) => {
      const twin = other.nexthops[at];
      return (
        twin?.device === hop.device &&
        twin.gateway === hop.gateway &&
        twin.onlink === hop.onlink &&
        twin.realms === hop.realms &&
        twin.weight === hop.weight
      );
    })
  );
}

/** @param request what is given must be equal */
export function removeRoute(namespace: NetworkNamespace, request: RouteRequest): NetlinkError | undefined {
  if (request.nexthopId !== undefined && namespace.nexthops?.get(request.nexthopId) === undefined)
    return netlinkError('EINVAL', 'Nexthop id does not exist.');
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
        (request.nexthopId === undefined || route.nexthopId === request.nexthopId) &&
        (request.source === undefined || route.preferredSource === request.source) &&
        (hop === undefined || route.nexthopId === undefined) &&
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
  const { family } = destination;
  const error = wrongFields(request) ?? wrongMetrics(namespace, request);
  if (error !== undefined) return error;
  const table =
    request.table ?? (type === 'local' || type === 'broadcast' ? routeTable.local : routeTable.main);
  const ways = request.nexthops ?? [];
  const hops: Nexthop[] = [];
  const object = request.nexthopId === undefined ? undefined : namespace.nexthops?.get(request.nexthopId);
  if (request.nexthopId !== undefined) {
    const refused = wrongObject(namespace, request, object);
    if (refused !== undefined) return refused;
  } else if (withoutDevice.has(type)) {
    // IPv6 hangs such routes on lo.
    const device = namespace.devices.loopback;
    if (family === 6) hops.push({ device, gateway: undefined, onlink: false, weight: 1 });
    else if (ways.length > 0)
      return netlinkError(
        'EINVAL',
        'Gateway, device and multipath can not be specified for this route type.',
      );
  } else {
    const refused = family === 4 ? wrongWays(request, ways) : undefined;
    if (refused !== undefined) return refused;
    for (const wanted of ways) {
      const hop = makeNexthop(namespace, wanted, request.scope, table);
      if ('errno' in hop) return hop;
      hops.push(hop);
    }
    if (hops.length === 0) return netlinkError('ENODEV');
  }
  if (request.source !== undefined && !namespace.ip(family).isLocal(request.source))
    return netlinkError('EINVAL', 'Invalid prefsrc address.');
  const direct = hops.length > 0 && hops.every((hop) => hop.gateway === undefined);
  const route: Route = {
    destination,
    type,
    table: table === 0 ? routeTable.main : table,
    protocol: request.protocol ?? routeProtocol.boot,
    scope:
      request.scope ??
      (type === 'local'
        ? 'host'
        : type === 'broadcast' || (type === 'unicast' && direct && family === 4)
          ? 'link'
          : 'global'),
    metric: request.metric ?? (family === 6 ? 1024 : 0),
    tos: request.tos ?? 0,
    preferredSource: request.source,
    nexthops: hops,
    mtu: request.mtu === undefined ? undefined : Math.min(request.mtu, 65_520),
    mtuLocked: request.mtuLocked,
    metrics: atMost(request.metrics),
    nexthopId: request.nexthopId,
    preference: family === 6 ? request.preference : undefined,
    expires: family === 6 ? request.expires : undefined,
    provenance: request.provenance,
  };
  return object === undefined ? route : (namespace.nexthops?.follow(route, object) ?? route);
}

/** rtm_to_fib_config, fib_valid_key_len, fib_props; IPv6 looks only at the prefix. */
function wrongFields({ destination, tos = 0, scope, type }: RouteRequest): NetlinkError | undefined {
  if (destination.family === 4 && (tos & 3) !== 0)
    return netlinkError('EINVAL', 'Invalid dsfield (tos): ECN bits must be 0.');
  if (!destination.canonical.equals(destination))
    return netlinkError('EINVAL', 'Invalid prefix for given prefix length.');
  if (destination.family === 6 || scope === undefined) return undefined;
  const widest = type === 'local' ? 'host' : type === 'broadcast' || type === 'anycast' ? 'link' : 'global';
  const refuses = type !== undefined && withoutDevice.has(type);
  if (scopeNumber[scope] < scopeNumber[widest] || (scope === 'nowhere' && !refuses))
    return netlinkError('EINVAL', 'Invalid scope.');
  return undefined;
}

/** ip_metrics_convert */
function wrongMetrics(namespace: NetworkNamespace, { metrics }: RouteRequest): NetlinkError | undefined {
  const algorithm = metrics?.congctl;
  const known = String(namespace.sysctl.get('net.ipv4.tcp_available_congestion_control'));
  if (algorithm === undefined || known.split(' ').includes(algorithm)) return undefined;
  return netlinkError('EINVAL', 'Unknown tcp congestion algorithm.');
}

function atMost(metrics: RouteMetrics | undefined): RouteMetrics | undefined {
  if (metrics?.advmss === undefined) return metrics;
  return { ...metrics, advmss: Math.min(metrics.advmss, 65_495) };
}

/** rtm_to_fib_config, fib_check_nexthop, fib6_check_nexthop */
function wrongObject(
  namespace: NetworkNamespace,
  { nexthops = [], destination }: RouteRequest,
  object: NexthopObject | undefined,
): NetlinkError | undefined {
  if (nexthops.length > 0)
    return netlinkError('EINVAL', 'Nexthop specification and nexthop id are mutually exclusive.');
  if (object === undefined) return netlinkError('EINVAL', 'Nexthop id does not exist.');
  const isIpv4 =
    object.family === 4 ||
    namespace.nexthops?.hops(object).some(({ gateway }) => gateway?.family === 4) === true;
  if (destination.family === 6 && isIpv4)
    return netlinkError('EINVAL', 'IPv6 routes can not use an IPv4 nexthop.');
  return undefined;
}

/** fib_get_nhs, fib_create_info */
function wrongWays({ hop, scope }: RouteRequest, ways: readonly NexthopRequest[]): NetlinkError | undefined {
  const [first, ...more] = ways;
  if (hop?.device !== undefined && hop.device !== (first?.device ?? hop.device))
    return netlinkError('EINVAL', 'Nexthop device index does not match RTA_OIF.');
  if (first !== hop && hop?.device !== undefined && first?.device === undefined)
    return netlinkError('EINVAL', 'Nexthop device index does not match RTA_OIF.');
  if (hop?.gateway !== undefined && hop.gateway !== first?.gateway)
    return netlinkError('EINVAL', 'Nexthop gateway does not match RTA_GATEWAY or RTA_VIA.');
  if (hop?.realms !== undefined && hop.realms !== first?.realms)
    return netlinkError('EINVAL', 'Nexthop class id does not match RTA_FLOW.');
  if (scope === 'host' && more.length > 0)
    return netlinkError('EINVAL', 'Route with host scope can not have multiple nexthops.');
  return undefined;
}

/** fib_check_nh: the gateway must be reachable on a link, or `onlink` says that it is. */
export function makeNexthop(
  namespace: NetworkNamespace,
  { device, gateway, weight = 1, onlink = false, realms }: NexthopRequest,
  scope: RouteScope | undefined,
  table: number = routeTable.main,
): Nexthop | NetlinkError {
  const hop = { gateway, onlink, weight, ...(realms === undefined ? {} : { realms }) };
  if (gateway === undefined) {
    if (device === undefined) return netlinkError('ENODEV');
    if (onlink && scope !== 'host')
      return netlinkError('EINVAL', 'Invalid flags for nexthop - PERVASIVE and ONLINK can not be set.');
    if (!device.up) return netlinkError('ENETDOWN', 'Device for nexthop is not up.');
    return { ...hop, device };
  }
  if (scope === 'host') return netlinkError('EINVAL', 'Route with host scope can not have a gateway.');
  if (gateway.family === 6) return makeIpv6Nexthop(namespace, device, gateway, hop, table);
  if (scope === 'link') return netlinkError('EINVAL', 'Nexthop has invalid scope.');
  if (onlink) {
    if (device === undefined) return netlinkError('ENODEV', 'Nexthop device required for onlink.');
    if (!device.up) return netlinkError('ENETDOWN', 'Nexthop device is not up.');
    if (namespace.routes.localType(gateway) !== 'unicast')
      return netlinkError('EINVAL', 'Nexthop has invalid gateway.');
    return { ...hop, device };
  }
  const found = namespace.routes.isOnLink(gateway, device, table);
  if (found === undefined) return netlinkError('ENETUNREACH', 'Nexthop has invalid gateway.');
  return { ...hop, device: found };
}

/** ip6_validate_gw: a link-local gateway needs a device, any other a route to it. */
function makeIpv6Nexthop(
  namespace: NetworkNamespace,
  wanted: NetDevice | undefined,
  gateway: Address,
  hop: Omit<Nexthop, 'device'>,
  table: number,
): Nexthop | NetlinkError {
  if (wanted !== undefined && namespace.sysctl.number(`net.ipv6.conf.${wanted.name}.disable_ipv6`) > 0)
    return netlinkError('EINVAL', 'IPv6 is disabled on nexthop device.');
  if (
    namespace.devices.list().some((device) => device.addresses.some((own) => own.prefix.address === gateway))
  )
    return netlinkError('EINVAL', 'Gateway can not be a local address.');
  if (gateway.isLinkLocal) {
    if (wanted === undefined) return netlinkError('EINVAL', 'Egress device not specified.');
    return { ...hop, device: wanted };
  }
  const device =
    hop.onlink && wanted !== undefined ? wanted : namespace.routes.isOnLink(gateway, wanted, table);
  if (device === undefined) return netlinkError('EHOSTUNREACH');
  return { ...hop, device };
}

/** The default prefix of a family. */
export function defaultPrefix(family: 4 | 6): Prefix {
  return Prefix.parse(family === 4 ? '0.0.0.0/0' : '::/0');
}
