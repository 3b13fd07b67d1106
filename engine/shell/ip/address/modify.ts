/**
 * `ip addr add|change|replace|del|flush` (ip/ipaddress.c, ipaddr_modify and ipaddr_flush).
 *
 * `home` and `mngtmpaddr` are kept and shown. Not simulated: `autojoin` of a group, `optimistic`; what `anycast` gives the
 * kernel does not look at.
 */
import type { Address, Family } from '../../../net/address/address.ts';
import { Prefix } from '../../../net/address/prefix.ts';
import type { InterfaceAddress, NetDevice } from '../../../linux/device/device.ts';
import {
  addAddress,
  addAddressRoutes,
  type Lifetime,
  removeAddress,
} from '../../../linux/netlink/address.ts';
import { netlinkError } from '../../../linux/netlink/error.ts';
import { endLater, setLifetime } from '../../../linux/netlink/lifetime.ts';
import { routeProtocol, routeTable } from '../../../linux/route/route.ts';
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
import { type AddressFlag, addressFlags, readFilter, wantsAddress, wantsDevice } from '../link/filter.ts';
import { scopeOf } from '../names.ts';
import { addressUsage } from '../usage/address.ts';
import { printAddress } from './show.ts';

export type AddressCommand = 'add' | 'change' | 'replace' | 'delete';

interface Request {
  /** What the words said, or the first address of them. */
  family: Family | undefined;
  local: Prefix | undefined;
  peer: Prefix | undefined;
  broadcast: Address | '+' | '-' | undefined;
  scope: InterfaceAddress['scope'] | undefined;
  label: string | undefined;
  metric: number | undefined;
  noPrefixRoute: boolean;
  noDad: boolean;
  /** Seconds; undefined: nothing was said, or for ever. */
  valid: number | undefined;
  preferred: number | undefined;
  lifetimeGiven: boolean;
  readonly flags: ('mngtmpaddr' | 'home')[];
  autoJoin: boolean;
  device: string | undefined;
  /** The prefix as it was written, where that was without a length. */
  bare: string | undefined;
}

function read(context: IpContext, words: Arguments): Request {
  let family: Family | undefined = familyOf(context);
  const request: Request = {
    family,
    local: undefined,
    peer: undefined,
    broadcast: undefined,
    scope: undefined,
    label: undefined,
    metric: undefined,
    noPrefixRoute: false,
    noDad: false,
    valid: undefined,
    preferred: undefined,
    lifetimeGiven: false,
    flags: [],
    autoJoin: false,
    device: undefined,
    bare: undefined,
  };
  for (let { word } = words; word !== undefined; word = words.word) {
    if (word === 'peer' || word === 'remote') {
      request.peer = readPrefix(words.next(), family);
      family ??= request.peer.family;
    } else if (matches(word, 'broadcast') || word === 'brd') {
      const value = words.next();
      if (value === '+' || value === '-') request.broadcast = value;
      else {
        request.broadcast = readAddress(value, family);
        family ??= request.broadcast.family;
      }
    } else if (word === 'anycast') {
      const given = readAddress(words.next(), family);
      family ??= given.family;
    } else if (word === 'scope') {
      const value = words.next();
      const scope = scopeOf(value);
      if (scope === undefined && readUnsigned(value) !== undefined)
        throw notSimulated(`ip address scope ${value}`);
      if (scope === undefined || scope === 'nowhere') throw invalid('invalid scope value.', value);
      request.scope = scope;
    } else if (word === 'dev') request.device = words.next();
    else if (word === 'label') request.label = words.next();
    else if (word === 'metric' || word === 'priority' || word === 'preference') {
      const value = words.next();
      request.metric = readUnsigned(value);
      if (request.metric === undefined) throw invalid('"metric" value is invalid\n', value);
    } else if (matches(word, 'valid_lft') || matches(word, 'preferred_lft'))
      readLifetime(words, word, request);
    else if (isFlag(word)) readFlag(context, word, family, request);
    else {
      if (word === 'local') word = words.next();
      if (matches(word, 'help')) throw new Stop(wrongUsage, addressUsage);
      if (request.local !== undefined) throw garbage('local', word);
      request.local = readPrefix(word, family);
      request.bare = word.includes('/') ? undefined : word;
      family ??= request.local.family;
    }
    words.skip();
  }
  request.family = family;
  return request;
}

