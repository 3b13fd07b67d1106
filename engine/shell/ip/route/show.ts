/**
 * `ip route show` and `ip route flush` (ip/iproute.c, iproute_list_flush_or_save).
 */
import type { NetworkNamespace } from '../../../linux/namespace/namespace.ts';
import { second } from '../../../clock/clock.ts';
import { Prefix } from '../../../net/address/prefix.ts';
import { isInserted } from '../../../linux/netlink/listen.ts';
import { type Route, routeProtocol, routeTable } from '../../../linux/route/route.ts';
import type { Arguments } from '../../iproute2/arguments.ts';
import { Stop } from '../../iproute2/stop.ts';
import { type IpContext, requireAdmin } from '../context.ts';
import { readFilter, type RouteFilter, wantsRoute } from './filter.ts';
import { printRoute } from './print.ts';

export function show(context: IpContext, words: Arguments): number {
  const filter = readFilter(context, words);
  const { printer, process } = context;
  if (filter.cached && filter.family !== 6) {
    if (printer.isJson) process.print('[ ]\n');
    return 0;
  }
  if (filter.cached) return showLearnt(context, filter);
  requireTable(context, filter);
  printer.openArray();
  for (const route of routesOf(context.namespace, filter)) {
    printer.openObject();
    printRoute(context, filter, route);
    printer.closeObject();
  }
  printer.closeArray();
  process.print(printer.isJson ? `${printer.take()}\n` : printer.take());
  return 0;
}

/** `ip -6 route show cache`: what ICMP taught about single destinations (rt6_exception). */
function showLearnt(context: IpContext, filter: RouteFilter): number {
  const { printer, process, namespace } = context;
  const { now } = namespace.environment.clock;
  printer.openArray();
  for (const { route, nexthop, destination, exception } of learntWays(namespace)) {
    printer.openObject();
    printRoute(
      context,
      filter,
      {
        ...route,
        destination: Prefix.host(destination),
        protocol: routeProtocol.boot,
        nexthops: [{ ...nexthop, gateway: exception.gateway ?? nexthop.gateway }],
        mtu: exception.mtu,
      },
      { from: undefined, input: undefined, expires: Math.ceil((exception.until - now) / second) - 1 },
    );
    printer.closeObject();
  }
  printer.closeArray();
  process.print(printer.isJson ? `${printer.take()}\n` : printer.take());
  return 0;
}

function learntWays(namespace: NetworkNamespace) {
  const { exceptions } = namespace.ipv6;
  return namespace.routes
    .tables()
    .flatMap((table) =>
      table
        .list()
        .flatMap((route) =>
          route.destination.family === 4
            ? []
            : route.nexthops.flatMap((nexthop) =>
                exceptions
                  .of(nexthop)
                  .map(([destination, exception]) => ({ route, nexthop, destination, exception })),
              ),
        ),
    );
}

/** A table nobody has put a route into does not exist; IPv6's main and local tables always do. */
function requireTable(context: IpContext, filter: RouteFilter, what: 'Dump' | 'Flush' = 'Dump'): void {
  const { table, family } = filter;
  if (table === 0) return;
  const found = context.namespace.routes.find(table);
  const always = table === routeTable.main || table === routeTable.local;
  const used = found?.list().some((route) => route.destination.family === family) === true;
  if (found !== undefined && (always || used || family === 4)) return;
  if (always) return;
  throw new Stop(2, `Error: ipv${String(family ?? 4)}: FIB table does not exist.\n${what} terminated\n`);
}

/** In the kernel's order: IPv4 before IPv6, main before local. */
function routesOf(namespace: NetworkNamespace, filter: RouteFilter): readonly Route[] {
  const tables = filter.table === 0 ? namespace.routes.tables() : [namespace.routes.find(filter.table)];
  const ordered = [...tables].sort((one, other) => ((one?.id ?? 0) & 255) - ((other?.id ?? 0) & 255));
  const all: Route[] = [];
  for (const family of [4, 6] as const)
    for (const table of ordered)
      for (const route of table?.list() ?? [])
        if (route.destination.family === family && wantsRoute(filter, route) && isInserted(namespace, route))
          all.push(route);
  return all;
}

export function flush(context: IpContext, words: Arguments): number {
  const { process, options, namespace } = context;
  if (words.word === undefined) throw new Stop(1, '"ip route flush" requires arguments.\n');
  const filter = readFilter(context, words);
  if (filter.cached) {
    requireAdmin(process, 1);
    if (filter.family === 6) {
      namespace.ipv6.exceptions.flush();
      return 0;
    }
    namespace.ipv4.exceptions.flush();
    if (options.statistics > 0) process.print('*** IPv4 routing cache is flushed.\n');
    return 0;
  }
  requireTable(context, filter, 'Flush');
  const gone = routesOf(namespace, filter);
  if (gone.length > 0) requireAdmin(process);
  for (const route of gone) {
    if (options.statistics > 1) printRoute(context, filter, route);
    namespace.routes.remove(route);
  }
  if (options.statistics > 1) process.print(context.printer.take());
  if (options.statistics > 0)
    process.print(
      gone.length === 0
        ? 'Nothing to flush.\n'
        : `\n*** Round 1, deleting ${String(gone.length)} entries ***\n*** Flush is complete after 1 round ***\n`,
    );
  return 0;
}
