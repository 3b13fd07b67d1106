/**
 * The way of a connection (ip_route_connect, include/net/route.h): once the source address is chosen the tables are asked
 * again, because `ip rule` may look at it. Packets without a connection, and IPv6, ask once.
 */
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { RouteAnswer, RouteQuery } from '../route/result.ts';

export function routeConnect(namespace: NetworkNamespace, query: RouteQuery): RouteAnswer {
  const { family } = query.destination;
  const first = namespace.ip(family).routeOutput(query);
  if (family === 6 || first.kind === 'failure' || query.source !== undefined) return first;
  return namespace.ipv4.routeOutput({ ...query, source: first.source });
}
