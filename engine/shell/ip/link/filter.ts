/**
 * Which devices `ip link show` and `ip addr show` are asked for, and the words that ask (ip/ipaddress.c,
 * ipaddr_list_flush_or_save).
 */
import type { Family } from '../../../net/address/address.ts';
import type { Prefix } from '../../../net/address/prefix.ts';
import { flagsOf } from '../../../linux/device/state.ts';
import type { InterfaceAddress, NetDevice } from '../../../linux/device/device.ts';
import { type Arguments, garbage, invalid, matches, readPrefix } from '../../iproute2/arguments.ts';
import { Stop, wrongUsage } from '../../iproute2/stop.ts';
import { familyOf, type IpContext } from '../context.ts';
import { scopeOf } from '../names.ts';
import { readGroup } from './parse.ts';

export interface AddressFilter {
  family: Family | 'link' | undefined;
  device: string | undefined;
  scope: InterfaceAddress['scope'] | undefined;
  to: Prefix | undefined;
  label: string | undefined;
  up: boolean;
  master: NetDevice | undefined;
  withoutMaster: boolean;
  kind: string | undefined;
  group: number | undefined;
  /** Flags an address must have or must not have. */
  readonly flags: Map<AddressFlag, boolean>;
}

/** ifa_flag_names, in the order of printing; what is not permanent is called dynamic. */
export const addressFlags = [
  'secondary',
  'nodad',
  'optimistic',
  'dadfailed',
  'home',
  'deprecated',
  'tentative',
  'permanent',
  'mngtmpaddr',
  'noprefixroute',
  'autojoin',
  'stable-privacy',
] as const;

export type AddressFlag = (typeof addressFlags)[number];

/** A flag that addresses must have, or after `-` must not have. */
function flagOf(word: string): readonly [AddressFlag, boolean] | undefined {
  const wanted = !word.startsWith('-');
  const name = wanted ? word : word.slice(1);
  if (name === 'dynamic') return ['permanent', !wanted];
  if (name === 'primary') return ['secondary', !wanted];
  const flag = name === 'temporary' ? 'secondary' : addressFlags.find((one) => one === name);
  return flag === undefined ? undefined : [flag, wanted];
}

/** @param usage for `help` */
export function readFilter(context: IpContext, words: Arguments, usage: string): AddressFilter {
  const family = familyOf(context);
  const filter: AddressFilter = {
    family: context.options.family === 'link' ? 'link' : family,
    device: undefined,
    scope: undefined,
    to: undefined,
    label: undefined,
    up: false,
    master: undefined,
    withoutMaster: false,
    kind: undefined,
    group: undefined,
    flags: new Map(),
  };
  for (let { word } = words; word !== undefined; word = words.word) {
    const flag = flagOf(word);
    if (word === 'to') {
      filter.to = readPrefix(words.next(), family);
      filter.family ??= filter.to.family;
    } else if (word === 'scope') {
      const scope = words.next();
      const found = scope === 'all' ? undefined : scopeOf(scope);
      if (scope !== 'all' && (found === undefined || found === 'nowhere'))
        throw invalid('invalid "scope"\n', scope);
      filter.scope = found === 'nowhere' ? undefined : found;
    } else if (word === 'up') filter.up = true;
    else if (flag !== undefined) filter.flags.set(...flag);
    else if (word === 'label') filter.label = words.next();
    else if (word === 'group') filter.group = readGroup(words.next());
    else if (word === 'master') {
      const name = words.next();
      filter.master = context.namespace.devices.get(name);
      if (filter.master === undefined) throw invalid('Device does not exist\n', name);
    } else if (word === 'nomaster') filter.withoutMaster = true;
    else if (word === 'vrf') throw invalid('Not a valid VRF name\n', words.next());
    else if (word === 'type') filter.kind = words.next();
    else {
      if (word === 'dev') word = words.next();
      else if (matches(word, 'help')) throw new Stop(wrongUsage, usage);
      if (filter.device !== undefined) throw garbage('dev', word);
      filter.device = word;
    }
    words.skip();
  }
  return filter;
}

/** What print_linkinfo leaves out. */
export function wantsDevice(filter: AddressFilter, device: NetDevice): boolean {
  if (filter.up && !flagsOf(device).has('UP')) return false;
  const master = device.port?.bridge;
  if (filter.master !== undefined && master !== filter.master) return false;
  if (filter.withoutMaster && master !== undefined) return false;
  if (filter.group !== undefined && filter.group !== device.group) return false;
  return filter.kind === undefined || kindMatches(filter.kind, device);
}

function kindMatches(kind: string, device: NetDevice): boolean {
  if (kind.endsWith('_slave')) return device.port !== undefined && kind === 'bridge_slave';
  return device.kind === kind;
}

export function wantsAddress(filter: AddressFilter, device: NetDevice, own: InterfaceAddress): boolean {
  const { now } = device.namespace.environment.clock;
  if (typeof filter.family === 'number' && filter.family !== own.prefix.family) return false;
  if (filter.scope !== undefined && filter.scope !== own.scope) return false;
  if (filter.to?.contains(own.prefix.address) === false) return false;
  if (filter.label !== undefined && !labelMatches(filter.label, own.label ?? device.name)) return false;
  for (const [flag, wanted] of filter.flags) if (hasFlag(own, flag, now) !== wanted) return false;
  return true;
}

export function hasFlag(own: InterfaceAddress, flag: AddressFlag, now: number): boolean {
  switch (flag) {
    case 'secondary':
      return own.secondary;
    case 'tentative':
      return own.tentativeUntil !== undefined && own.tentativeUntil > now;
    case 'permanent':
      return own.validUntil === undefined;
    case 'noprefixroute':
      return own.noPrefixRoute === true;
    case 'nodad':
      return own.noDad === true;
    case 'dadfailed':
      return own.dadFailed === true;
    case 'deprecated':
      return own.preferredUntil !== undefined && own.preferredUntil <= now;
    case 'home':
    case 'mngtmpaddr':
      return own.flags?.includes(flag) === true;
    case 'optimistic':
    case 'autojoin':
      return false;
    case 'stable-privacy':
      return own.stablePrivacy === true;
  }
}

/** fnmatch with `*` and `?`. */
export function labelMatches(pattern: string, label: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${expression}$`).test(label);
}
