/**
 * `ip route add|append|change|del|prepend|replace` of busybox (networking/libiproute/iproute.c, iproute_modify).
 */
import type { Address, Family } from '../../../net/address/address.ts';
import { anyV4, anyV6 } from '../../../net/address/address.ts';
import { Prefix } from '../../../net/address/prefix.ts';
import type { NetDevice } from '../../../linux/device/device.ts';
import { addRoute, removeRoute, type RouteMode } from '../../../linux/netlink/route.ts';
import type { RouteScope, RouteType } from '../../../linux/route/route.ts';
import { type Arguments, readUnsigned } from '../../iproute2/arguments.ts';
import { provenanceOf } from '../../ip/context.ts';
import { protocolNumber, scopeOf, tableNumber, typeOf } from '../../ip/names.ts';
import {
  answer,
  answers,
  findDevice,
  garbage,
  type IpRun,
  named,
  next,
  readAddress,
  readPrefix,
} from './words.ts';

interface Request {
  family: Family | undefined;
  destination: Prefix | undefined;
  type: RouteType | undefined;
  gateway: Address | undefined;
  source: Address | undefined;
  device: NetDevice | undefined;
  mtu: number | undefined;
  metric: number | undefined;
  table: number | undefined;
  protocol: number | undefined;
  scope: RouteScope | undefined;
  onlink: boolean;
}

function read(run: IpRun, words: Arguments): Request {
  const request: Request = {
    family: run.family === 'link' ? undefined : run.family,
    destination: undefined,
    type: undefined,
    gateway: undefined,
    source: undefined,
    device: undefined,
    mtu: undefined,
    metric: undefined,
    table: undefined,
    protocol: undefined,
    scope: undefined,
    onlink: false,
  };
  let given = false;
  for (let { word } = words; word !== undefined; word = words.word) {
    if (word === 'src') request.source = readAddress(next(words), request.family);
    else if (word === 'via') {
      request.gateway = readAddress(next(words), request.family);
      request.family ??= request.gateway.family;
    } else if (word === 'mtu') {
      if (words.following === 'lock') next(words);
      request.mtu = named(words, readUnsigned);
    } else if (word === 'scope') request.scope = named(words, scopeOf);
    else if (word === 'protocol' || word === 'proto') request.protocol = named(words, protocolNumber);
    else if (word === 'table') request.table = named(words, tableNumber);
    else if (word === 'dev' || word === 'oif') request.device = findDevice(run.namespace, next(words));
    else if (word === 'metric' || word === 'priority' || word === 'preference')
      request.metric = named(words, readUnsigned);
    else if (word === 'onlink') request.onlink = true;
    else {
      if (word === 'to') word = next(words);
      const type = /^\d/.test(word) ? undefined : typeOf(word);
      // fib_create_info: types that no kernel of today makes anything of.
      if (typeof type === 'number') throw answers('EINVAL');
      if (type !== undefined) {
        request.type = type;
        word = next(words);
      }
      if (given) throw garbage('to', word);
      given = true;
      const everything = word === 'default' || word === 'any' || word === 'all';
      request.destination = everything ? undefined : readPrefix(word, request.family);
      request.family ??= request.destination?.family;
    }
    words.skip();
  }
  return request;
}

export function changeRoute(run: IpRun, words: Arguments, mode: RouteMode | 'delete'): number {
  const request = read(run, words);
  const { device, gateway, type, onlink } = request;
  const nowhere = device === undefined && gateway === undefined;
  const needsNone = type !== undefined && type !== 'unicast';
  if (nowhere && mode !== 'delete' && !needsNone) throw answers('ENODEV');
  const kernel = {
    destination: request.destination ?? new Prefix(request.family === 6 ? anyV6 : anyV4, 0),
    type,
    table: request.table,
    protocol: request.protocol,
    scope: request.scope ?? scopeOfType(request, mode === 'delete'),
    metric: request.metric,
    source: request.source,
    mtu: request.mtu,
    nexthops: nowhere && !onlink ? [] : [{ device, gateway, onlink }],
    provenance: provenanceOf(run.process),
  };
  answer(mode === 'delete' ? removeRoute(run.namespace, kernel) : addRoute(run.namespace, kernel, mode));
  return 0;
}

function scopeOfType({ family, type, gateway }: Request, deleting: boolean): RouteScope | undefined {
  if (family === 6) return deleting ? undefined : 'global';
  if (type === 'local') return 'host';
  if (type === 'broadcast' || type === 'multicast' || type === 'anycast') return 'link';
  if (type !== undefined && type !== 'unicast') return 'global';
  if (deleting) return undefined;
  return gateway === undefined ? 'link' : 'global';
}
