/**
 * `bridge fdb`: which command of it, and adding and deleting entries (bridge/fdb.c, do_fdb and fdb_modify).
 *
 * Not simulated: other ports and VNIs, next-hop objects, `use`, `router`.
 */
import type { Address } from '../../../net/address/address.ts';
import { tryParseMac } from '../../../net/address/mac.ts';
import { Bridge } from '../../../linux/bridge/bridge.ts';
import type { NetDevice } from '../../../linux/device/device.ts';
import { netlinkError, type NetlinkError } from '../../../linux/netlink/error.ts';
import {
  type FdbMode,
  masterOf,
  removeBridgeEntry,
  removeFilterEntry,
  removeVxlanEntry,
  setBridgeEntry,
  setFilterEntry,
  setVxlanEntry,
} from '../../../linux/netlink/fdb.ts';
import { Vxlan } from '../../../linux/vxlan/vxlan.ts';
import { check, provenanceOf, requireAdmin } from '../../ip/context.ts';
import {
  type Arguments,
  cannotFindDevice,
  garbage,
  matches,
  readAddress,
  readUnsigned,
} from '../../iproute2/arguments.ts';
import { notSimulated, Stop, wrongUsage } from '../../iproute2/stop.ts';
import type { ToolContext } from '../../iproute2/tool.ts';
import { fdbUsage } from '../usage.ts';
import { flush } from './flush.ts';
import { get, show } from './show.ts';

export function runFdb(context: ToolContext, words: Arguments): number {
  const { word } = words;
  if (word === undefined) return show(context, words);
  words.skip();
  if (matches(word, 'add')) return modify(context, words, 'add');
  if (matches(word, 'append')) return modify(context, words, 'append');
  if (matches(word, 'replace')) return modify(context, words, 'replace');
  if (matches(word, 'delete')) return modify(context, words, 'delete');
  if (matches(word, 'get')) return get(context, words);
  if (matches(word, 'show') || matches(word, 'lst') || matches(word, 'list')) return show(context, words);
  if (word === 'flush') return flush(context, words);
  if (matches(word, 'help')) throw new Stop(wrongUsage, fdbUsage);
  throw new Stop(wrongUsage, `Command "${word}" is unknown, try "bridge fdb help".\n`);
}

interface Request {
  device: string | undefined;
  address: string | undefined;
  remote: Address | undefined;
  via: string | undefined;
  self: boolean;
  master: boolean;
  kind: 'local' | 'static' | 'dynamic';
  vlan: boolean;
  sticky: boolean;
  externLearn: boolean;
}

const refused = ['nhid', 'src_vni', 'port', 'vni', 'use', 'router'];

function read(words: Arguments): Request {
  const request: Request = {
    device: undefined,
    address: undefined,
    remote: undefined,
    via: undefined,
    self: false,
    master: false,
    kind: 'local',
    vlan: false,
    sticky: false,
    externLearn: false,
  };
  for (let { word } = words; word !== undefined; word = words.word) {
    if (word === 'dev') request.device = words.next();
    else if (word === 'dst') request.remote = readAddress(words.next(), undefined);
    else if (refused.includes(word)) throw notSimulated(`bridge fdb ${word}`);
    else if (word === 'via') request.via = words.next();
    else if (word === 'vlan') {
      const vlan = readUnsigned(words.next());
      if (vlan === undefined || vlan > 4095) throw new Stop(wrongUsage, 'Error: invalid vlan id.\n');
      request.vlan = true;
    } else if (matches(word, 'sticky')) request.sticky = true;
    else if (matches(word, 'extern_learn')) request.externLearn = true;
    else if (word === 'self') request.self = true;
    else if (matches(word, 'master')) request.master = true;
    else if (matches(word, 'local') || matches(word, 'permanent')) request.kind = 'local';
    else if (matches(word, 'temp') || matches(word, 'static')) request.kind = 'static';
    else if (matches(word, 'dynamic')) request.kind = 'dynamic';
    else {
      if (word === 'to') word = words.next();
      if (matches(word, 'help')) throw new Stop(wrongUsage, fdbUsage);
      if (request.address !== undefined) throw garbage('to', word);
      request.address = word;
    }
    words.skip();
  }
  return request;
}

function modify(context: ToolContext, words: Arguments, mode: FdbMode | 'delete'): number {
  const request = read(words);
  const { address, device: name } = request;
  if (name === undefined || address === undefined)
    throw new Stop(wrongUsage, 'Device and address are required arguments.\n');
  const mac = readMac(address);
  if (mac === undefined) throw new Stop(wrongUsage, `Invalid mac address ${address}\n`);
  const device = context.namespace.devices.get(name);
  if (device === undefined) throw new Stop(wrongUsage, `Cannot find device "${name}"\n`);
  if (request.via !== undefined && context.namespace.devices.get(request.via) === undefined)
    throw cannotFindDevice(request.via, wrongUsage);
  requireAdmin(context.process, wrongUsage);
  if (request.master) check(ofMaster(context, device, request, mac, mode), wrongUsage);
  if (request.self || !request.master) check(ofDevice(context, device, request, mac, mode), wrongUsage);
  return 0;
}

type Address48 = NonNullable<ReturnType<typeof tryParseMac>>;

/** sscanf("%hhx:…"): what follows the last digit is not looked at. */
function readMac(text: string): Address48 | undefined {
  return tryParseMac(/^([\da-f]{1,2}:){5}[\da-f]{1,2}/i.exec(text)?.[0] ?? '');
}

function ofMaster(
  context: ToolContext,
  device: NetDevice,
  request: Request,
  mac: Address48,
  mode: FdbMode | 'delete',
): NetlinkError | undefined {
  const target = masterOf(device);
  if (target === undefined) return netlinkError('EOPNOTSUPP');
  // The recorded kernel was built without VLANs.
  if (request.vlan) return netlinkError('EINVAL');
  if (mode === 'delete') return removeBridgeEntry(target, mac);
  const { sticky, externLearn } = request;
  // fdb_add_entry: only a static entry sticks.
  if (sticky && request.kind === 'local') return netlinkError('EINVAL');
  return setBridgeEntry(target, mac, request.kind, mode, provenanceOf(context.process), {
    sticky,
    externLearn,
  });
}

function ofDevice(
  context: ToolContext,
  device: NetDevice,
  request: Request,
  mac: Address48,
  mode: FdbMode | 'delete',
): NetlinkError | undefined {
  if (device instanceof Bridge) return ofMaster(context, device, request, mac, mode);
  if (device instanceof Vxlan) {
    if (request.sticky || request.externLearn) throw notSimulated('bridge fdb flags of a tunnel');
    if (mode === 'delete') return removeVxlanEntry(device, mac, request.remote);
    if (request.remote === undefined) return netlinkError('EINVAL');
    const { remote, kind } = request;
    const own = device.local ?? device.remote;
    if (own !== undefined && own.family !== remote.family) return netlinkError('EAFNOSUPPORT');
    const via = request.via === undefined ? undefined : context.namespace.devices.get(request.via);
    return setVxlanEntry(device, mac, remote, mode, provenanceOf(context.process), via, kind);
  }
  const verb = mode === 'delete' ? 'delete' : 'add';
  if (device.kind === 'loopback' || device.isPointToPoint)
    return netlinkError('EINVAL', `FDB ${verb} only supported for Ethernet devices.`);
  return mode === 'delete' ? removeFilterEntry(device, mac) : setFilterEntry(device, mac, mode);
}
