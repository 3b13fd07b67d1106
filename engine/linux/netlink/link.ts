/**
 * Making, changing and removing devices (rtnl_newlink, rtnl_dellink, __dev_open, __dev_close; net/core/rtnetlink.c,
 * dev.c), with what follows: routes, neighbours, link-local addresses.
 */
import { second, type Time } from '../../clock/clock.ts';
import type { Address } from '../../net/address/address.ts';
import { type Mac, macFromBytes } from '../../net/address/mac.ts';
import { Bridge } from '../bridge/bridge.ts';
import { Dummy } from '../device/dummy.ts';
import type { NetDevice } from '../device/device.ts';
import { Veth } from '../device/veth.ts';
import type { Provenance } from '../journey/event.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import { Vxlan } from '../vxlan/vxlan.ts';
import { addAddress, addAddressRoutes, addLinkLocal } from './address.ts';
import { Prefix } from '../../net/address/prefix.ts';
import { netlinkError, type NetlinkError } from './error.ts';

export interface LinkOptions {
  readonly mac?: Mac | undefined;
  readonly mtu?: number | undefined;
  readonly index?: number | undefined;
  readonly provenance?: Provenance | undefined;
}

/** eth_hw_addr_random: locally administered, not a group. */
export function randomMac(namespace: NetworkNamespace): Mac {
  const { random } = namespace.environment;
  const bytes = Array.from({ length: 6 }, () => random.integer(0, 255));
  bytes[0] = ((bytes[0] ?? 0) & 0xfe) | 2;
  return macFromBytes(bytes);
}

function common(namespace: NetworkNamespace, name: string, options: LinkOptions, mtu: number) {
  return {
    namespace,
    index: options.index ?? namespace.devices.nextIndex(),
    name,
    mac: options.mac ?? randomMac(namespace),
    mtu: options.mtu ?? mtu,
    provenance: options.provenance,
  };
}

/** @returns the error when the name is taken */
function taken(namespace: NetworkNamespace, name: string): NetlinkError | undefined {
  return namespace.devices.get(name) === undefined ? undefined : netlinkError('EEXIST');
}

export function addBridge(
  namespace: NetworkNamespace,
  name: string,
  options: LinkOptions & { forwardDelay?: Time } = {},
): Bridge | NetlinkError {
  const error = taken(namespace, name);
  if (error !== undefined) return error;
  const bridge = new Bridge(common(namespace, name, options, 1500));
  bridge.forwardDelay = options.forwardDelay ?? 15 * second;
  bridge.hasOwnMac = options.mac !== undefined;
  bridge.hasOwnMtu = options.mtu !== undefined;
  bridge.setOwnEntry();
  namespace.devices.add(bridge);
  return bridge;
}

export function addDummy(
  namespace: NetworkNamespace,
  name: string,
  options: LinkOptions = {},
): Dummy | NetlinkError {
  const error = taken(namespace, name);
  if (error !== undefined) return error;
  const dummy = new Dummy(common(namespace, name, options, 1500));
  namespace.devices.add(dummy);
  return dummy;
}

/** One end of a pair: where it is and what it is called. */
export interface VethEnd extends LinkOptions {
  readonly namespace: NetworkNamespace;
  readonly name: string;
}

/** veth_newlink: the peer is registered first, so it gets its index first where both are in one namespace. */
export function addVeth(end: VethEnd, peer: VethEnd): readonly [Veth, Veth] | NetlinkError {
  const error = taken(end.namespace, end.name) ?? taken(peer.namespace, peer.name);
  if (error !== undefined) return error;
  const far = new Veth(common(peer.namespace, peer.name, peer, 1500));
  peer.namespace.devices.add(far);
  const near = new Veth(common(end.namespace, end.name, end, 1500));
  end.namespace.devices.add(near);
  near.peer = far;
  far.peer = near;
  return [near, far];
}

export interface VxlanOptions extends LinkOptions {
  readonly vni: number;
  readonly local?: Address | undefined;
  readonly remote?: Address | undefined;
  readonly underlay?: NetDevice | undefined;
  readonly port?: number | undefined;
  readonly learning?: boolean | undefined;
}

export function addVxlan(
  namespace: NetworkNamespace,
  name: string,
  options: VxlanOptions,
): Vxlan | NetlinkError {
  const error = taken(namespace, name);
  if (error !== undefined) return error;
  const vxlan = new Vxlan(
    common(
      namespace,
      name,
      options,
      (options.underlay?.mtu ?? 1500) - (options.underlay === undefined ? 0 : 50),
    ),
  );
  vxlan.vni = options.vni;
  vxlan.udpPort = options.port ?? 8472;
  vxlan.local = options.local;
  vxlan.remote = options.remote;
  vxlan.underlay = options.underlay;
  vxlan.learning = options.learning ?? true;
  namespace.devices.add(vxlan);
  return vxlan;
}

