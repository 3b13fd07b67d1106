/**
 * A route of a routing table (struct fib_info, fib_alias; rtnetlink(7)).
 */
import type { Time } from '../../clock/clock.ts';
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
  /** One of several, whose device is down: not used until it is up again (RTNH_F_DEAD). */
  readonly dead?: boolean;
  /** Source realm in the upper, destination realm in the lower 16 bits; only kept and shown. */
  readonly realms?: number | undefined;
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
  /** `mtu lock`: path MTU discovery is off, DF is not set. */
  readonly mtuLocked?: boolean | undefined;
  /** Other metrics by the names of ip-route(8), as `advmss`, `initcwnd`, `hoplimit`; those named in `locked` are. */
  readonly metrics?: RouteMetrics | undefined;
  /** The next-hop object it uses (`nhid`); `nexthops` are that object's. */
  readonly nexthopId?: number | undefined;
  /** IPv6: which of several default routers is better (RFC 4191); medium when absent. */
  readonly preference?: 'low' | 'high' | undefined;
  /** IPv6: when it is gone. */
  readonly expires?: Time | undefined;
  readonly provenance: Provenance | undefined;
}

/** RTAX_* of include/uapi/linux/rtnetlink.h, without the MTU. */
export interface RouteMetrics {
  readonly window?: number;
  readonly rtt?: number;
  readonly rttvar?: number;
  readonly ssthresh?: number;
  readonly cwnd?: number;
  readonly advmss?: number;
  readonly reordering?: number;
  readonly hoplimit?: number;
  readonly initcwnd?: number;
  readonly features?: number;
  readonly rto_min?: number;
  readonly initrwnd?: number;
  readonly quickack?: number;
  readonly congctl?: string;
  readonly fastopen_no_cookie?: number;
  readonly locked?: readonly string[];
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
