/**
 * The way of a connection (ip_route_connect, include/net/route.h): once the source address is chosen the tables are asked
 * again, because `ip rule` may look at it. Packets without a connection, and IPv6, ask once.
 */
import type { Address } from '../../net/address/address.ts';
import type { Errno } from '../errno.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { RouteAnswer, RouteQuery, RouteResult } from '../route/result.ts';
import type { InetSocket } from './inet-socket.ts';

/** A socket found no way: counted where nobody knows one. */
export function noWay({ snmp }: NetworkNamespace, { family }: Address, errno: Errno): Errno {
  if (errno === 'ENETUNREACH') (family === 4 ? snmp.ip : snmp.ip6).OutNoRoutes++;
  return errno;
}

export function routeConnect(namespace: NetworkNamespace, query: RouteQuery): RouteAnswer {
  const { family } = query.destination;
  const first = namespace.ip(family).routeOutput(query);
  if (family === 6 || first.kind === 'failure' || query.source !== undefined) return first;
  return namespace.ipv4.routeOutput({ ...query, source: first.source });
}

/** SO_DONTROUTE: only routes of a link count (RT_SCOPE_LINK). IPv6 does not look at it. */
export function isTooFar({ dontRoute, family }: InetSocket, { route }: RouteResult): boolean {
  return dontRoute && family === 4 && route.scope === 'global';
}