type FlagWord = 'temporary' | AddressFlag;

function isFlag(word: string): word is FlagWord {
  return word === 'temporary' || addressFlags.some((flag) => flag === word);
}

/** Most flags are the kernel's to set; of the others some are IPv6's alone, and its address must have been read by then. */
function readFlag(context: IpContext, flag: FlagWord, family: Family | undefined, request: Request): void {
  const { process } = context;
  const forIpv6 = ['nodad', 'optimistic', 'home', 'mngtmpaddr'].includes(flag);
  if (flag === 'noprefixroute') request.noPrefixRoute = true;
  else if (flag === 'autojoin') request.autoJoin = true;
  else if (!forIpv6) process.complain(`Warning: ${flag} option is not mutable from userspace\n`);
  else if (family !== 6) process.complain(`Warning: ${flag} option can be set only for IPv6 addresses\n`);
  else if (flag === 'optimistic') throw notSimulated(`ip address ${flag}`);
  else if (flag === 'nodad') request.noDad = true;
  else if (flag === 'home' || flag === 'mngtmpaddr') request.flags.push(flag);
}

function readLifetime(words: Arguments, word: string, request: Request): void {
  const name = matches(word, 'valid_lft') ? 'valid_lft' : 'preferred_lft';
  const value = words.next();
  const seconds = value === 'forever' ? 0xffff_ffff : readUnsigned(value);
  if (seconds === undefined) throw invalid(`${name} value`, value);
  request.lifetimeGiven = true;
  request[name === 'valid_lft' ? 'valid' : 'preferred'] = seconds === 0xffff_ffff ? undefined : seconds;
}

function checkLifetime({ valid, preferred, lifetimeGiven }: Request): void {
  if (!lifetimeGiven) return;
  if (valid === 0) throw new Stop(1, 'valid_lft is zero\n');
  if (valid !== undefined && (preferred === undefined || preferred > valid))
    throw new Stop(1, 'preferred_lft is greater than valid_lft\n');
}

export function modify(context: IpContext, words: Arguments, command: AddressCommand): number {
  const request = read(context, words);
  if (request.device === undefined)
    throw new Stop(1, 'Not enough information: "dev" argument is required.\n');
  const { local } = request;
  const isWild = command === 'delete' && local?.family === 4 && request.peer === undefined;
  if (isWild && request.bare !== undefined) context.process.complain(wildcardWarning(request.bare));
  if (request.broadcast !== undefined && local?.family === 6 && command !== 'delete')
    throw new Stop(1, 'Broadcast can be set only for IPv4 addresses\n');
  const device = findDevice(context, request.device);
  checkLifetime(request);
  if (request.autoJoin && local?.address.isMulticast !== true)
    throw new Stop(1, 'autojoin needs multicast address\n');
  if (request.autoJoin) throw notSimulated('ip address autojoin');
  requireAdmin(context.process);
  // inet_rtm_newaddr knows by the family whose address is missing.
  if (local === undefined && request.family === 4 && command !== 'delete')
    check(netlinkError('EINVAL', 'ipv4: Local address is not supplied.'));
  // `any` has no length at all and counts as none.
  if (local === undefined || (local.length === 0 && !context.options.force && request.bare !== undefined))
    throw new Stop(2, 'RTNETLINK answers: Operation not supported\n');
  if (request.label !== undefined && request.label.length > 15)
    check(netlinkError('ERANGE', 'Attribute failed policy validation.'));
  if (command === 'delete') return remove(device, request, local);
  const prefix = request.peer === undefined ? local : Prefix.host(local.address);
  const known = command === 'add' ? undefined : device.addresses.find((own) => own.prefix.equals(prefix));
  if (known !== undefined) {
    change(device, known, request);
    return 0;
  }
  check(
    addAddress(device, {
      prefix,
      broadcast: broadcastOf(request.broadcast, prefix),
      peer: request.peer,
      scope: request.scope,
      label: request.label,
      metric: request.metric,
      noPrefixRoute: request.noPrefixRoute,
      noDad: request.noDad,
      lifetime: request.lifetimeGiven ? lifetimeOf(request) : undefined,
      flags: request.flags.length === 0 ? undefined : request.flags,
      provenance: provenanceOf(context.process),
    }),
  );
  const made = device.addresses.find((own) => own.prefix.equals(prefix));
  if (made !== undefined) endLater(device, made);
  return 0;
}