/** `ip link set DEVICE up`. */
export function setUp(device: NetDevice): void {
  if (device.up) return;
  device.up = true;
  if (device instanceof Vxlan) device.listen();
  if (device.kind === 'loopback' && device.addresses.length === 0)
    addAddress(device, {
      prefix: Prefix.parse('127.0.0.1/8'),
      scope: 'host',
      provenance: { writer: 'kernel' },
    });
  for (const address of device.addresses) addAddressRoutes(device, address);
  for (const ready of withCarrier(device)) addLinkLocal(ready);
}

/** Which devices get their carrier by this one: itself, the other end, the bridges above. */
function withCarrier(device: NetDevice): readonly NetDevice[] {
  const candidates: NetDevice[] = [device];
  if (device instanceof Veth && device.peer !== undefined) candidates.push(device.peer);
  for (const one of [...candidates]) if (one.port !== undefined) candidates.push(one.port.bridge);
  return candidates.filter((one) => one.carrier && one.port === undefined);
}

/** `ip link set DEVICE down`: its routes go, its neighbours too; its addresses and fdb stay. */
export function setDown(device: NetDevice): void {
  if (!device.up) return;
  device.up = false;
  if (device instanceof Vxlan) device.unlisten();
  const { namespace } = device;
  namespace.routes.deviceDown(device, false);
  namespace.neighbours.flush(device);
  device.addresses.splice(
    0,
    device.addresses.length,
    ...device.addresses.filter((own) => own.prefix.family === 4),
  );
  if (device.port !== undefined) device.port.bridge.fdb.forgetLearnt(device.port);
}

export function setMtu(device: NetDevice, mtu: number): NetlinkError | undefined {
  if (mtu < 68) return netlinkError('EINVAL', 'mtu less than device minimum.');
  if (mtu > 65_535) return netlinkError('EINVAL', 'mtu greater than device maximum.');
  device.mtu = mtu;
  if (device instanceof Bridge) device.hasOwnMtu = true;
  if (device.port !== undefined) device.port.bridge.chooseMtu();
  return undefined;
}

export function setMac(device: NetDevice, mac: Mac): void {
  if (device instanceof Bridge) device.setMac(mac);
  else device.mac = mac;
}

export function setMaster(device: NetDevice, bridge: Bridge | undefined): NetlinkError | undefined {
  if (device.port !== undefined) device.port.bridge.removePort(device.port);
  if (bridge === undefined) return undefined;
  if (device instanceof Bridge) return netlinkError('EINVAL', 'Can not enslave a bridge to a bridge.');
  bridge.addPort(device);
  if (bridge.carrier) addLinkLocal(bridge);
  return undefined;
}

/** `ip link delete`; the other end of a pair goes too. */
export function removeLink(device: NetDevice): NetlinkError | undefined {
  if (device.kind === 'loopback') return netlinkError('EOPNOTSUPP');
  detach(device);
  if (device instanceof Veth && device.peer !== undefined) {
    const { peer } = device;
    device.peer = undefined;
    peer.peer = undefined;
    detach(peer);
  }
  return undefined;
}

function detach(device: NetDevice): void {
  if (device instanceof Bridge) for (const port of [...device.ports]) device.removePort(port);
  setDown(device);
  if (device.port !== undefined) device.port.bridge.removePort(device.port);
  device.namespace.routes.deviceDown(device, true);
  device.namespace.devices.remove(device);
}

/** dev_change_net_namespace: it arrives down, without addresses, with the same index where that is free. */
export function moveTo(
  device: NetDevice,
  namespace: NetworkNamespace,
  name = device.name,
): NetlinkError | undefined {
  if (namespace.devices.get(name) !== undefined) return netlinkError('EEXIST');
  setDown(device);
  if (device.port !== undefined) device.port.bridge.removePort(device.port);
  device.namespace.routes.deviceDown(device, true);
  device.addresses.length = 0;
  device.namespace.devices.remove(device);
  device.name = name;
  if (namespace.devices.byIndex(device.index) !== undefined) device.index = namespace.devices.nextIndex();
  device.namespace = namespace;
  namespace.devices.add(device);
  return undefined;
}
