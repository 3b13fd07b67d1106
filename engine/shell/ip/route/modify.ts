/**
 * `ip route add|append|change|delete|prepend|replace|test` (ip/iproute.c, iproute_modify and parse_nexthops).
 *
 * Not simulated: encapsulation.
 */
import { second } from '../../../clock/clock.ts';
import type { Address, Family } from '../../../net/address/address.ts';
import type { Prefix } from '../../../net/address/prefix.ts';
import {
  addRoute,
  type NexthopRequest,
  removeRoute,
  type RouteMode,
  type RouteRequest,
} from '../../../linux/netlink/route.ts';
import { type RouteScope, routeTable, type RouteType } from '../../../linux/route/route.ts';
import {
  type Arguments,
  garbage,
  invalid,
  matches,
  readAddress,
  readPrefix,
  readUnsigned,
} from '../../iproute2/arguments.ts';
import { notSimulated, Stop, wrongUsage } from '../../iproute2/stop.ts';
import { check, familyOf, findDevice, type IpContext, provenanceOf, requireAdmin } from '../context.ts';
import { dsfieldNumber, protocolNumber, realmsNumber, scopeOf, tableNumber, typeOf } from '../names.ts';
import { routeUsage } from '../usage/route.ts';
import { findMetric, type GivenMetrics, readMetric } from './metrics.ts';

interface Request {
  family: Family | undefined;
  destination: Prefix | undefined;
  type: RouteType | number | undefined;
  gateway: Address | undefined;
  device: string | undefined;
  source: Address | undefined;
  scope: RouteScope | undefined;
  protocol: number | undefined;
  table: number | undefined;
  metric: number | undefined;
  tos: number | undefined;
  readonly metrics: GivenMetrics;
  realms: number | undefined;
  /** Seconds. */
  expires: number | undefined;
  preference: 'low' | 'high' | undefined;
  nexthopId: number | undefined;
  onlink: boolean;
  nexthops: NexthopRequest[];
}

function read(context: IpContext, words: Arguments): Request {
  const request: Request = {
    family: familyOf(context),
    destination: undefined,
    type: undefined,
    gateway: undefined,
    device: undefined,
    source: undefined,
    scope: undefined,
    protocol: undefined,
    table: undefined,
    metric: undefined,
    tos: undefined,
    metrics: {},
    realms: undefined,
    expires: undefined,
    preference: undefined,
    nexthopId: undefined,
    onlink: false,
    nexthops: [],
  };
  // What stands behind the first of several next hops is read when all else is known.
  for (let { word } = words; word !== undefined && word !== 'nexthop'; word = words.word) {
    readWord(words, word, request);
    words.skip();
  }
  if (request.destination === undefined) throw new Stop(wrongUsage, routeUsage);
  return request;
}

function named<Value>(words: Arguments, find: (word: string) => Value | undefined, complaint: string): Value {
  const value = words.next();
  const found = find(value);
  if (found === undefined) throw invalid(complaint, value);
  return found;
}

function readVia(words: Arguments, known: Family | undefined): Address {
  const value = words.next();
  const family = value === 'inet' ? 4 : value === 'inet6' ? 6 : known;
  return readAddress(value === 'inet' || value === 'inet6' ? words.next() : value, family);
}

