/**
 * One route as `ip route` prints it (ip/iproute.c, print_route).
 */
import type { Address } from '../../../net/address/address.ts';
import { second } from '../../../clock/clock.ts';
import type { NetDevice } from '../../../linux/device/device.ts';
import { type Nexthop, type Route, routeTable } from '../../../linux/route/route.ts';
import type { IpContext } from '../context.ts';
import { dsfieldName, protocolName, realmNames, scopeName, tableName, typeName } from '../names.ts';
import { printNexthop } from '../nexthop/print.ts';
import { hostText } from '../resolve.ts';
import type { RouteFilter } from './filter.ts';
import { printMetrics } from './metrics.ts';
import { printGateway, printNexthopFlags } from './way.ts';

/** What `ip -6 route get` adds to a route. */
export interface Asked {
  readonly from: Address | undefined;
  readonly input: NetDevice | undefined;
  /** Seconds until what was learnt is forgotten. */
  readonly expires: number | undefined;
}

export function printRoute(context: IpContext, filter: RouteFilter, route: Route, asked?: Asked): void {
  const { printer, options } = context;
  const { destination } = route;
  const family = destination.family === 4 ? 'inet' : 'inet6';
  const details = options.details > 0;
  const word = (name: string, key: string, value: string) => {
    printer.any(key, `${name} ${value} `, value);
  };
  if (route.type !== 'unicast' || details)
    printer.any('type', `${typeName(route.type, options.numeric)} `, typeName(route.type, options.numeric));
  const text = destinationText(context, route);
  printer.any('dst', `${text} `, text, destination.length === 0 ? undefined : family);
  if (asked?.from !== undefined) word('from', 'from', asked.from.text);
  if (route.tos !== 0 && filter.tos === undefined)
    word('tos', 'tos', dsfieldName(route.tos, options.numeric));
  if (route.nexthopId !== undefined) printer.any('nhid', `nhid ${String(route.nexthopId)} `, route.nexthopId);
  const [only, ...more] = route.nexthops;
  const single = more.length === 0 ? only : undefined;
  if (single !== undefined) printWay(context, filter, single, family);
  // A blackhole object is shown on the device that refuses.
  else if (route.nexthopId !== undefined && more.length === 0) word('dev', 'dev', 'lo');
  if (filter.table === 0 && (route.table !== routeTable.main || details))
    word('table', 'table', tableName(route.table, options.numeric));
  if ((route.protocol !== 3 || details) && filter.protocol === undefined)
    word('proto', 'protocol', protocolName(route.protocol, options.numeric));
  if (
    (route.scope !== 'global' || details) &&
    filter.scope === undefined &&
    (destination.family === 4 || details)
  )
    word('scope', 'scope', scopeName(route.scope, options.numeric));
  if (route.preferredSource !== undefined && filter.source?.isHost !== true) {
    printer.text('src ');
    printer.any('prefsrc', `${route.preferredSource.text} `, route.preferredSource.text, family);
  }
  if ((route.metric !== 0 || destination.family === 6) && filter.metric === undefined)
    printer.any('metric', `metric ${String(route.metric)} `, route.metric);
  printNexthopFlags(context, single, route.type);
  if (single?.realms !== undefined) printRealms(context, single.realms);
  const expires = asked?.expires ?? secondsLeft(context, route);
  if (expires !== undefined) printer.any('expires', `expires ${String(expires)}sec `, expires);
  printMetrics(printer, route);
  if (asked?.input !== undefined) word('iif', 'iif', asked.input.name);
  const object = details ? context.namespace.nexthops?.get(route.nexthopId ?? 0) : undefined;
  if (object !== undefined) {
    printer.line();
    printer.text('\tnh_info ');
    printNexthop(context, object, 'nh_info');
  }
  if (more.length > 0) printNexthops(context, route, family);
  const preference = route.preference ?? 'medium';
  if (destination.family === 6) printer.any('pref', `pref ${preference}`, preference);
  printer.text('\n');
}

/** As clock_t of the kernel: rounded down by the time it is printed. */
function secondsLeft({ namespace }: IpContext, { expires }: Route): number | undefined {
  if (expires === undefined) return undefined;
  return Math.ceil((expires - namespace.environment.clock.now) / second) - 1;
}

function printRealms({ printer, options }: IpContext, realms: number): void {
  const { from, to } = realmNames(realms, options.numeric);
  printer.openObject('flow');
  printer.text(from === undefined ? 'realm ' : 'realms ');
  if (from !== undefined) printer.any('from', `${from}/`, from);
  printer.any('to', `${to} `, to);
  printer.closeObject();
}

function destinationText(context: IpContext, route: Route): string {
  const { destination } = route;
  if (destination.length === 0) return 'default';
  return destination.isHost ? hostText(context, destination.address) : destination.canonical.toString();
}

function printWay(context: IpContext, filter: RouteFilter, hop: Nexthop, family: 'inet' | 'inet6'): void {
  const { printer } = context;
  if (filter.via?.isHost !== true) printGateway(context, hop, family);
  if (filter.output === undefined) {
    printer.text('dev ');
    printer.any('dev', `${hop.device.name} `, hop.device.name, 'interface');
  }
}

function printNexthops(context: IpContext, route: Route, family: 'inet' | 'inet6'): void {
  const { printer } = context;
  printer.openArray('nexthops');
  for (const hop of route.nexthops) {
    printer.openObject();
    printer.line();
    printer.text('\tnexthop ');
    printGateway(context, hop, family);
    if (hop.realms !== undefined) printRealms(context, hop.realms);
    printer.text('dev ');
    printer.any('dev', `${hop.device.name} `, hop.device.name, 'interface');
    printer.any('weight', `weight ${String(hop.weight)} `, hop.weight);
    printNexthopFlags(context, hop, route.type);
    printer.closeObject();
  }
  printer.closeArray();
}
