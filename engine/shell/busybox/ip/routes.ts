/**
 * `ip route` of busybox: routes listed, flushed and asked for (networking/libiproute/iproute.c, print_route).
 *
 * It knows neither metrics nor several next hops nor protocols: a route with several is printed without any.
 */
import { type Address, anyV4, anyV6, type Family } from '../../../net/address/address.ts';
import { Prefix } from '../../../net/address/prefix.ts';
import type { NetDevice } from '../../../linux/device/device.ts';
import { strerror } from '../../../linux/errno.ts';
import type { RouteAnswer } from '../../../linux/route/result.ts';
import { type Route, type RouteScope, routeTable } from '../../../linux/route/route.ts';
import { type Arguments } from '../../iproute2/arguments.ts';
import { scopeOf, tableName, tableNumber } from '../../ip/names.ts';
import { die, findDevice, type IpRun, named, next, readPrefix, refused } from './words.ts';

interface Filter {
  family: Family | undefined;
  /** 0: all. */
  table: number;
  scope: RouteScope | undefined;
  device: NetDevice | undefined;
  /** A gateway was asked for: it filters nothing and is left out. */
  via: boolean;
  root: Prefix | undefined;
  match: Prefix | undefined;
}

function readFilter(run: IpRun, words: Arguments): Filter {
  const family = run.family === 'link' ? undefined : run.family;
  const filter: Filter = {
    family: family ?? 4,
    table: routeTable.main,
    scope: undefined,
    device: undefined,
    via: false,
    root: undefined,
    match: undefined,
  };
  const prefix = (word: string) => {
    if (word === 'default' || word === 'any' || word === 'all') return undefined;
    return readPrefix(word, family) ?? new Prefix(family === 6 ? anyV6 : anyV4, 0);
  };
  for (let { word } = words; word !== undefined; word = words.word) {
    if (word === 'protocol' || word === 'proto') next(words);
    else if (word === 'dev' || word === 'oif') filter.device = findDevice(run.namespace, next(words));
    else if (word === 'iif' || word === 'from') throw die(`not simulated: busybox ip route show ${word}`);
    else if (word === 'via') {
      filter.via = readPrefix(next(words), family) !== undefined;
    } else if (word === 'table') {
      const value = words.following;
      if (value === 'cache') throw die('not simulated: busybox ip route show table cache');
      filter.table = named(words, (name) => (name === 'all' ? 0 : tableNumber(name)));
      if (filter.table === 0) filter.family = family;
    } else if (word === 'cache') throw die('not simulated: busybox ip route show cache');
    else if (word === 'scope') filter.scope = named(words, scopeOf);
    else if (word === 'root') filter.root = prefix(next(words));
    else if (word === 'match') filter.match = prefix(next(words));
    else {
      if (word === 'to' || word === 'exact') word = next(words);
      filter.match = prefix(word);
      filter.root = filter.match;
    }
    words.skip();
  }
  return filter;
}

function wanted(filter: Filter, route: Route): boolean {
  const { destination } = route;
  const { root, match } = filter;
  if (filter.family !== undefined && destination.family !== filter.family) return false;
  if (filter.scope !== undefined && route.scope !== filter.scope) return false;
  if (
    filter.device !== undefined &&
    (route.nexthops.length > 1 || route.nexthops[0]?.device !== filter.device)
  )
    return false;
  if (root !== undefined && !(root.length <= destination.length && holds(root, destination.address)))
    return false;
  return match === undefined || (destination.length <= match.length && holds(destination, match.address));
}

function holds(prefix: Prefix, address: Address): boolean {
  return prefix.family === address.family && prefix.contains(address);
}

/** IPv6 has no tables in busybox's eyes: local routes are its local table, all others its main one. */
function inTable({ table }: Filter, route: Route): boolean {
  if (table === 0 || route.destination.family === 4) return table === 0 || route.table === table;
  if (table === routeTable.local) return route.type === 'local';
  return table === routeTable.main && route.type !== 'local';
}

function routesOf(run: IpRun, filter: Filter): readonly Route[] {
  const tables = [...run.namespace.routes.tables()].sort((one, other) => (one.id & 255) - (other.id & 255));
  return ([4, 6] as const).flatMap((family) =>
    tables
      .flatMap((table) => table.list())
      .filter(
        (route) => route.destination.family === family && inTable(filter, route) && wanted(filter, route),
      ),
  );
}

