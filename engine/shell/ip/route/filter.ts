/**
 * Which routes `ip route show` and `flush` are asked for (ip/iproute.c, iproute_list_flush_or_save and filter_nlmsg).
 * What is fixed by the question is left out of the answer: `via`, `dev`, `proto`, `scope`, `table`.
 */
import type { Address, Family } from '../../../net/address/address.ts';
import type { Prefix } from '../../../net/address/prefix.ts';
import type { NetDevice } from '../../../linux/device/device.ts';
import { type Route, type RouteScope, routeTable, type RouteType } from '../../../linux/route/route.ts';
import { type Arguments, invalid, matches, readPrefix, readUnsigned } from '../../iproute2/arguments.ts';
import { Stop, wrongUsage } from '../../iproute2/stop.ts';
import { familyOf, findDevice, type IpContext } from '../context.ts';
import { dsfieldNumber, protocolNumber, realmsNumber, scopeOf, tableNumber, typeOf } from '../names.ts';
import { routeUsage } from '../usage/route.ts';

export interface RouteFilter {
  family: Family | undefined;
  /** 0: all tables. */
  table: number;
  cached: boolean;
  protocol: number | undefined;
  scope: RouteScope | undefined;
  /** A number where it is none that a route has. */
  type: RouteType | number | undefined;
  tos: number | undefined;
  metric: number | undefined;
  output: NetDevice | undefined;
  via: Prefix | undefined;
  source: Prefix | undefined;
  realms: number | undefined;
  /** What no route in a table has: a source prefix, an input device, a mark. */
  impossible: boolean;
  /** Destinations inside this prefix. */
  root: Prefix | undefined;
  /** Destinations that contain this prefix. */
  match: Prefix | undefined;
}

export function emptyFilter(): RouteFilter {
  return {
    family: undefined,
    table: routeTable.main,
    cached: false,
    protocol: undefined,
    scope: undefined,
    type: undefined,
    tos: undefined,
    metric: undefined,
    output: undefined,
    via: undefined,
    source: undefined,
    realms: undefined,
    impossible: false,
    root: undefined,
    match: undefined,
  };
}

export function readFilter(context: IpContext, words: Arguments): RouteFilter {
  const family = familyOf(context);
  const filter = emptyFilter();
  let device: string | undefined;
  for (let { word } = words; word !== undefined; word = words.word) {
    if (matches(word, 'table')) readTable(words, filter);
    else if (matches(word, 'vrf')) throw invalid('Invalid VRF\n', words.next());
    else if (matches(word, 'cached') || matches(word, 'cloned')) filter.cached = true;
    else if (word === 'tos' || matches(word, 'dsfield')) {
      const value = words.next();
      filter.tos = dsfieldNumber(value);
      if (filter.tos === undefined) throw invalid('TOS value is invalid\n', value);
    } else if (matches(word, 'metric') || matches(word, 'priority') || word === 'preference') {
      const value = words.next();
      filter.metric = readUnsigned(value);
      if (filter.metric === undefined) throw invalid('"metric" value is invalid\n', value);
    } else if (matches(word, 'protocol')) {
      const value = words.next();
      filter.protocol = protocolNumber(value);
      if (filter.protocol === undefined && value !== 'all') throw invalid('invalid "protocol"\n', value);
    } else if (matches(word, 'scope')) {
      const value = words.next();
      filter.scope = scopeOf(value);
      if (filter.scope === undefined && value !== 'all') throw invalid('invalid "scope"\n', value);
    } else if (matches(word, 'type')) {
      const value = words.next();
      filter.type = typeOf(value);
      if (filter.type === undefined) throw invalid('node type value is invalid\n', value);
    } else if (word === 'dev' || word === 'oif') device = words.next();
    else if (word === 'iif') {
      findDevice(context, words.next());
      filter.impossible = true;
    } else if (word === 'mark') {
      const value = words.next();
      const mark = readUnsigned(value.split('/')[0] ?? '');
      if (mark === undefined) throw invalid('mark value is invalid\n', value);
      filter.impossible ||= mark !== 0;
    } else if (matches(word, 'realms')) {
      const value = words.next();
      filter.realms = realmsNumber(value);
      if (filter.realms === undefined) throw invalid('invalid realms\n', value);
    } else if (matches(word, 'from')) {
      const value = words.next();
      const exact = !['root', 'match', 'exact'].some((one) => matches(value, one));
      const prefix = readPrefix(exact ? value : words.next(), family);
      filter.impossible ||= prefix.length > 0 && !matches(value, 'match');
    } else if (word === 'via') {
      const value = words.next();
      filter.via = readPrefix(value === 'inet' || value === 'inet6' ? words.next() : value, family);
    } else if (word === 'src') filter.source = readPrefix(words.next(), family);
    else readDestination(words, word, filter, family);
    words.skip();
  }
  filter.family = family ?? (filter.table === 0 ? undefined : 4);
  if (device !== undefined) filter.output = findDevice(context, device);
  return filter;
}

function readTable(words: Arguments, filter: RouteFilter): void {
  const value = words.next();
  const table = tableNumber(value);
  if (table !== undefined) filter.table = table;
  else if (value === 'all') filter.table = 0;
  else if (value === 'cache') filter.cached = true;
  else if (value === 'help') throw new Stop(wrongUsage, routeUsage);
  else throw invalid('table id value is invalid\n', value);
}

function readDestination(
  words: Arguments,
  first: string,
  filter: RouteFilter,
  family: Family | undefined,
): void {
  const word = matches(first, 'to') ? words.next() : first;
  if (matches(word, 'root')) filter.root = readPrefix(words.next(), family);
  else if (matches(word, 'match')) filter.match = readPrefix(words.next(), family);
  else {
    const exact = matches(word, 'exact') ? words.next() : word;
    if (matches(exact, 'help')) throw new Stop(wrongUsage, routeUsage);
    // `any` has no family and so no length.
    if ((exact === 'any' || exact === 'all') && family === undefined) return;
    filter.match = readPrefix(exact, family);
    filter.root = filter.match;
  }
}

export function wantsRoute(filter: RouteFilter, route: Route): boolean {
  const { destination } = route;
  const [hop] = route.nexthops;
  const given = <Value>(value: Value | undefined, own: Value | undefined) =>
    value === undefined || value === own;
  return (
    !filter.impossible &&
    given(filter.family, destination.family) &&
    given(filter.realms, route.nexthops.length > 1 ? undefined : hop?.realms) &&
    given(filter.protocol, route.protocol) &&
    given(filter.scope, route.scope) &&
    given(filter.type, route.type) &&
    given(filter.tos, route.tos) &&
    given(filter.metric, route.metric) &&
    given(filter.output, route.nexthops.length > 1 ? undefined : hop?.device) &&
    inside(filter.via, route.nexthops.length > 1 ? undefined : hop?.gateway) &&
    inside(filter.source, route.preferredSource) &&
    (filter.root === undefined ||
      (filter.root.family === destination.family &&
        filter.root.length <= destination.length &&
        filter.root.contains(destination.address))) &&
    (filter.match === undefined ||
      (filter.match.family === destination.family &&
        destination.length <= filter.match.length &&
        destination.contains(filter.match.address)))
  );
}

function inside(wanted: Prefix | undefined, address: Address | undefined): boolean {
  return wanted === undefined || (address !== undefined && wanted.contains(address));
}
