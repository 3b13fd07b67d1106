/**
 * `ip link add` (ip/iplink.c, iplink_modify; link_veth.c). Modelled kinds: bridge, dummy, ipip, ipvlan, macvlan, veth,
 * vxlan.
 */
import type { NetDevice } from '../../../linux/device/device.ts';
import type { NetworkNamespace } from '../../../linux/namespace/namespace.ts';
import type { NetlinkError } from '../../../linux/netlink/error.ts';
import { netlinkError } from '../../../linux/netlink/error.ts';
import {
  addBridge,
  addDummy,
  addVeth,
  addVxlan,
  type LinkOptions,
  removeLink,
} from '../../../linux/netlink/link.ts';
import { addIpip, addIpvlan, addMacvlan, loadTunnels } from '../../../linux/netlink/virtual.ts';
import { type Arguments, cannotFindDevice, invalid, matches } from '../../iproute2/arguments.ts';
import { notSimulated, Stop } from '../../iproute2/stop.ts';
import { check, type IpContext, provenanceOf, requireAdmin } from '../context.ts';
import { dummyUsage, vethUsage } from '../usage/link.ts';
import { applyRequest } from './change.ts';
import { applyBridge, noSettings, readBridge } from './kinds.ts';
import { readVxlan } from './vxlan.ts';
import { readIpip, readIpvlan, readMacvlan } from './virtual.ts';
import { emptyRequest, type LinkRequest, readLink, requireOneName } from './parse.ts';

/** Kinds of the real tool that are not modelled. */
export const foreignKinds = new Set(
  `amt bareudp bond dsa erspan geneve gre gretap gtp hsr ifb ip6erspan ip6gre ip6gretap ip6tnl ipoib ipvtap macsec macvtap netdevsim netkit nlmon rmnet sit team vcan vlan vrf vti vxcan wireguard wwan xfrm virt_wifi can tun`.split(
    /\s+/,
  ),
);

export function addLink(context: IpContext, words: Arguments): number {
  const request = readLink(context, words);
  requireOneName(request);
  const { type } = request;
  if (request.link !== undefined && context.namespace.devices.get(request.link) === undefined)
    throw cannotFindDevice(request.link);
  if (type === undefined) throw new Stop(1, 'Not enough information: "type" argument is required\n');
  const lower = request.link === undefined ? undefined : context.namespace.devices.get(request.link);
  const make = readKind(context, words, type, lower);
  requireAdmin(context.process);
  const name = request.device;
  if (name !== undefined && name.length > 15)
    check(netlinkError('ERANGE', 'Attribute failed policy validation.'));
  const namespace = placeOf(context, request);
  if (name !== undefined && namespace.devices.get(name) !== undefined) check(netlinkError('EEXIST'));
  if (make === undefined) throw new Stop(2, 'Error: Unknown device type.\n');
  const made = make(
    namespace,
    name === undefined ? undefined : numbered(namespace, name),
    optionsOf(context, request),
  );
  if ('errno' in made) {
    check(made);
    return 2;
  }
  const refused = applyRequest(made, {
    ...request,
    // rtnl_create_link does not look at it.
    alias: undefined,
    mac: undefined,
    mtu: undefined,
    name: undefined,
    namespace: undefined,
  });
  if (refused !== undefined) removeLink(made);
  check(refused);
  return 0;
}

type Make = (
  namespace: NetworkNamespace,
  name: string | undefined,
  options: LinkOptions,
) => NetDevice | NetlinkError;

function optionsOf(context: IpContext, request: LinkRequest): LinkOptions {
  return {
    mac: request.mac,
    mtu: request.mtu,
    index: request.index,
    provenance: provenanceOf(context.process),
  };
}

/** dev_alloc_name: the first number that is free, in the place of `%d`. */
export function numbered(namespace: NetworkNamespace, pattern: string, taken?: string): string {
  if (!pattern.includes('%d')) return pattern;
  for (let number = 0; ; number++) {
    const name = pattern.replace('%d', String(number));
    if (namespace.devices.get(name) === undefined && name !== taken) return name;
  }
}

function freeName(namespace: NetworkNamespace, kind: string, taken?: string): string {
  return numbered(namespace, `${kind}%d`, taken);
}