function readWord(words: Arguments, word: string, request: Request): void {
  const metric = findMetric(word);
  if (word === 'src') {
    request.source = readAddress(words.next(), request.family);
    request.family ??= request.source.family;
  } else if (word === 'as') {
    // RTA_NEWDST: only MPLS looks at it.
    if (words.following === 'to') words.skip();
    readAddress(words.next(), request.family);
  } else if (word === 'via') {
    const gateway = readVia(words, request.family);
    request.gateway = gateway.isUnspecified ? undefined : gateway;
    if (gateway.isUnspecified) request.scope ??= 'global';
    request.family ??= gateway.family;
  } else if (word === 'from') throw notSimulated('ip route from');
  else if (word === 'tos' || matches(word, 'dsfield'))
    request.tos = named(words, dsfieldNumber, '"tos" value is invalid\n');
  else if (word === 'expires') request.expires = named(words, readUnsigned, '"expires" value is invalid\n');
  else if (matches(word, 'metric') || matches(word, 'priority') || word === 'preference')
    request.metric = named(words, readUnsigned, '"metric" value is invalid\n');
  else if (word === 'scope') request.scope = readScope(words);
  else if (metric !== undefined) readMetric(words, metric, request.metrics);
  else if (matches(word, 'realms')) request.realms = named(words, realmsNumber, '"realm" value is invalid\n');
  else if (word === 'onlink') request.onlink = true;
  else if (word === 'nhid') request.nexthopId = named(words, readUnsigned, '"id" value is invalid\n');
  else readLater(words, word, request);
}

function readScope(words: Arguments): RouteScope {
  const value = words.next();
  const scope = scopeOf(value);
  if (scope !== undefined) return scope;
  const number = readUnsigned(value);
  if (number === undefined || number > 255) throw invalid('invalid "scope" value\n', value);
  throw notSimulated(`ip route scope ${value}`);
}

function readLater(words: Arguments, word: string, request: Request): void {
  if (matches(word, 'protocol'))
    request.protocol = named(words, protocolNumber, '"protocol" value is invalid\n');
  else if (matches(word, 'table')) request.table = named(words, tableNumber, '"table" value is invalid\n');
  else if (matches(word, 'vrf')) throw invalid('Invalid VRF\n', words.next());
  else if (word === 'dev' || word === 'oif') request.device = words.next();
  else if (matches(word, 'pref')) {
    const value = words.next();
    const number = ['medium', 'high', undefined, 'low'].indexOf(value);
    const preference = number < 0 ? readUnsigned(value) : number;
    if (preference === undefined || preference > 255) throw invalid('"pref" value is invalid\n', value);
    // Every other number is taken for medium (fib6_nh… ICMPV6_ROUTER_PREF_INVALID).
    request.preference = preference === 1 ? 'high' : preference === 3 ? 'low' : undefined;
  } else if (word === 'encap') throw notSimulated('ip route encap');
  else if (word === 'ttl-propagate') {
    // Only MPLS looks at it.
    const value = words.next();
    if (value !== 'enabled' && value !== 'disabled')
      throw invalid('"ttl-propagate" value is invalid\n', value);
  } else readDestination(words, word, request);
}

function readDestination(words: Arguments, first: string, request: Request): void {
  let word = first === 'to' ? words.next() : first;
  const type = /^\d/.test(word) ? undefined : typeOf(word);
  if (type !== undefined) {
    request.type = type;
    word = words.next();
  }
  if (matches(word, 'help')) throw new Stop(wrongUsage, routeUsage);
  if (request.destination !== undefined) throw garbage('to', word);
  request.destination = readPrefix(word, request.family);
  if (word !== 'default' && word !== 'any' && word !== 'all') request.family ??= request.destination.family;
}

function readNexthops(context: IpContext, words: Arguments, request: Request): void {
  while (words.word !== undefined) {
    if (words.word !== 'nexthop')
      throw new Stop(wrongUsage, `Error: "nexthop" or end of line is expected instead of "${words.word}"\n`);
    if (words.left <= 1) throw new Stop(wrongUsage, 'Error: unexpected end of line after "nexthop"\n');
    words.skip();
    request.nexthops.push(readNexthop(context, words, request));
  }
}

