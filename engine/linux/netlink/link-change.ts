/**
 * Changing, moving and removing devices (do_setlink, dev_change_name, dev_change_net_namespace, rtnl_dellink;
 * net/core/rtnetlink.c, dev.c).
 */
import { isGroupMac, type Mac, zeroMac } from '../../net/address/mac.ts';
import { Bridge } from '../bridge/bridge.ts';
import type { NetDevice } from '../device/device.ts';
import { Veth } from '../device/veth.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import { removeAddress } from './address.ts';
import { netlinkError, type NetlinkError } from './error.ts';
import { tellLink } from './notify.ts';
import { addLinkLocal } from './link-local.ts';
import { carrierLost, notifyAddresses, setDown } from './link-state.ts';

export function setMtu(device: NetDevice, mtu: number): NetlinkError | undefined {
  const { least, most } = device.mtuLimits;
  if (mtu < least) return netlinkError('EINVAL', 'mtu less than device minimum.');
  if (most > 0 && mtu > most) return netlinkError('EINVAL', 'mtu greater than device maximum.');
  // vxlan_change_mtu asks the device under it.
  const { underlying } = device;
  if (underlying !== undefined && mtu > underlying.device.mtu - underlying.room)
    return netlinkError('EINVAL');
  device.mtu = mtu;
  tellLink(device);
  if (device instanceof Bridge) device.hasOwnMtu = true;
  if (device.port !== undefined) device.port.bridge.chooseMtu();
  // IPv6 needs 1,280 octets (RFC 8200 section 5): addrconf_ifdown.
  if (mtu < 1280)
    for (const own of device.addresses.filter((address) => address.prefix.family === 6))
      removeAddress(device, own.prefix);
  return undefined;
}

export function setMac(device: NetDevice, mac: Mac): NetlinkError | undefined {
  if (isGroupMac(mac) || mac === zeroMac) return netlinkError('EADDRNOTAVAIL');
  const had = device.carrier;
  if (device instanceof Bridge) {
    device.setMac(mac);
    if (had !== device.carrier) carrierLost(device);
  } else {
    device.mac = mac;
    device.port?.bridge.portChangedMac(device.port);
  }
  tellLink(device);
  // NETDEV_CHANGEADDR: whoever is known was found by the old address (neigh_changeaddr).
  device.namespace.neighbours.flush(device);
  notifyAddresses(device);
  return undefined;
}

export function setMaster(device: NetDevice, master: NetDevice | undefined): NetlinkError | undefined {
  const old = device.port?.bridge;
  if (device.port !== undefined) device.port.bridge.removePort(device.port);
  if (old !== undefined && old.up && !old.carrier) carrierLost(old);
  if (master === undefined) {
    if (old !== undefined) tellLink(device);
    return undefined;
  }
  if (!(master instanceof Bridge)) return netlinkError('EOPNOTSUPP');
  if (device.kind === 'loopback' || device.isPointToPoint) return netlinkError('EINVAL');
  if (device === master) return netlinkError('ELOOP', 'Can not enslave a bridge to a bridge.');
  if (device instanceof Bridge) return netlinkError('ELOOP', 'Can not enslave a bridge to a bridge.');
  master.addPort(device);
  tellLink(device);
  if (master.carrier) addLinkLocal(master);
  return undefined;
}

/** dev_change_name: addresses labelled with the old name get the new one. */
export function renameLink(device: NetDevice, name: string): NetlinkError | undefined {
  if (name === device.name) return undefined;
  const { devices } = device.namespace;
  if (devices.get(name) !== undefined) return netlinkError('EEXIST');
  const old = device.name;
  devices.rename(device, name);
  tellLink(device);
  for (const [at, own] of device.addresses.entries()) {
    if (own.label === undefined) continue;
    const label = own.label === old ? name : `${name}${own.label.slice(own.label.indexOf(':'))}`;
    device.addresses[at] = { ...own, label };
  }
  return undefined;
}

/** `ip link delete`; the other end of a pair goes too. */
export function removeLink(device: NetDevice): NetlinkError | undefined {
  if (device.kind === 'loopback') return netlinkError('EOPNOTSUPP');
  // ip_tunnel_dellink: it stays, and nothing is said.
  if (device.isFallback) return undefined;
  const peer = device instanceof Veth ? device.peer : undefined;
  if (device instanceof Veth && peer !== undefined) {
    // veth_dellink: they are parted before they are closed.
    peer.peer = undefined;
    device.peer = undefined;
    setDown(device);
    setDown(peer);
  }
  detach(device);
  if (peer !== undefined) detach(peer);
  return undefined;
}

function detach(device: NetDevice): void {
  for (const upper of [...(device.uppers?.devices ?? [])]) removeLink(upper);
  // vxlan_handle_lowerdev_unregister
  for (const other of device.namespace.devices.list())
    if (other.underlying?.device === device) removeLink(other);
  device.removed();
  if (device instanceof Bridge) for (const port of [...device.ports]) device.removePort(port);
  forget(device);
  device.addresses.length = 0;
}

/** What the namespace knows of a device that leaves it. */
function forget(device: NetDevice): void {
  setDown(device);
  const bridge = device.port?.bridge;
  if (device.port !== undefined) device.port.bridge.removePort(device.port);
  if (bridge !== undefined && bridge.up && !bridge.carrier) carrierLost(bridge);
  device.namespace.routes.deviceDown(device, 'gone');
  device.wasUp = false;
  device.namespace.devices.remove(device);
}

/** dev_change_net_namespace: it arrives down, without addresses, with the same index where that is free. */
export function moveTo(
  device: NetDevice,
  namespace: NetworkNamespace,
  name = device.name,
): NetlinkError | undefined {
  if (device.kind === 'loopback' || device.isFallback)
    return netlinkError('EINVAL', 'The interface netns is immutable.');
  if (namespace === device.namespace) return undefined;
  if (namespace.devices.get(name) !== undefined) return netlinkError('EEXIST');
  forget(device);
  device.addresses.length = 0;
  device.wasUp = false;
  device.queue = undefined;
  device.name = name;
  if (namespace.devices.byIndex(device.index) !== undefined) device.index = namespace.devices.nextIndex();
  device.namespace = namespace;
  namespace.devices.add(device);
  const peer = device instanceof Veth ? device.peer : undefined;
  if (peer !== undefined && peer.namespace !== namespace) {
    namespace.idOf(peer.namespace);
    peer.namespace.idOf(namespace);
  }
  return undefined;
}
