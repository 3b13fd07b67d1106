/**
 * Adding and removing addresses, with the routes that come with them (inet_insert_ifa, fib_add_ifaddr,
 * fib_del_ifaddr; net/ipv4/devinet.c, fib_frontend.c; for IPv6 net/ipv6/addrconf.c). Link-local addresses that a device
 * makes itself are in link-local.ts.
 */
import { second } from '../../clock/clock.ts';
import { type Address, limitedBroadcast } from '../../net/address/address.ts';
import { Prefix } from '../../net/address/prefix.ts';
import type { InterfaceAddress, NetDevice } from '../device/device.ts';
import { announce, announceLeaving } from '../ipv6/announce.ts';
import type { Provenance } from '../journey/event.ts';
import {
  type Route,
  routeProtocol,
  type RouteScope,
  routeTable,
  type RouteType,
  scopeNumber,
} from '../route/route.ts';
import { netlinkError, type NetlinkError } from './error.ts';
import { tell, tellAddress } from './notify.ts';

const allGroups = Prefix.parse('ff00::/8');

/** Seconds; undefined: for ever. */
export interface Lifetime {
  readonly valid: number | undefined;
  readonly preferred: number | undefined;
}

/** When a lifetime that begins now is over. */
export function untilOf(
  { namespace }: NetDevice,
  lifetime: Lifetime | undefined,
): Pick<InterfaceAddress, 'validUntil' | 'preferredUntil'> {
  const { now } = namespace.environment.clock;
  const until = (seconds: number | undefined) => (seconds === undefined ? undefined : now + seconds * second);
  return { validUntil: until(lifetime?.valid), preferredUntil: until(lifetime?.preferred) };
}

export interface AddressRequest {
  readonly prefix: Prefix;
  readonly broadcast?: Address | undefined;
  readonly peer?: Prefix | undefined;
  readonly scope?: InterfaceAddress['scope'] | undefined;
  readonly label?: string | undefined;
  readonly metric?: number | undefined;
  readonly noPrefixRoute?: boolean | undefined;
  readonly noDad?: boolean | undefined;
  readonly flags?: InterfaceAddress['flags'];
  readonly lifetime?: Lifetime | undefined;
  readonly provenance?: Provenance | undefined;
}

/** __inet_insert_ifa, inet6_addr_add */
export function addAddress(device: NetDevice, request: AddressRequest): NetlinkError | undefined {
  const { prefix } = request;
  if (prefix.family === 6) return addIpv6Address(device, request);
  // __inet_insert_ifa: nothing is done, and nothing is said.
  if (prefix.address.isUnspecified) return undefined;
  device.namespace.sysctl.settle(device.name);
  const subnet = request.peer ?? prefix;
  const sameSubnet = device.addresses.filter(
    (own) =>
      own.prefix.family === 4 &&
      (own.peer ?? own.prefix).length === subnet.length &&
      (own.peer ?? own.prefix).contains(subnet.address),
  );
  if (sameSubnet.some((own) => own.prefix.address === prefix.address))
    return netlinkError('EEXIST', 'ipv4: Address already assigned.');
  const scope = request.scope ?? (prefix.address.isLoopback ? 'host' : 'global');
  if (sameSubnet.some((own) => own.scope !== scope))
    return netlinkError('EINVAL', 'ipv4: Invalid scope value.');
  const address: InterfaceAddress = {
    prefix,
    scope,
    broadcast: request.broadcast,
    peer: request.peer,
    label: request.label ?? device.name,
    secondary: sameSubnet.some((own) => !own.secondary),
    metric: request.metric,
    noPrefixRoute: request.noPrefixRoute,
    tentativeUntil: undefined,
    ...untilOf(device, request.lifetime),
    provenance: request.provenance,
  };
  device.addresses.splice(positionOf(device, address), 0, address);
  tellAddress(device, address);
  addAddressRoutes(device, address);
  if (device.up) device.namespace.routes.deviceUp(device);
  return undefined;
}

