/**
 * Adding and removing addresses, with the routes that come with them (inet_insert_ifa, fib_add_ifaddr,
 * fib_del_ifaddr; net/ipv4/devinet.c, fib_frontend.c; for IPv6 net/ipv6/addrconf.c).
 */
import { second } from '../../clock/clock.ts';
import { Address } from '../../net/address/address.ts';
import { macToBytes } from '../../net/address/mac.ts';
import { Prefix } from '../../net/address/prefix.ts';
import type { InterfaceAddress, NetDevice } from '../device/device.ts';
import type { Provenance } from '../journey/event.ts';
import { type Route, routeProtocol, type RouteScope, routeTable, type RouteType } from '../route/route.ts';
import { netlinkError, type NetlinkError } from './error.ts';

export interface AddressRequest {
  readonly prefix: Prefix;
  readonly broadcast?: Address | undefined;
  readonly peer?: Prefix | undefined;
  readonly scope?: InterfaceAddress['scope'];
  readonly label?: string | undefined;
  readonly provenance?: Provenance | undefined;
}

export function addAddress(device: NetDevice, request: AddressRequest): NetlinkError | undefined {
  const { prefix } = request;
  if (device.addresses.some((own) => own.prefix.equals(prefix)))
    return netlinkError(
      'EEXIST',
      prefix.family === 4 ? 'ipv4: Address already assigned.' : 'address already assigned.',
    );
  const secondary =
    prefix.family === 4 &&
    device.addresses.some(
      (own) => !own.secondary && own.prefix.length === prefix.length && own.prefix.contains(prefix.address),
    );
  const address: InterfaceAddress = {
    prefix,
    scope:
      request.scope ??
      (prefix.address.isLoopback
        ? 'host'
        : prefix.family === 6 && prefix.address.isLinkLocal
          ? 'link'
          : 'global'),
    broadcast: request.broadcast,
    peer: request.peer,
    label: prefix.family === 4 ? (request.label ?? device.name) : undefined,
    secondary,
    tentativeUntil: undefined,
    provenance: request.provenance,
  };
  device.addresses.push(address);
  addAddressRoutes(device, address);
  return undefined;
}

export function removeAddress(device: NetDevice, prefix: Prefix): NetlinkError | undefined {
  const at = device.addresses.findIndex((own) => own.prefix.equals(prefix));
  const address = device.addresses[at];
  if (address === undefined) return netlinkError('EADDRNOTAVAIL', 'ipv4: Address not found.');
  device.addresses.splice(at, 1);
  const { routes } = device.namespace;
  for (const wanted of routesOf(device, address)) {
    const found = routes
      .table(wanted.table)
      .exact(wanted.destination)
      .find((route) => sameRoute(route, wanted));
    const stillNeeded = device.addresses.some((own) =>
      routesOf(device, own).some((route) => sameRoute(route, wanted)),
    );
    if (found !== undefined && !stillNeeded) routes.remove(found);
  }
  // Routes that use the address as their source go too (fib_sync_down_addr).
  for (const table of routes.tables())
    for (const route of table.list()) if (route.preferredSource === prefix.address) routes.remove(route);
  promoteSecondary(device, address);
  return undefined;
}

/** Without promote_secondaries the secondary addresses of the subnet go with the primary one. */
function promoteSecondary(device: NetDevice, gone: InterfaceAddress): void {
  if (gone.secondary || gone.prefix.family !== 4) return;
  for (const own of [...device.addresses])
    if (own.secondary && own.prefix.length === gone.prefix.length && gone.prefix.contains(own.prefix.address))
      removeAddress(device, own.prefix);
}

/** When an address comes, or its device goes up. */
export function addAddressRoutes(device: NetDevice, address: InterfaceAddress): void {
  const { routes } = device.namespace;
  for (const route of routesOf(device, address)) {
    if (!device.up && route.type !== 'local') continue;
    const known = routes
      .table(route.table)
      .exact(route.destination)
      .some((other) => sameRoute(other, route));
    if (!known) routes.add(route);
  }
}

