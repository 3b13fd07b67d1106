/**
 * `ip nexthop`: objects that routes name by `nhid` (ip/ipnexthop.c).
 *
 * Not simulated: `fdb` objects, resilient groups, encapsulation.
 */
import type { Address, Family } from '../../../net/address/address.ts';
import type { NetDevice } from '../../../linux/device/device.ts';
import { removeNexthop, setNexthop } from '../../../linux/netlink/nexthop.ts';
import { netlinkError } from '../../../linux/netlink/error.ts';
import type { NexthopGroupMember, NexthopObject } from '../../../linux/nexthop/nexthop.ts';
import { type Arguments, invalid, matches, readAddress, readUnsigned } from '../../iproute2/arguments.ts';
import { notSimulated, Stop, wrongUsage } from '../../iproute2/stop.ts';
import { check, familyOf, type IpContext, requireAdmin } from '../context.ts';
import { protocolNumber } from '../names.ts';
import { nexthopUsage } from '../usage/objects.ts';
import { printNexthop } from './print.ts';

export function runNexthop(context: IpContext, words: Arguments): number {
  const { word } = words;
  if (word === undefined) return list(context, words);
  words.skip();
  if (matches(word, 'add')) return set(context, words, 'add');
  if (matches(word, 'replace')) return set(context, words, 'replace');
  if (matches(word, 'delete')) return remove(context, words);
  if (['list', 'show', 'lst'].some((name) => matches(word, name))) return list(context, words);
  if (matches(word, 'get')) return get(context, words);
  if (matches(word, 'flush')) return flush(context, words);
  if (matches(word, 'bucket')) return bucket(words);
  if (matches(word, 'help')) throw new Stop(wrongUsage, nexthopUsage);
  throw unknown(word);
}

function unknown(word: string): Stop {
  return new Stop(wrongUsage, `Command "${word}" is unknown, try "ip nexthop help".\n`);
}

interface Request {
  id: number | undefined;
  family: Family | undefined;
  device: NetDevice | undefined;
  gateway: Address | undefined;
  group: readonly NexthopGroupMember[] | undefined;
  blackhole: boolean;
  onlink: boolean;
  protocol: number;
}

function readId(words: Arguments): number {
  const value = words.next();
  const id = readUnsigned(value);
  if (id === undefined) throw invalid('invalid id value', value);
  return id;
}

function readDevice(context: IpContext, words: Arguments): NetDevice {
  const name = words.next();
  const device = context.namespace.devices.get(name);
  if (device === undefined) throw invalid('Device does not exist\n', name);
  return device;
}

function read(context: IpContext, words: Arguments): Request {
  const request: Request = {
    id: undefined,
    family: familyOf(context),
    device: undefined,
    gateway: undefined,
    group: undefined,
    blackhole: false,
    onlink: false,
    protocol: 0,
  };
  for (let { word } = words; word !== undefined; word = words.word) {
    if (word === 'id') request.id = readId(words);
    else if (word === 'dev') {
      request.device = readDevice(context, words);
      request.family ??= 4;
    } else if (word === 'via') readVia(words, request);
    else if (word === 'blackhole') {
      request.blackhole = true;
      request.family ??= 4;
    } else if (word === 'fdb' || word === 'encap') throw notSimulated(`ip nexthop ${word}`);
    else if (word === 'onlink') request.onlink = true;
    else if (word === 'group') request.group = readGroup(words.next());
    else if (word === 'type') readType(words.next());
    else if (matches(word, 'protocol')) {
      const value = words.next();
      const protocol = protocolNumber(value);
      if (protocol === undefined) throw invalid('"protocol" value is invalid\n', value);
      request.protocol = protocol;
    } else if (word === 'help') throw new Stop(wrongUsage, nexthopUsage);
    else throw invalid('', word);
    words.skip();
  }
  return request;
}

function readVia(words: Arguments, request: Request): void {
  const value = words.next();
  const family = value === 'inet' ? 4 : value === 'inet6' ? 6 : undefined;
  const text = family === undefined ? value : words.next();
  request.gateway = readAddress(text, family ?? request.family);
  request.family ??= request.gateway.family;
  if (request.family !== request.gateway.family) throw invalid('address family mismatch\n', text);
}

/** `1,3/2,5`: numbers with their weights. */
function readGroup(text: string): readonly NexthopGroupMember[] {
  return text.split('/').map((member) => {
    const [id = '', ...weights] = member.split(',');
    const number = readUnsigned(id);
    if (number === undefined) throw invalid('"group" value is invalid\n', text.split(/[,/]/)[0] ?? text);
    if (weights.length === 0) return { id: number, weight: 1 };
    const weight = readUnsigned(weights.join(',')) ?? 0;
    if (weight === 0 || weight > 256) throw invalid('"weight" is invalid\n', weights.join(','));
    return { id: number, weight };
  });
}

function readType(value: string): void {
  if (value === 'resilient') throw notSimulated('ip nexthop type resilient');
  if (value !== 'mpath') throw invalid('"type" value is invalid\n', value);
}