/** Primary addresses stand before secondary ones, and wider scopes before narrower. */
function positionOf(device: NetDevice, address: InterfaceAddress): number {
  const isV4 = (own: InterfaceAddress) => own.prefix.family === 4;
  const end = device.addresses.filter(isV4).length;
  if (address.secondary) return end;
  let at = 0;
  for (const [index, own] of device.addresses.entries())
    if (isV4(own) && !own.secondary && scopeNumber[address.scope] <= scopeNumber[own.scope]) at = index + 1;
  return at;
}

function addIpv6Address(device: NetDevice, request: AddressRequest): NetlinkError | undefined {
  const { prefix } = request;
  const { sysctl, environment } = device.namespace;
  if (sysctl.number(`net.ipv6.conf.${device.name}.disable_ipv6`) > 0)
    return netlinkError('EACCES', 'ipv6: IPv6 is disabled on this device.');
  if (device.addresses.some((own) => own.prefix.address === prefix.address))
    return netlinkError('EEXIST', 'ipv6: address already assigned.');
  const wrong = wrongIpv6Address(device, prefix.address);
  if (wrong !== undefined) return wrong;
  const address: InterfaceAddress = {
    prefix,
    scope: prefix.address.isLoopback ? 'host' : prefix.address.isLinkLocal ? 'link' : 'global',
    broadcast: undefined,
    peer: request.peer,
    label: undefined,
    secondary: false,
    metric: request.metric,
    noPrefixRoute: request.noPrefixRoute,
    noDad: request.noDad,
    flags: request.flags,
    ...untilOf(device, request.lifetime),
    tentativeUntil:
      request.noDad === true ? undefined : tentativeUntil(device, environment.random.fraction()),
    provenance: request.provenance,
  };
  insertIpv6Address(device, address);
  if (device.carrier) announce(device, address, false);
  return undefined;
}

/** ipv6_add_addr */
function wrongIpv6Address(device: NetDevice, address: Address): NetlinkError | undefined {
  if (address.isUnspecified) return netlinkError('EADDRNOTAVAIL', 'ipv6: Invalid address.');
  if (address.isMulticast)
    return netlinkError(
      'EADDRNOTAVAIL',
      'ipv6: Cannot assign multicast address without "IFA_F_MCAUTOJOIN" flag.',
    );
  if (address.isLoopback && device.kind !== 'loopback')
    return netlinkError('EADDRNOTAVAIL', 'ipv6: Cannot assign loopback address on this device.');
  return undefined;
}

/** Duplicate address detection takes a random delay of up to a second and then a second (RFC 4862 section 5.4). */
export function tentativeUntil(device: NetDevice, chance: number): number | undefined {
  if (device.kind === 'loopback' || device.isNoArp) return undefined;
  const parameter = (leaf: string) => device.namespace.sysctl.numberOf('net.ipv6.conf', device.name, leaf);
  if (parameter('accept_dad') < 1 || parameter('dad_transmits') < 1) return undefined;
  return device.namespace.environment.clock.now + second + Math.round(chance * second);
}

/** ipv6_link_dev_addr: wider scopes first, the newest first among equals. */
export function insertIpv6Address(device: NetDevice, address: InterfaceAddress): void {
  const at = device.addresses.findIndex(
    (own) => own.prefix.family === 6 && scopeNumber[own.scope] >= scopeNumber[address.scope],
  );
  device.addresses.splice(at < 0 ? device.addresses.length : at, 0, address);
  if (device.kind !== 'loopback') device.groups.joinSolicited(address.prefix.address);
  tellAddress(device, address);
  addAddressRoutes(device, address);
}

