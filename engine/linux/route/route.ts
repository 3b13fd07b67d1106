/**
 * A route of a routing table (struct fib_info, fib_alias; rtnetlink(7)).
 */
import type { Address } from '../../net/address/address.ts';
import { Prefix } from '../../net/address/prefix.ts';
import type { NetDevice } from '../device/device.ts';
import type { Provenance } from '../journey/event.ts';

export type RouteType =
  | 'unicast'
  | 'local'
  | 'broadcast'
  | 'multicast'
  | 'anycast'
  | 'blackhole'
  | 'unreachable'
  | 'prohibit'
  | 'throw';

export type RouteScope = 'global' | 'site' | 'link' | 'host' | 'nowhere';

export interface Nexthop {
  readonly device: NetDevice;
  readonly gateway: Address | undefined;
  readonly onlink: boolean;
  /** 1 to 256. */
  readonly weight: number;
}

export interface Route {
  readonly destination: Prefix;
  readonly type: RouteType;
  /** Table number: 255 local, 254 main, 253 default. */
  readonly table: number;
  /** Number of /etc/iproute2/rt_protos: 2 kernel, 3 boot, 4 static, 12 bird. */
  readonly protocol: number;
  readonly scope: RouteScope;
  readonly metric: number;
  readonly tos: number;
  /** `src`: the source address for packets of this host. */
  readonly preferredSource: Address | undefined;
  /** Empty for blackhole, unreachable, prohibit and throw. */
  readonly nexthops: readonly Nexthop[];
  readonly mtu: number | undefined;
  readonly provenance: Provenance | undefined;
}

export const routeTable = { default: 253, main: 254, local: 255 } as const;
export const routeProtocol = {
  unspecified: 0,
  redirect: 1,
  kernel: 2,
  boot: 3,
  static: 4,
  ra: 9,
  bird: 12,
  dhcp: 16,
} as const;

/** rtnetlink's order: a larger number is a narrower scope. */
export const scopeNumber: Readonly<Record<RouteScope, number>> = {
  global: 0,
  site: 200,
  link: 253,
  host: 254,
  nowhere: 255,
};

/** A route for one destination that stands in no table: multicast, broadcast, on-link by a bound socket. */
export function hostRoute(destination: Address): Route {
  return {
    destination: Prefix.host(destination),
    type: destination.isMulticast ? 'multicast' : destination.isLimitedBroadcast ? 'broadcast' : 'unicast',
    table: routeTable.main,
    protocol: routeProtocol.unspecified,
    scope: 'link',
    metric: 0,
    tos: 0,
    preferredSource: undefined,
    nexthops: [],
    mtu: undefined,
    provenance: undefined,
  };
}