function set(context: IpContext, words: Arguments, mode: 'add' | 'replace'): number {
  const { id, ...request } = read(context, words);
  requireAdmin(context.process);
  check(setNexthop(context.namespace, { ...request, id: id === 0 ? undefined : id }, mode));
  return 0;
}

function remove(context: IpContext, words: Arguments): number {
  const { id } = read(context, words);
  requireAdmin(context.process);
  if (id === undefined) check(netlinkError('EINVAL', 'Nexthop id is missing.'));
  check(removeNexthop(context.namespace, id ?? 0));
  return 0;
}

interface Filter {
  device: NetDevice | undefined;
  groups: boolean;
  master: NetDevice | undefined;
  protocol: number;
  /** This one alone. */
  id: number | undefined;
}

function readFilter(context: IpContext, words: Arguments): Filter {
  const filter: Filter = { device: undefined, groups: false, master: undefined, protocol: 0, id: undefined };
  for (let { word } = words; word !== undefined; word = words.word) {
    if (matches(word, 'dev')) filter.device = readDevice(context, words);
    else if (matches(word, 'groups')) filter.groups = true;
    else if (matches(word, 'master')) filter.master = readDevice(context, words);
    else if (matches(word, 'vrf')) throw invalid('Invalid VRF\n', words.next());
    else if (word === 'id') {
      filter.id = readId(words);
      return filter;
    } else if (matches(word, 'protocol')) {
      const value = words.next();
      const protocol = readUnsigned(value);
      if (protocol === undefined) throw invalid('invalid protocol value', value);
      filter.protocol = protocol;
    } else if (matches(word, 'help')) throw new Stop(wrongUsage, nexthopUsage);
    // The kernel does not filter by it.
    else if (!matches(word, 'fdb')) throw invalid('', word);
    words.skip();
  }
  return filter;
}

function chosen(context: IpContext, filter: Filter): readonly NexthopObject[] {
  const family = familyOf(context);
  return (context.namespace.nexthops?.list() ?? []).filter((object) => {
    const hop = object.way.kind === 'hop' ? object.way.hop : undefined;
    return (
      (family === undefined || object.family === family) &&
      (filter.device === undefined || hop?.device === filter.device) &&
      (filter.master === undefined || hop?.device.port?.bridge === filter.master) &&
      (!filter.groups || object.way.kind === 'group') &&
      (filter.protocol === 0 || object.protocol === filter.protocol)
    );
  });
}

function print(context: IpContext, objects: readonly NexthopObject[]): number {
  const { printer, process } = context;
  printer.openArray();
  for (const object of objects) {
    printNexthop(context, object);
    printer.text('\n');
  }
  printer.closeArray();
  process.print(printer.isJson ? `${printer.take()}\n` : printer.take());
  return 0;
}

function list(context: IpContext, words: Arguments): number {
  const filter = readFilter(context, words);
  return filter.id === undefined ? print(context, chosen(context, filter)) : printOne(context, filter.id);
}

function printOne(context: IpContext, id: number): number {
  const object = context.namespace.nexthops?.get(id);
  if (object === undefined) throw new Stop(2, 'RTNETLINK answers: No such file or directory\n');
  return print(context, [object]);
}

function get(context: IpContext, words: Arguments): number {
  let id = 0;
  for (let { word } = words; word !== undefined; word = words.word) {
    if (word !== 'id') throw new Stop(wrongUsage, nexthopUsage);
    id = readId(words);
    words.skip();
  }
  if (id === 0) throw new Stop(wrongUsage, nexthopUsage);
  return printOne(context, id);
}

/** Without a word about which, groups go first. */
function flush(context: IpContext, words: Arguments): number {
  const { namespace, process } = context;
  const all = words.word === undefined;
  const filter = readFilter(context, words);
  if (filter.id !== undefined) {
    requireAdmin(process);
    check(removeNexthop(namespace, filter.id), wrongUsage);
    return 0;
  }
  let gone = 0;
  for (const groups of all ? [true, false] : [filter.groups])
    for (const { id } of chosen(context, { ...filter, groups })) {
      requireAdmin(process, 0);
      if (removeNexthop(namespace, id) === undefined) gone++;
    }
  process.print(gone === 0 ? 'Nothing to flush\n' : `Flushed ${String(gone)} nexthops\n`);
  return 0;
}

/** Only resilient groups have buckets. */
function bucket(words: Arguments): number {
  const word = words.word ?? 'list';
  if (matches(word, 'get')) {
    words.skip();
    if (words.word !== 'id') throw new Stop(wrongUsage, nexthopUsage);
    readId(words);
    throw new Stop(2, 'RTNETLINK answers: No such file or directory\n');
  }
  if (matches(word, 'help')) throw new Stop(wrongUsage, nexthopUsage);
  if (!['list', 'show', 'lst'].some((name) => matches(word, name))) throw unknown(word);
  return 0;
}