/** __inet_del_ifa, inet6_addr_del */
export function removeAddress(device: NetDevice, prefix: Prefix): NetlinkError | undefined {
  const at = device.addresses.findIndex((own) => own.prefix.equals(prefix));
  const address = device.addresses[at];
  const { family } = prefix;
  if (address === undefined)
    return netlinkError(
      'EADDRNOTAVAIL',
      family === 4 ? 'ipv4: Address not found.' : 'ipv6: address not found.',
    );
  const promoted = removeSecondaries(device, address);
  device.addresses.splice(device.addresses.indexOf(address), 1);
  tell(device.namespace, { kind: 'address', device, address, deleted: true });
  const { routes, neighbours, netfilter } = device.namespace;
  netfilter.forgetMasqueraded(device, prefix.address);
  for (const wanted of [...routesOf(device, address)].sort(byLeaving)) {
    const found = routes
      .table(wanted.table)
      .exact(wanted.destination)
      .find((route) => sameRoute(route, wanted));
    const stillNeeded = device.addresses.some((own) =>
      routesOf(device, own).some((route) => sameRoute(route, wanted)),
    );
    if (found !== undefined && !stillNeeded) removeAddressRoute(device, found);
  }
  if (family === 6) {
    device.groups.leaveSolicitedOf(prefix.address);
    announceLeaving(device, prefix.address);
    return undefined;
  }
  // Routes that use the address as their source go too (fib_sync_down_addr).
  for (const table of routes.tables())
    for (const route of table.list())
      if (route.preferredSource === prefix.address) routes.removeSilently(route);
  promote(device, promoted);
  if (device.addresses.some((own) => own.prefix.family === 4)) return undefined;
  // Nothing is left to speak from: fib_disable_ip, arp_ifdown.
  routes.deviceDown(device, 'unaddressed');
  neighbours.flush(device, 4);
  return undefined;
}

/** fib_del_ifaddr: the subnet goes first, then the broadcast addresses, the address itself last. */
function byLeaving(one: Route, other: Route): number {
  const rank = ({ type, destination }: Route) =>
    type === 'broadcast' ? 1 : type === 'local' && destination.isHost ? 2 : 0;
  return rank(one) - rank(other);
}

/**
 * The secondary addresses of the subnet go with the primary one; with promote_secondaries the first of them takes its
 * place. @returns those that stay
 */
function removeSecondaries(device: NetDevice, gone: InterfaceAddress): readonly InterfaceAddress[] {
  if (gone.secondary || gone.prefix.family !== 4) return [];
  const others = device.addresses.filter(
    (own) =>
      own.secondary &&
      own.prefix.family === 4 &&
      own.prefix.length === gone.prefix.length &&
      gone.prefix.contains(own.prefix.address),
  );
  const { sysctl } = device.namespace;
  if (['all', device.name].some((name) => sysctl.number(`net.ipv4.conf.${name}.promote_secondaries`) > 0))
    return others;
  for (const own of others) removeAddress(device, own.prefix);
  return [];
}

/** __inet_del_ifa: the new primary one stands where primaries stand, and brings the routes once more. */
function promote(device: NetDevice, [first, ...more]: readonly InterfaceAddress[]): void {
  if (first === undefined) return;
  device.addresses.splice(device.addresses.indexOf(first), 1);
  const primary = { ...first, secondary: false };
  device.addresses.splice(positionOf(device, primary), 0, primary);
  for (const own of [primary, ...more]) addAddressRoutes(device, own);
}

/** When an address comes, or its device goes up. */
export function addAddressRoutes(device: NetDevice, address: InterfaceAddress): void {
  const { routes } = device.namespace;
  for (const route of routesOf(device, address)) {
    if (routes.table(route.table).holds(route.destination, (other) => sameRoute(other, route))) continue;
    routes.add(route);
    if (route.type === 'anycast') device.groups.joinSolicited(route.destination.address);
  }
}

function removeAddressRoute(device: NetDevice, route: Route): void {
  device.namespace.routes.remove(route);
  if (route.type === 'anycast') device.groups.leaveSolicitedOf(route.destination.address);
}

function sameRoute(one: Route, other: Route): boolean {
  return (
    one.nexthops[0]?.device === other.nexthops[0]?.device &&
    one.type === other.type &&
    one.table === other.table &&
    one.protocol === routeProtocol.kernel &&
    one.destination.length === other.destination.length &&
    one.destination.network === other.destination.network
  );
}