/** An address that lasts for ever is deprecated only when its preferred time is nothing at all. */
function lifetimeOf({ valid, preferred }: Request): Lifetime {
  return { valid, preferred: valid === undefined && preferred !== 0 ? undefined : preferred };
}

function broadcastOf(given: Request['broadcast'], prefix: Prefix): Address | undefined {
  if (given === '+' || given === '-') {
    if (prefix.length >= 31) return undefined;
    return given === '+' ? prefix.last : prefix.network;
  }
  return given;
}

/** inet_rtm_newaddr, of an address that is there: its metric and its times are what changes. */
function change(device: NetDevice, known: InterfaceAddress, request: Request): void {
  const metric = request.metric ?? 0;
  if (metric !== (known.metric ?? 0)) {
    const changed = { ...known, metric };
    device.addresses[device.addresses.indexOf(known)] = changed;
    moveRoute(device, known, changed);
  }
  setLifetime(device, known.prefix, lifetimeOf(request));
}

/** fib_modify_prefix_metric */
function moveRoute(device: NetDevice, from: InterfaceAddress, to: InterfaceAddress): void {
  const { routes } = device.namespace;
  const subnet = (from.peer ?? from.prefix).canonical;
  const old = routes
    .table(routeTable.main)
    .exact(subnet)
    .find((route) => route.protocol === routeProtocol.kernel && route.nexthops[0]?.device === device);
  if (old === undefined) return;
  routes.remove(old);
  addAddressRoutes(device, to);
}

const wildcardWarning = (
  word: string,
) => `Warning: Executing wildcard deletion to stay compatible with old scripts.
         Explicitly specify the prefix length (${word}/32) to avoid this warning.
         This special behaviour is likely to disappear in further releases,
         fix your scripts!
`;

/** Without a length IPv4 deletes whichever subnet the address is in. */
function remove(device: NetDevice, request: Request, local: Prefix): number {
  const own = device.addresses.find(
    (address) =>
      address.prefix.address === local.address &&
      (request.label === undefined || address.label === request.label) &&
      (request.peer === undefined
        ? (request.bare !== undefined && local.family === 4) ||
          (address.peer ?? address.prefix).length === local.length
        : address.peer?.equals(request.peer) === true),
  );
  if (own === undefined)
    check(
      netlinkError(
        'EADDRNOTAVAIL',
        local.family === 4 ? 'ipv4: Address not found.' : 'ipv6: address not found.',
      ),
    );
  else check(removeAddress(device, own.prefix));
  return 0;
}

export function flush(context: IpContext, words: Arguments): number {
  const { process, options, namespace } = context;
  if (words.word === undefined) throw new Stop(1, 'Flush requires arguments.\n');
  const filter = readFilter(context, words, addressUsage);
  const only = filter.device === undefined ? undefined : namespace.devices.get(filter.device);
  if (filter.device !== undefined && only === undefined)
    throw new Stop(1, `Device "${filter.device}" does not exist.\n`);
  requireAdmin(process);
  const oneAfterTheOther = { ...context, namesDevices: true };
  let gone = 0;
  for (const device of only === undefined ? namespace.devices.list() : [only]) {
    if (!wantsDevice({ ...filter, kind: undefined }, device)) continue;
    for (const own of [...device.addresses])
      if (wantsAddress(filter, device, own)) {
        gone++;
        if (options.statistics > 1) printAddress(oneAfterTheOther, device, own);
        removeAddress(device, own.prefix);
      }
  }
  if (gone > 0) process.print(context.printer.take());
  if (options.statistics > 0)
    process.print(
      gone === 0
        ? 'Nothing to flush.\n'
        : `\n*** Round 1, deleting ${String(gone)} addresses ***\n*** Flush is complete after 1 round ***\n`,
    );
  return 0;
}