function sameRoute(one: Route, other: Route): boolean {
  return (
    one.type === other.type &&
    one.table === other.table &&
    one.destination.canonical.equals(other.destination.canonical) &&
    one.nexthops[0]?.device === other.nexthops[0]?.device &&
    one.protocol === routeProtocol.kernel
  );
}

/** The routes an address brings: itself, the broadcast addresses, its subnet. */
function routesOf(device: NetDevice, own: InterfaceAddress): readonly Route[] {
  const { prefix } = own;
  const { address } = prefix;
  const make = (destination: Prefix, type: RouteType, scope: RouteScope, metric = 0): Route => ({
    destination,
    type,
    table: type === 'unicast' ? routeTable.main : routeTable.local,
    protocol: routeProtocol.kernel,
    scope,
    metric,
    tos: 0,
    preferredSource: prefix.family === 4 ? address : undefined,
    nexthops: [{ device, gateway: undefined, onlink: false, weight: 1 }],
    mtu: undefined,
    provenance: own.provenance ?? { writer: 'kernel' },
  });
  if (prefix.family === 6) return ipv6RoutesOf(device, own, make);
  const all = [make(Prefix.host(address), 'local', 'host')];
  if (own.broadcast !== undefined) all.push(make(Prefix.host(own.broadcast), 'broadcast', 'link'));
  if (prefix.length === 32) return all;
  if (!own.secondary || !address.isLoopback)
    all.push(
      make(
        prefix.canonical,
        device.kind === 'loopback' ? 'local' : 'unicast',
        device.kind === 'loopback' ? 'host' : 'link',
      ),
    );
  // For /31 and /32 there is no broadcast address of the subnet (RFC 3021).
  if (prefix.length < 31) all.push(make(Prefix.host(prefix.last), 'broadcast', 'link'));
  return all;
}

function ipv6RoutesOf(
  device: NetDevice,
  own: InterfaceAddress,
  make: (destination: Prefix, type: RouteType, scope: RouteScope, metric?: number) => Route,
): readonly Route[] {
  const { prefix } = own;
  const all = [make(Prefix.host(prefix.address), 'local', 'global', 0)];
  if (device.kind === 'loopback') return [...all, make(prefix.canonical, 'unicast', 'global', 256)];
  all.push(make(prefix.canonical, 'unicast', 'global', 256));
  const group: Route = {
    ...make(Prefix.parse('ff00::/8'), 'multicast', 'global', 256),
    table: routeTable.local,
  };
  return [...all, group];
}

/** addrconf_dev_config: a device that goes up makes itself a link-local address (RFC 4862, EUI-64). */
export function addLinkLocal(device: NetDevice): void {
  const { namespace } = device;
  if (namespace.sysctl.number(`net.ipv6.conf.${device.name}.disable_ipv6`) > 0) return;
  if (device.addresses.some((own) => own.prefix.family === 6)) return;
  const loopback = device.kind === 'loopback';
  if (!loopback && !device.isBroadcast) return;
  const prefix = loopback ? Prefix.parse('::1/128') : new Prefix(linkLocalOf(device), 64);
  const { clock, random } = namespace.environment;
  const address: InterfaceAddress = {
    prefix,
    scope: loopback ? 'host' : 'link',
    broadcast: undefined,
    peer: undefined,
    label: undefined,
    secondary: false,
    tentativeUntil: loopback ? undefined : clock.now + second + Math.round(random.fraction() * second),
    provenance: { writer: 'kernel' },
  };
  device.addresses.push(address);
  addAddressRoutes(device, address);
}

/** RFC 4291 appendix A: the MAC address with ff:fe in its middle and the universal bit turned. */
export function linkLocalOf(device: NetDevice): Address {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = macToBytes(device.mac);
  return Address.fromBytes([0xfe, 0x80, 0, 0, 0, 0, 0, 0, a ^ 2, b, c, 0xff, 0xfe, d, e, f]);
}