function placeOf(context: IpContext, { namespace = context.namespace }: LinkRequest): NetworkNamespace {
  if (namespace !== 'nobody') return namespace;
  throw new Stop(2, 'RTNETLINK answers: No such process\n');
}

/** @returns undefined when the kernel knows no such kind */
function readKind(
  context: IpContext,
  words: Arguments,
  type: string,
  lower: NetDevice | undefined,
): Make | undefined {
  switch (type) {
    case 'bridge': {
      const settings = readBridge(words);
      return (namespace, name, options) => {
        if (settings.error !== undefined) return settings.error;
        const bridge = addBridge(namespace, name ?? freeName(namespace, 'bridge'), options);
        if (!('errno' in bridge)) applyBridge(bridge, settings);
        return bridge;
      };
    }
    case 'dummy':
      noSettings(words, 'dummy', dummyUsage);
      return (namespace, name, options) => addDummy(namespace, name ?? freeName(namespace, 'dummy'), options);
    case 'macvlan': {
      const settings = readMacvlan(words);
      return (namespace, name, options) =>
        addMacvlan(namespace, name ?? freeName(namespace, type), { ...options, ...settings, lower });
    }
    case 'ipvlan': {
      const settings = readIpvlan(words);
      return (namespace, name, options) =>
        addIpvlan(namespace, name ?? freeName(namespace, type), { ...options, ...settings, lower });
    }
    case 'ipip': {
      const parameters = readIpip(context, words);
      return (namespace, name, options) => {
        loadTunnels(namespace.machine);
        return addIpip(namespace, name ?? freeName(namespace, 'tunl'), { ...options, ...parameters });
      };
    }
    case 'veth':
      return readVeth(context, words);
    case 'vxlan':
      return readVxlanKind(context, words);
    default:
      if (type === 'tun')
        return () => netlinkError('EOPNOTSUPP', 'tun/tap creation via rtnetlink is not supported.');
      if (foreignKinds.has(type)) throw notSimulated(`ip link type ${type}`);
      if (words.word !== undefined)
        throw new Stop(1, `Garbage instead of arguments "${words.word} ...". Try "ip link help".\n`);
      return undefined;
  }
}

function readVeth(context: IpContext, words: Arguments): Make {
  const peer = emptyRequest();
  if (words.word !== undefined) {
    if (matches(words.word, 'help')) throw new Stop(1, vethUsage);
    if (words.word !== 'peer') throw new Stop(1, vethUsage);
    words.skip();
    readLink(context, words, peer);
    requireOneName(peer);
    if (peer.type !== undefined) throw invalid('peer type is not allowed', peer.type);
  }
  return (namespace, name, options) => {
    const farPlace = placeOf(context, peer);
    const far = peer.device ?? freeName(farPlace, 'veth', name);
    const near = name ?? freeName(namespace, 'veth', farPlace === namespace ? far : undefined);
    const pair = addVeth(
      { namespace, name: near, ...options },
      { namespace: farPlace, name: far, ...optionsOf(context, peer) },
    );
    if ('errno' in pair) return pair;
    const [own, other] = pair;
    applyRequest(other, { ...emptyRequest(), up: peer.up });
    return own;
  };
}

function readVxlanKind(context: IpContext, words: Arguments): Make {
  const isBare = words.word === undefined;
  const settings = readVxlan(context, words);
  if (settings.vni === undefined && !isBare) throw new Stop(1, 'vxlan: missing virtual network identifier\n');
  if (settings.port === undefined && settings.vni !== undefined)
    context.process.complain(
      "vxlan: destination port not specified\nWill use Linux kernel default (non-standard value)\nUse 'dstport 4789' to get the IANA assigned value\nUse 'dstport 0' to get default and quiet this message\n",
    );
  return (namespace, name, options) => {
    const { vni } = settings;
    if (vni === undefined)
      return netlinkError('EINVAL', 'Required attributes not provided to perform the operation.');
    const port = settings.port === undefined || settings.port === 0 ? 8472 : settings.port;
    return addVxlan(namespace, name ?? freeName(namespace, 'vxlan'), { ...options, ...settings, vni, port });
  };
}
