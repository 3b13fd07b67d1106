/**
 * The answer of a route lookup: what to do with a packet, or the error that says why nothing can be done
 * (struct rtable and fib_result, net/ipv4/route.c).
 */
import type { Address } from '../../net/address/address.ts';
import type { NetDevice } from '../device/device.ts';
import type { Errno } from '../errno.ts';
import type { Consulted } from '../journey/event.ts';
import type { RouteException } from './exceptions.ts';
import type { Route } from './route.ts';

export interface RouteResult {
  readonly kind: 'route';
  /** Where it goes: to this host, on through `device`, or to everybody on the link. */
  readonly type: 'local' | 'unicast' | 'broadcast' | 'multicast';
  readonly route: Route;
  readonly device: NetDevice;
  /** Undefined: the destination itself is on the link. */
  readonly gateway: Address | undefined;
  /** The source address for a packet of this host that has none. */
  readonly source: Address;
  readonly mtu: number;
  /** The MTU is a locked one: packets may be cut on their way, DF is not set. */
  readonly mtuLocked?: boolean;
  /** What ICMP taught about this destination. */
  readonly exception?: RouteException | undefined;
  /** It came in by the device it leaves by, and its sender could send it there itself (IPSKB_DOREDIRECT). */
  readonly redirect?: boolean;
  /** While somebody listens: the tables and rows that were looked at. */
  readonly consulted?: readonly Consulted[];
}

export interface RouteFailure {
  readonly kind: 'failure';
  readonly errno: Errno;
  /** Dropped without an answer: martian source or destination, reverse path. */
  readonly martian: boolean;
  /** Which address cannot be, where the kernel's log may tell of it. */
  readonly wrong?: 'source' | 'destination';
  readonly route: Route | undefined;
  readonly consulted?: readonly Consulted[];
}

export type RouteAnswer = RouteResult | RouteFailure;

/** A lookup's question (struct flowi4). */
export interface RouteQuery {
  readonly destination: Address;
  readonly source?: Address | undefined;
  readonly mark?: number;
  readonly tos?: number;
  /** The device a socket is bound to. */
  readonly output?: NetDevice | undefined;
  /** The socket's owner, protocol and ports: for `ip rule` and for the choice among several next hops. */
  readonly user?: number | undefined;
  readonly protocol?: number | undefined;
  readonly sourcePort?: number | undefined;
  readonly destinationPort?: number | undefined;
}