function readNexthop(context: IpContext, words: Arguments, request: Request): NexthopRequest {
  let hop: NexthopRequest = {};
  for (let { word } = words; word !== undefined && word !== 'nexthop'; word = words.word) {
    if (word === 'via') {
      const gateway = readVia(words, request.family);
      request.family ??= gateway.family;
      hop = { ...hop, gateway };
    } else if (word === 'dev') {
      const name = words.next();
      const device = context.namespace.devices.get(name);
      if (device === undefined)
        throw new Stop(wrongUsage, `Cannot find device "${name}"\nError: cannot parse nexthop\n`);
      hop = { ...hop, device };
    } else if (word === 'weight') {
      const value = words.next();
      const weight = readUnsigned(value);
      if (weight === undefined || weight === 0 || weight > 256) throw invalid('"weight" is invalid\n', value);
      hop = { ...hop, weight };
    } else if (word === 'onlink') hop = { ...hop, onlink: true };
    else if (matches(word, 'realms'))
      hop = { ...hop, realms: named(words, realmsNumber, '"realm" value is invalid\n') };
    else if (word === 'encap' || word === 'as') throw notSimulated(`ip route nexthop ${word}`);
    else break;
    words.skip();
  }
  return hop;
}

export function modify(context: IpContext, words: Arguments, mode: RouteMode | 'delete'): number {
  const given = read(context, words);
  const device = given.device === undefined ? undefined : findDevice(context, given.device);
  readNexthops(context, words, given);
  requireAdmin(context.process);
  const { type } = given;
  // fib_create_info: what the last types of all are for is long gone.
  if (typeof type === 'number')
    throw new Stop(2, type > 11 ? 'Error: Invalid route type.\n' : 'Error: Invalid scope.\n');
  const request = kernelRequest(context, { ...given, type }, device, mode === 'delete');
  check(
    mode === 'delete' ? removeRoute(context.namespace, request) : addRoute(context.namespace, request, mode),
  );
  return 0;
}

function kernelRequest(
  context: IpContext,
  given: Request & { readonly type: RouteType | undefined },
  device: NexthopRequest['device'],
  deleting: boolean,
): RouteRequest {
  const { gateway, onlink, realms, metrics, type, nexthops, nexthopId } = given;
  const { mtu, locked = [], ...others } = metrics;
  const hop: NexthopRequest = { device, gateway, onlink, realms };
  const single = device !== undefined || gateway !== undefined || onlink || realms !== undefined;
  const kept = locked.filter((name) => name !== 'mtu');
  return {
    destination: readPrefixOfFamily(given.destination, given.family),
    type,
    // As local and broadcast ones.
    table: given.table ?? (type === 'anycast' && given.family !== 6 ? routeTable.local : undefined),
    protocol: given.protocol,
    scope: given.scope ?? scopeOfType(given, deleting),
    metric: given.metric,
    tos: given.tos,
    source: given.source,
    mtu,
    mtuLocked: locked.includes('mtu') ? true : undefined,
    metrics:
      Object.keys(others).length === 0 ? undefined : kept.length === 0 ? others : { ...others, locked: kept },
    hop: single ? hop : undefined,
    nexthops: nexthops.length > 0 ? nexthops : single ? [hop] : [],
    nexthopId: nexthopId === 0 ? undefined : nexthopId,
    preference: given.preference,
    expires:
      given.expires === undefined || given.expires === 0
        ? undefined
        : context.namespace.environment.clock.now + given.expires * second,
    provenance: provenanceOf(context.process),
  };
}

/** `default` has no family of its own. */
function readPrefixOfFamily(prefix: Prefix | undefined, family: Family | undefined): Prefix {
  if (prefix === undefined) throw new Stop(wrongUsage, routeUsage);
  return prefix.length === 0 && family === 6 ? readPrefix('default', 6) : prefix;
}

function scopeOfType(given: Request, deleting: boolean): RouteScope | undefined {
  if (given.family === 6) return deleting ? undefined : 'global';
  if (given.type === 'local') return 'host';
  if (given.type === 'broadcast' || given.type === 'multicast' || given.type === 'anycast') return 'link';
  if (given.type !== undefined && given.type !== 'unicast') return 'global';
  if (deleting) return undefined;
  return given.gateway === undefined && given.nexthops.length === 0 && given.nexthopId === undefined
    ? 'link'
    : 'global';
}