/** The routes an address brings: itself, the broadcast addresses, its subnet (fib_add_ifaddr). */
function routesOf(device: NetDevice, own: InterfaceAddress): readonly Route[] {
  const { prefix } = own;
  const { address } = prefix;
  const source = own.secondary ? (primaryOf(device, own) ?? address) : address;
  // One for all of them: a cluster has thousands of namespaces at rest.
  const nexthops = [{ device, gateway: undefined, onlink: false, weight: 1 }];
  const provenance = own.provenance ?? { writer: 'kernel' };
  const make = (destination: Prefix, type: RouteType, scope: RouteScope, metric = 0): Route => ({
    destination,
    type,
    table: type === 'unicast' ? routeTable.main : routeTable.local,
    protocol: routeProtocol.kernel,
    scope,
    metric,
    tos: 0,
    preferredSource: prefix.family === 4 ? source : undefined,
    nexthops,
    mtu: undefined,
    provenance,
  });
  if (prefix.family === 6) return ipv6RoutesOf(device, own, make);
  const all = [make(Prefix.host(address), 'local', 'host')];
  // A source that is no local address is refused (fib_valid_prefsrc), and so all but the address itself.
  if (!device.up || address.isMulticast || address.isLimitedBroadcast) return all;
  if (own.broadcast !== undefined && own.broadcast !== limitedBroadcast)
    all.push(make(Prefix.host(own.broadcast), 'broadcast', 'link'));
  const subnet = (own.peer ?? prefix).canonical;
  const zeroNet = subnet.network.bits >>> 24 === 0;
  if (zeroNet || own.secondary || (own.peer === undefined && prefix.length === 32)) return all;
  const [type, scope] =
    device.kind === 'loopback' ? (['local', 'host'] as const) : (['unicast', 'link'] as const);
  if (own.noPrefixRoute !== true) all.push(make(subnet, type, scope, own.metric));
  // For /31 and /32 there is no broadcast address of the subnet (RFC 3021).
  if (subnet.length < 31) all.push(make(Prefix.host(subnet.last), 'broadcast', 'link'));
  return all;
}

/** The address a secondary one stands behind: packets of this host come from there. */
function primaryOf(device: NetDevice, own: InterfaceAddress): Address | undefined {
  return device.addresses.find(
    (other) =>
      !other.secondary &&
      other.prefix.family === 4 &&
      other.prefix.length === own.prefix.length &&
      other.prefix.contains(own.prefix.address),
  )?.prefix.address;
}

function ipv6RoutesOf(
  device: NetDevice,
  own: InterfaceAddress,
  make: (destination: Prefix, type: RouteType, scope: RouteScope, metric?: number) => Route,
): readonly Route[] {
  const { prefix } = own;
  if (!device.up) return [];
  const all = [make(Prefix.host(prefix.address), 'local', 'global', 0)];
  if (own.noPrefixRoute !== true && !(device.kind === 'loopback' && prefix.length === 128))
    all.push(
      make(
        new Prefix(prefix.address, (own.peer ?? prefix).length).canonical,
        'unicast',
        'global',
        own.metric ?? 256,
      ),
    );
  if (own.peer !== undefined)
    all.push(make(Prefix.host(own.peer.address), 'unicast', 'global', own.metric ?? 256));
  if (device.kind === 'loopback') return all;
  const group: Route = {
    ...make(allGroups, 'multicast', 'global', 256),
    table: routeTable.local,
  };
  all.push(group);
  // A router answers for the subnet itself (RFC 4291 section 2.6.1; addrconf_join_anycast).
  if (prefix.length < 127 && isRouterBy(device))
    all.push(make(Prefix.host(prefix.network), 'anycast', 'global'));
  return all;
}

function isRouterBy(device: NetDevice): boolean {
  return device.namespace.sysctl.numberOf('net.ipv6.conf', device.name, 'forwarding') > 0;
}

/** `net.ipv6.conf.DEVICE.forwarding` was set: the anycast addresses of its subnets come or go (dev_forward_change). */
export function applyForwarding(device: NetDevice): void {
  const { routes } = device.namespace;
  const isRouter = isRouterBy(device);
  // dev_forward_change: lo has no IFF_MULTICAST.
  if (device.kind !== 'loopback') device.groups.setRouter(isRouter);
  for (const own of device.addresses) {
    if (own.prefix.family === 4) continue;
    if (isRouter) addAddressRoutes(device, own);
    else
      for (const route of routes.table(routeTable.local).exact(Prefix.host(own.prefix.network)))
        if (route.type === 'anycast' && route.nexthops[0]?.device === device)
          removeAddressRoute(device, route);
  }
}