export function showRoutes(run: IpRun, words: Arguments): number {
  const filter = readFilter(run, words);
  for (const route of routesOf(run, filter)) run.process.print(`${routeText(filter, route)}\n`);
  return 0;
}

export function flushRoutes(run: IpRun, words: Arguments): number {
  if (words.word === undefined) throw die('"ip route flush" requires an argument');
  if (words.word === 'cache') {
    run.namespace.ipv4.exceptions.flush();
    return 0;
  }
  for (const route of routesOf(run, readFilter(run, words))) run.namespace.routes.remove(route);
  return 0;
}

interface Shown {
  readonly table: number;
  readonly scope: RouteScope | undefined;
  readonly via: boolean;
}

function routeText(filter: Shown, route: Route, from?: Address): string {
  const { destination, nexthops, preferredSource } = route;
  let text = route.type === 'unicast' ? '' : `${route.type} `;
  text +=
    destination.length === 0
      ? 'default '
      : destination.isHost
        ? `${destination.address.text} `
        : `${destination.canonical.toString()} `;
  if (from !== undefined) text += `from ${from.text} `;
  const hop = nexthops.length === 1 ? nexthops[0] : undefined;
  if (hop?.gateway !== undefined && !filter.via) text += `via ${hop.gateway.text} `;
  if (hop !== undefined) text += `dev ${hop.device.name} `;
  if (filter.table === 0 && route.table !== routeTable.main) text += `table ${tableName(route.table)} `;
  if (route.scope !== 'global' && filter.scope === undefined && destination.family === 4)
    text += `scope ${route.scope} `;
  if (preferredSource !== undefined) text += ` src ${preferredSource.text} `;
  if (route.metric !== 0 || destination.family === 6) text += ` metric ${String(route.metric)} `;
  if (hop?.dead === true) text += 'dead ';
  if (hop?.onlink === true) text += 'onlink ';
  return text;
}

/** iproute_get: words it does not know are destinations too, and only addresses count as such. */
export function getRoute(run: IpRun, words: Arguments): number {
  let destination: Address | undefined;
  let source: Address | undefined;
  let output: NetDevice | undefined;
  for (let { word } = words; word !== undefined; word = words.word) {
    if (word === 'from') source = readPrefix(next(words), undefined)?.address;
    else if (word === 'iif') throw die('not simulated: busybox ip route get iif');
    else if (word === 'oif' || word === 'dev') output = findDevice(run.namespace, next(words));
    else if (word !== 'notify' && word !== 'connected')
      destination = readPrefix(word === 'to' ? next(words) : word, undefined)?.address;
    words.skip();
  }
  if (destination === undefined) throw die('need at least destination address');
  const question = { destination, source, output, mark: 0, tos: 0 };
  const { ipv4, ipv6 } = run.namespace;
  const foreign = destination.family === 4 && source !== undefined && !ipv4.isLocal(source);
  const found: RouteAnswer = foreign
    ? { kind: 'failure', errno: 'ENETUNREACH', martian: false, route: undefined }
    : destination.family === 4
      ? ipv4.routeOutput(question)
      : ipv6.routeOutput(question);
  if (found.kind === 'failure') throw die(`RTNETLINK answers: ${strerror(found.errno)}`, refused);
  const { route, device, gateway } = found;
  const leaves = route.nexthops[0]?.device ?? device;
  const preferred =
    destination.family === 6
      ? (route.preferredSource ?? ipv6.selectSource(leaves, destination))
      : source === undefined && !found.source.isUnspecified
        ? found.source
        : undefined;
  const shown: Route = {
    ...route,
    type: destination.family === 4 ? found.type : route.type,
    scope: 'global',
    metric: destination.family === 4 ? 0 : route.metric,
    destination: Prefix.host(destination),
    nexthops: [{ device, gateway, onlink: false, weight: 1 }],
    preferredSource: preferred,
  };
  const from = destination.family === 6 ? (source ?? anyV6) : source;
  const filter = { table: routeTable.main, scope: undefined, via: false };
  run.process.print(`${routeText(filter, shown, from)}\n`);
  return 0;
}
