/**
 * `ip link`: which command of it, and `set` and `delete` (ip/iplink.c, do_iplink and iplink_modify).
 */
import { Bridge } from '../../../linux/bridge/bridge.ts';
import { removeLink } from '../../../linux/netlink/link.ts';
import { type Arguments, matches } from '../../iproute2/arguments.ts';
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
import { addLink } from './add.ts';
import { applyRequest } from './change.ts';
import { applyBridge, readBridge, readBridgeSlave } from './kinds.ts';
import { readLink } from './parse.ts';

const kindUsages: Readonly<Record<string, string>> = {
  bridge: bridgeUsage,
  bridge_slave: bridgeSlaveUsage,
  dummy: dummyUsage,
  veth: vethUsage,
  vxlan: vxlanUsage,
};

export function runLink(context: IpContext, words: Arguments): number {
  const { word } = words;
  if (word === undefined) return show(context, words, true, linkUsage);
  words.skip();
  if (matches(word, 'add')) return addLink(context, words);
  if (matches(word, 'set') || matches(word, 'change')) return set(context, words);
  if (matches(word, 'replace')) throw notSimulated('ip link replace');
  if (matches(word, 'delete')) return remove(context, words);
  if (matches(word, 'show') || matches(word, 'lst') || matches(word, 'list'))
    return show(context, words, true, linkUsage);
  for (const other of ['xstats', 'afstats', 'property'])
    if (matches(word, other)) throw notSimulated(`ip link ${other}`);
  if (matches(word, 'help')) {
    const usage = kindUsages[words.word ?? ''];
    if (usage === undefined) throw new Stop(wrongUsage, linkUsage);
    throw new Stop(0, usage);
  }
  throw new Stop(wrongUsage, `Command "${word}" is unknown, try "ip link help".\n`);
}

function set(context: IpContext, words: Arguments): number {
  const request = readLink(context, words);
  if (request.device === undefined)
    throw new Stop(wrongUsage, 'Not enough information: "dev" argument is required.\n');
  if (request.index !== undefined)
    throw new Stop(wrongUsage, 'index can be used only when creating devices.\n');
  const device = findDevice(context, request.device);
  const changeKind = request.type === undefined ? undefined : readKindChange(words, request.type);
  requireAdmin(context.process);
  check(applyRequest(device, request));
  if (changeKind === undefined) return 0;
  if (request.type === 'bridge' && device instanceof Bridge) changeKind.bridge?.(device);
  else if (request.type === 'bridge_slave' && device.port !== undefined) changeKind.port?.(device.port);
  else throw new Stop(2, 'RTNETLINK answers: Operation not supported\n');
  return 0;
}

interface KindChange {
  readonly bridge?: (bridge: Bridge) => void;
  readonly port?: (port: NonNullable<Bridge['port']>) => void;
}

function readKindChange(words: Arguments, type: string): KindChange {
  if (type === 'bridge') {
    const settings = readBridge(words);
    return {
      bridge: (bridge) => {
        applyBridge(bridge, settings);
      },
    };
  }
  if (type === 'bridge_slave') {
    const changes = readBridgeSlave(words);
    return {
      port: (port) => {
        for (const change of changes) change(port);
      },
    };
  }
  throw notSimulated(`ip link set type ${type}`);
}

function remove(context: IpContext, words: Arguments): number {
  const request = readLink(context, words);
  if (request.device === undefined)
    throw new Stop(wrongUsage, 'Not enough information: "dev" argument is required.\n');
  const device = findDevice(context, request.device);
  requireAdmin(context.process);
  if (request.type !== undefined && request.type !== device.kind)
    check({ errno: 'EOPNOTSUPP', message: undefined });
  check(removeLink(device));
  return 0;
}
