/**
 * `ip link`: which command of it, and `set` and `delete` (ip/iplink.c, do_iplink and iplink_modify).
 */
import { Bridge } from '../../../linux/bridge/bridge.ts';
import { removeLink } from '../../../linux/netlink/link.ts';
import { Vxlan } from '../../../linux/vxlan/vxlan.ts';
import { netlinkError, type NetlinkError } from '../../../linux/netlink/error.ts';
import { Arguments, garbage, invalid, matches } from '../../iproute2/arguments.ts';
import { notSimulated, Stop, wrongUsage } from '../../iproute2/stop.ts';
import { check, findDevice, type IpContext, requireAdmin } from '../context.ts';
import { show } from '../address/show.ts';
import {
  bridgeSlaveUsage,
  bridgeUsage,
  dummyUsage,
  linkUsage,
  vethUsage,
  vxlanUsage,
} from '../usage/link.ts';
import { ipipUsage, ipvlanUsage, macvlanUsage } from '../usage/virtual.ts';
import { addLink, foreignKinds } from './add.ts';
import { applyRequest } from './change.ts';
import { applyBridge, readBridge, readBridgeSlave } from './kinds.ts';
import type { PortChange } from './port-settings.ts';
import { changeVxlan, readVxlan } from './vxlan.ts';
import { checkName, type LinkRequest, readLink } from './parse.ts';

const kindUsages: Readonly<Record<string, string>> = {
  bridge: bridgeUsage,
  bridge_slave: bridgeSlaveUsage,
  dummy: dummyUsage,
  ipip: ipipUsage,
  ipvlan: ipvlanUsage,
  macvlan: macvlanUsage,
  veth: vethUsage,
  vxlan: vxlanUsage,
};

export function runLink(context: IpContext, words: Arguments): number {
  const { word } = words;
  if (word === undefined) return show(context, words, true, linkUsage);
  words.skip();
  if (matches(word, 'add')) return addLink(context, words);
  if (matches(word, 'set') || matches(word, 'change')) return set(context, words);
  if (matches(word, 'replace')) return replace(context, words);
  if (matches(word, 'delete')) return remove(context, words);
  if (matches(word, 'show') || matches(word, 'lst') || matches(word, 'list'))
    return show(context, words, true, linkUsage);
  if (matches(word, 'xstats')) throw notSimulated('ip link xstats');
  // Statistics of address families: only MPLS has any.
  if (matches(word, 'afstats')) return 0;
  if (matches(word, 'property')) return property(context, words);
  if (matches(word, 'help')) {
    const kind = words.word ?? '';
    const usage = kindUsages[kind];
    if (usage === undefined && foreignKinds.has(kind)) throw notSimulated(`ip link help ${kind}`);
    if (usage === undefined) throw new Stop(wrongUsage, linkUsage);
    throw new Stop(0, usage);
  }
  throw new Stop(wrongUsage, `Command "${word}" is unknown, try "ip link help".\n`);
}

function set(context: IpContext, words: Arguments): number {
  const request = readLink(context, words);
  if (request.device === undefined && request.group !== undefined) return setGroup(context, request);
  if (request.device === undefined)
    throw new Stop(wrongUsage, 'Not enough information: "dev" argument is required.\n');
  if (request.index !== undefined && request.namespace === undefined)
    throw new Stop(
      wrongUsage,
      'index can be used only when creating devices or when moving device to another netns.\n',
    );
  if (request.index !== undefined) throw notSimulated('ip link set index');
  const device = findDevice(context, request.device);
  const changeKind = request.type === undefined ? undefined : readKindChange(context, words, request.type);
  if (request.mac !== undefined && request.mac.length !== 17) {
    const length = String((request.mac.length + 1) / 3);
    throw new Stop(1, `Invalid address length ${length} - must be 6 bytes\n`);
  }
  requireAdmin(context.process);
  check(applyRequest(device, request));
  if (changeKind === undefined) return 0;
  if (request.type === 'bridge' && device instanceof Bridge) check(changeKind.bridge?.(device));
  else if (request.type === 'vxlan' && device instanceof Vxlan) check(changeKind.vxlan?.(device));
  else if (request.type === 'bridge_slave' && device.port !== undefined)
    check(changeKind.port?.(device.port));
  else throw new Stop(2, 'RTNETLINK answers: Operation not supported\n');
  return 0;
}

