/**
 * `ip addr add|change|replace|del|flush` (ip/ipaddress.c, ipaddr_modify and ipaddr_flush).
 *
 * Not simulated: lifetimes, `anycast`, `home`, `mngtmpaddr`, `autojoin`, `optimistic`.
 */
import type { Address, Family } from '../../../net/address/address.ts';
import { Prefix } from '../../../net/address/prefix.ts';
import type { InterfaceAddress, NetDevice } from '../../../linux/device/device.ts';
import { addAddress, removeAddress } from '../../../linux/netlink/address.ts';
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
import { readFilter, wantsAddress, wantsDevice } from '../link/filter.ts';
import { scopeOf } from '../names.ts';
import { addressUsage } from '../usage/address.ts';

export type AddressCommand = 'add' | 'change' | 'replace' | 'delete';

interface Request {
  local: Prefix | undefined;
  peer: Prefix | undefined;
  broadcast: Address | '+' | undefined;
  scope: InterfaceAddress['scope'] | undefined;
  label: string | undefined;
  metric: number | undefined;
  noPrefixRoute: boolean;
  device: string | undefined;
  /** The prefix was written without a length. */
  bare: boolean;
}

function read(context: IpContext, words: Arguments): Request {
  let family: Family | undefined = familyOf(context);
  const request: Request = {
    local: undefined,
    peer: undefined,
    broadcast: undefined,
    scope: undefined,
    label: undefined,
    metric: undefined,
    noPrefixRoute: false,
    device: undefined,
    bare: false,
  };
  for (let { word } = words; word !== undefined; word = words.word) {
    if (word === 'peer' || word === 'remote') {
      request.peer = readPrefix(words.next(), family);
      family ??= request.peer.family;
    } else if (matches(word, 'broadcast') || word === 'brd') {
      const value = words.next();
      if (value === '+' || value === '-') request.broadcast = value === '+' ? '+' : undefined;
      else request.broadcast = readAddress(value, family);
    } else if (word === 'anycast') throw notSimulated('ip address anycast');
    else if (word === 'scope') {
      const value = words.next();
      const scope = scopeOf(value);
      if (scope === undefined || scope === 'nowhere') throw invalid('invalid scope value.', value);
      request.scope = scope;
    } else if (word === 'dev') request.device = words.next();
    else if (word === 'label') request.label = words.next();
    else if (word === 'metric' || word === 'priority' || word === 'preference') {
      const value = words.next();
      request.metric = readUnsigned(value);
      if (request.metric === undefined) throw invalid('"metric" value is invalid\n', value);
    } else if (matches(word, 'valid_lft') || matches(word, 'preferred_lft')) {
      if (words.next() !== 'forever') throw notSimulated(`ip address ${word}`);
    } else if (word === 'nodad') request.noPrefixRoute ||= false;
    else if (word === 'noprefixroute') request.noPrefixRoute = true;
    else if (['home', 'mngtmpaddr', 'autojoin', 'optimistic'].includes(word))
      throw notSimulated(`ip address ${word}`);
    else {
      if (word === 'local') word = words.next();
      if (matches(word, 'help')) throw new Stop(wrongUsage, addressUsage);
      if (request.local !== undefined) throw garbage('local', word);
      request.local = readPrefix(word, family);
      request.bare = !word.includes('/');
      family ??= request.local.family;
    }
    words.skip();
  }
  return request;
}

export function modify(context: IpContext, words: Arguments, command: AddressCommand): number {
  const request = read(context, words);
  if (request.device === undefined)
    throw new Stop(1, 'Not enough information: "dev" argument is required.\n');
  const device = findDevice(context, request.device);
  requireAdmin(context.process);
  const { local } = request;
  if (local === undefined) throw new Stop(2, 'RTNETLINK answers: Operation not supported\n');
  if (command === 'delete') return remove(context, device, request, local);
  const prefix = request.peer === undefined ? local : Prefix.host(local.address);
  if (command !== 'add' && device.addresses.some((own) => own.prefix.address === local.address)) return 0;
  check(
    addAddress(device, {
      prefix,
      broadcast:
        request.broadcast === '+' ? (prefix.length < 31 ? prefix.last : undefined) : request.broadcast,
      peer: request.peer,
      scope: request.scope,
      label: request.label,
      metric: request.metric,
      noPrefixRoute: request.noPrefixRoute,
      provenance: provenanceOf(context.process),
    }),
  );
  return 0;
}

const wildcardWarning = (
  prefix: Prefix,
) => `Warning: Executing wildcard deletion to stay compatible with old scripts.
         Explicitly specify the prefix length (${prefix.toString()}) to avoid this warning.
         This special behaviour is likely to disappear in further releases,
         fix your scripts!
`;

/** Without a length IPv4 deletes whichever subnet the address is in. */
function remove(context: IpContext, device: NetDevice, request: Request, local: Prefix): number {
  const own = device.addresses.find((address) =>
    request.bare
      ? address.prefix.address === local.address
      : address.prefix.address === local.address && (address.peer ?? address.prefix).length === local.length,
  );
  if (request.bare && local.family === 4 && request.peer === undefined)
    context.process.complain(wildcardWarning(local));
  check(removeAddress(device, own?.prefix ?? local));
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
  let gone = 0;
  for (const device of only === undefined ? namespace.devices.list() : [only]) {
    if (!wantsDevice({ ...filter, kind: undefined }, device)) continue;
    for (const own of [...device.addresses])
      if (wantsAddress(filter, device, own)) {
        gone++;
        removeAddress(device, own.prefix);
      }
  }
  if (options.statistics > 0)
    process.print(
      gone === 0
        ? 'Nothing to flush.\n'
        : `\n*** Round 1, deleting ${String(gone)} addresses ***\n*** Flush is complete after 1 round ***\n`,
    );
  return 0;
}
