/**
 * `ip route add|append|change|delete|prepend|replace` (ip/iproute.c, iproute_modify and parse_nexthops).
 *
 * Not simulated: encapsulation, realms, next-hop objects, TCP metrics, MPLS.
 */
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
import { protocolNumber, scopeOf, tableNumber, typeOf } from '../names.ts';
import { routeUsage } from '../usage/route.ts';

interface Request {
  family: Family | undefined;
  destination: Prefix | undefined;
  type: RouteType | undefined;
  gateway: Address | undefined;
  device: string | undefined;
  source: Address | undefined;
  scope: RouteScope | undefined;
  protocol: number | undefined;
  table: number | undefined;
  metric: number | undefined;
  tos: number | undefined;
  mtu: number | undefined;
  mtuLocked: boolean;
  onlink: boolean;
  nexthops: NexthopRequest[];
}

const refused: readonly string[] = [
  'nhid',
  'as',
  'hoplimit',
  'advmss',
  'rtt',
  'rto_min',
  'encap',
  'pervasive',
  'ttl-propagate',
];
const refusedBeginnings: readonly string[] = [
  'reordering',
  'window',
  'cwnd',
  'initcwnd',
  'initrwnd',
  'features',
  'quickack',
  'congctl',
  'rttvar',
  'ssthresh',
  'realms',
];

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
    mtu: undefined,
    mtuLocked: false,
    onlink: false,
    nexthops: [],
  };
  for (let { word } = words; word !== undefined; word = words.word) {
    if (word === 'nexthop') {
      readNexthops(context, words, request);
      break;
    }
    readWord(words, word, request);
    words.skip();
  }
  if (request.destination === undefined) throw new Stop(wrongUsage, routeUsage);
  return request;
}

function number(words: Arguments, complaint: string): number {
  let value = words.next();
  if (value === 'lock') value = words.next();
  const read = readUnsigned(value);
  if (read === undefined) throw invalid(complaint, value);
  return read;
}

function named<Value>(words: Arguments, find: (word: string) => Value | undefined, complaint: string): Value {
  const value = words.next();
  const found = find(value);
  if (found === undefined) throw invalid(complaint, value);
  return found;
}

function readWord(words: Arguments, word: string, request: Request): void {
  if (word === 'src') {
    request.source = readAddress(words.next(), request.family);
    request.family ??= request.source.family;
  } else if (word === 'via') {
    const value = words.next();
    const family = value === 'inet' ? 4 : value === 'inet6' ? 6 : request.family;
    request.gateway = readAddress(value === 'inet' || value === 'inet6' ? words.next() : value, family);
    request.family ??= request.gateway.family;
  } else if (word === 'from') throw notSimulated('ip route from');
  else if (word === 'tos' || matches(word, 'dsfield'))
    request.tos = number(words, '"tos" value is invalid\n');
  else if (matches(word, 'metric') || matches(word, 'priority') || word === 'preference')
    request.metric = number(words, '"metric" value is invalid\n');
  else if (word === 'scope') request.scope = named(words, scopeOf, 'invalid "scope" value\n');
  else if (word === 'mtu') {
    if (words.following === 'lock') {
      request.mtuLocked = true;
      words.skip();
    }
    request.mtu = number(words, '"mtu" value is invalid\n');
  } else if (refused.includes(word) || refusedBeginnings.some((name) => matches(word, name)))
    throw notSimulated(`ip route ${word}`);
  else if (word === 'onlink') request.onlink = true;
  else if (matches(word, 'protocol'))
    request.protocol = named(words, protocolNumber, '"protocol" value is invalid\n');
  else if (matches(word, 'table')) request.table = named(words, tableNumber, '"table" value is invalid\n');
  else if (word === 'vrf') throw invalid('Invalid VRF\n', words.next());
  else if (word === 'dev' || word === 'oif') request.device = words.next();
  else if (matches(word, 'pref')) {
    if (words.next() !== 'medium') throw notSimulated('ip route pref');
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
      const gateway = readAddress(words.next(), request.family);
      request.family ??= gateway.family;
      hop = { ...hop, gateway };
    } else if (word === 'dev') {
      const name = words.next();
      const device = context.namespace.devices.get(name);
      if (device === undefined) throw new Stop(1, `Cannot find device "${name}"\n`);
      hop = { ...hop, device };
    } else if (word === 'weight') {
      const value = words.next();
      const weight = readUnsigned(value);
      if (weight === undefined || weight === 0 || weight > 256) throw invalid('"weight" is invalid\n', value);
      hop = { ...hop, weight };
    } else if (word === 'onlink') hop = { ...hop, onlink: true };
    else if (matches(word, 'realms') || word === 'encap' || word === 'as')
      throw notSimulated(`ip route nexthop ${word}`);
    else break;
    words.skip();
  }
  return hop;
}

export function modify(context: IpContext, words: Arguments, mode: RouteMode | 'delete'): number {
  const read_ = read(context, words);
  const device = read_.device === undefined ? undefined : findDevice(context, read_.device);
  requireAdmin(context.process);
  const request = kernelRequest(context, read_, device, mode === 'delete');
  check(
    mode === 'delete' ? removeRoute(context.namespace, request) : addRoute(context.namespace, request, mode),
  );
  return 0;
}

function kernelRequest(
  context: IpContext,
  given: Request,
  device: NexthopRequest['device'],
  deleting: boolean,
): RouteRequest {
  const { destination: written, gateway } = given;
  const destination = readPrefixOfFamily(written, given.family);
  const hop: NexthopRequest = { device, gateway, onlink: given.onlink };
  const single = device !== undefined || gateway !== undefined || given.onlink;
  const nexthops = given.nexthops.length > 0 ? given.nexthops : single ? [hop] : [];
  return {
    destination,
    type: given.type,
    // As local and broadcast ones.
    table: given.table ?? (given.type === 'anycast' && given.family !== 6 ? routeTable.local : undefined),
    protocol: given.protocol,
    scope: given.scope ?? scopeOfType(given, deleting),
    metric: given.metric,
    tos: given.tos,
    source: given.source,
    mtu: given.mtu,
    mtuLocked: given.mtuLocked ? true : undefined,
    nexthops,
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
  return given.gateway === undefined && given.nexthops.length === 0 ? 'link' : 'global';
}