/** `ip link set group N …`: every device of the group. */
function setGroup(context: IpContext, request: LinkRequest): number {
  requireAdmin(context.process);
  for (const device of ofGroup(context, request.group))
    check(applyRequest(device, { ...request, group: undefined }));
  return 0;
}

function ofGroup(context: IpContext, group: number | undefined) {
  return context.namespace.devices.list().filter((device) => device.group === group);
}

/** Makes the device, or changes the one there is; a kind cannot change its common settings that way. */
function replace(context: IpContext, words: Arguments): number {
  const request = readLink(context, new Arguments(words.rest));
  const name = request.name ?? request.device;
  const known = name !== undefined && context.namespace.devices.get(name) !== undefined;
  if (!known) return addLink(context, words);
  if (request.type !== undefined && request.mtu !== undefined)
    throw new Stop(2, 'RTNETLINK answers: Operation not supported\n');
  return set(context, words);
}

/** `ip link property add|del dev DEVICE altname NAME` (iplink_prop_mod). */
function property(context: IpContext, words: Arguments): number {
  const { word } = words;
  if (word === undefined || matches(word, 'help')) throw new Stop(wrongUsage, linkUsage);
  const adding = matches(word, 'add');
  if (!adding && !matches(word, 'del')) throw new Stop(wrongUsage, 'Operator required\n');
  words.skip();
  const names: string[] = [];
  let name: string | undefined;
  for (let { word: next } = words; next !== undefined; next = words.word) {
    if (matches(next, 'altname')) {
      const other = words.next();
      if (other.length > 127 || /[/\s]/.test(other)) throw invalid('not a valid altname', other);
      names.push(other);
    } else if (matches(next, 'help')) throw new Stop(wrongUsage, linkUsage);
    else {
      if (next === 'dev') next = words.next();
      if (name !== undefined) throw garbage('dev', next);
      checkName(next, 'dev');
      name = next;
    }
    words.skip();
  }
  if (name === undefined)
    throw new Stop(wrongUsage, 'Not enough of information: "dev" argument is required.\n');
  const device = findDevice(context, name);
  requireAdmin(context.process);
  const { devices } = context.namespace;
  for (const other of names)
    if (adding && !devices.addOtherName(device, other)) check(netlinkError('EEXIST'));
    else if (!adding && !devices.removeOtherName(device, other)) check(netlinkError('ENOENT'));
  return 0;
}

interface KindChange {
  readonly bridge?: (bridge: Bridge) => NetlinkError | undefined;
  readonly port?: PortChange;
  readonly vxlan?: (tunnel: Vxlan) => NetlinkError | undefined;
}

function readKindChange(context: IpContext, words: Arguments, type: string): KindChange {
  if (type === 'bridge') {
    const settings = readBridge(words);
    return {
      bridge: (bridge) => applyBridge(bridge, settings),
    };
  }
  if (type === 'bridge_slave') {
    const changes = readBridgeSlave(words);
    return {
      port: (port) => {
        for (const change of changes) {
          const error = change(port);
          if (error !== undefined) return error;
        }
        return undefined;
      },
    };
  }
  if (type === 'vxlan') {
    const settings = readVxlan(context, words);
    return { vxlan: (tunnel) => changeVxlan(tunnel, settings) };
  }
  throw notSimulated(`ip link set type ${type}`);
}

function remove(context: IpContext, words: Arguments): number {
  const request = readLink(context, words);
  if (request.device === undefined && request.group !== undefined) return removeGroup(context, request.group);
  if (request.device === undefined)
    throw new Stop(wrongUsage, 'Not enough information: "dev" argument is required.\n');
  // The kind is not compared with the device's.
  const device = findDevice(context, request.device);
  requireAdmin(context.process);
  check(removeLink(device));
  return 0;
}

/** rtnl_group_dellink */
function removeGroup(context: IpContext, group: number): number {
  requireAdmin(context.process);
  if (group === 0) check(netlinkError('EPERM'));
  const devices = ofGroup(context, group);
  if (devices.length === 0) check(netlinkError('ENODEV'));
  if (devices.some(({ kind }) => kind === 'loopback')) check(netlinkError('EOPNOTSUPP'));
  for (const device of devices) removeLink(device);
  return 0;
}
