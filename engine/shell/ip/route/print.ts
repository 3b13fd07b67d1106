/**
 * One route as `ip route` prints it (ip/iproute.c, print_route).
 */
import type { Address } from '../../../net/address/address.ts';
import type { NetDevice } from '../../../linux/device/device.ts';
import type { Nexthop, Route } from '../../../linux/route/route.ts';
import { routeTable } from '../../../linux/route/route.ts';
import type { IpContext } from '../context.ts';
import { protocolName, scopeName, tableName, typeName } from '../names.ts';
import { hostText } from '../resolve.ts';
import type { RouteFilter } from './filter.ts';

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
  if (route.tos !== 0 && filter.tos === undefined) word('tos', 'tos', `0x${route.tos.toString(16)}`);
  const [only, ...more] = route.nexthops;
  const single = more.length === 0 ? only : undefined;
  if (single !== undefined) printWay(context, filter, single, family);
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
  printFlags(context, single, route);
  if (asked?.expires !== undefined)
    printer.any('expires', `expires ${String(asked.expires)}sec `, asked.expires);
  printMetrics(context, route.mtu, route.mtuLocked);
  if (asked?.input !== undefined) word('iif', 'iif', asked.input.name);
  if (more.length > 0) printNexthops(context, route, family);
  if (destination.family === 6) printer.any('pref', 'pref medium', 'medium');
  printer.text('\n');
}

function destinationText(context: IpContext, route: Route): string {
  const { destination } = route;
  if (destination.length === 0) return 'default';
  return destination.isHost ? hostText(context, destination.address) : destination.canonical.toString();
}

function printWay(context: IpContext, filter: RouteFilter, hop: Nexthop, family: 'inet' | 'inet6'): void {
  const { printer } = context;
  if (hop.gateway !== undefined && filter.via?.isHost !== true) {
    const gateway = hostText(context, hop.gateway);
    printer.text('via ');
    printer.any('gateway', `${gateway} `, gateway, family);
  }
  if (filter.output === undefined) {
    printer.text('dev ');
    printer.any('dev', `${hop.device.name} `, hop.device.name, 'interface');
  }
}

/** @param hop undefined for a route without one, or with several */
function printFlags(context: IpContext, hop: Nexthop | undefined, route: Route): void {
  const { printer } = context;
  printer.openArray('flags');
  for (const flag of flagsOf(hop, route)) printer.element(`${flag} `, flag);
  printer.closeArray();
}

function flagsOf(hop: Nexthop | undefined, route: Route): readonly string[] {
  if (hop === undefined) return [];
  const { device } = hop;
  const linkdown = !device.carrier && route.type !== 'local';
  const flags: string[] = [];
  if (hop.dead === true || (linkdown && device.settings.ignoreLinkdown)) flags.push('dead');
  if (hop.onlink) flags.push('onlink');
  if (linkdown) flags.push('linkdown');
  return flags;
}

export function printMetrics(context: IpContext, mtu: number | undefined, locked = false): void {
  if (mtu === undefined) return;
  const { printer } = context;
  printer.openArray('metrics');
  printer.openObject();
  printer.any('mtu', `mtu ${locked ? 'lock ' : ''}${String(mtu)} `, mtu);
  printer.closeObject();
  printer.closeArray();
}

function printNexthops(context: IpContext, route: Route, family: 'inet' | 'inet6'): void {
  const { printer } = context;
  printer.openArray('nexthops');
  for (const hop of route.nexthops) {
    printer.openObject();
    printer.line();
    printer.text('\tnexthop ');
    if (hop.gateway !== undefined) {
      printer.text('via ');
      printer.any('gateway', `${hop.gateway.text} `, hop.gateway.text, family);
    }
    printer.text('dev ');
    printer.any('dev', `${hop.device.name} `, hop.device.name, 'interface');
    printer.any('weight', `weight ${String(hop.weight)} `, hop.weight);
    printFlags(context, hop, route);
    printer.closeObject();
  }
  printer.closeArray();
}
