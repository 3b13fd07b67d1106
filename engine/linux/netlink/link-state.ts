/**
 * Going up and down (__dev_open, __dev_close; net/core/dev.c), and what other parts of the kernel do about it: routes
 * (fib_netdev_event), neighbours (arp_netdev_event), link-local addresses (addrconf_notify), multicast groups, bridge
 * ports (br_device_event). Losing the carrier is noticed at once here; the kernel takes up to a second.
 */
import { Prefix } from '../../net/address/prefix.ts';
import { Bridge } from '../bridge/bridge.ts';
import type { NetDevice } from '../device/device.ts';
import { Veth } from '../device/veth.ts';
import { addAddress, addAddressRoutes } from './address.ts';
import { tell, tellLink } from './notify.ts';
import { addLinkLocal } from './link-local.ts';

const loopbackPrefix = Prefix.parse('127.0.0.1/8');

/** `ip link set DEVICE up`: the routes of its addresses come back; others that went with it do not. */
export function setUp(device: NetDevice): void {
  if (device.up) return;
  const had = new Set(sharingCarrier(device).filter((one) => one.carrier));
  device.up = true;
  device.wasUp = true;
  device.opened();
  tellLink(device);
  device.groups.up(device instanceof Bridge);
  if (device instanceof Bridge && device.hadNoPort) device.wasUpWithoutPort = true;
  if (device.kind === 'loopback' && !device.addresses.some((own) => own.prefix.family === 4))
    addAddress(device, {
      prefix: loopbackPrefix,
      scope: 'host',
      provenance: { writer: 'kernel' },
    });
  for (const address of device.addresses) addAddressRoutes(device, address);
  device.namespace.routes.deviceUp(device);
  for (const one of sharingCarrier(device)) {
    if (!one.carrier) continue;
    if (!had.has(one) && hasSignal(one)) one.statistics.carrierChanges++;
    // br_stp_enable_port
    if (!had.has(one) && one.port !== undefined) one.port.state = 'forwarding';
    one.namespace.routes.rebalance(one);
    addLinkLocal(one);
    if (!had.has(one) && hasSignal(one)) tellLink(one);
  }
  notifyAddresses(device);
}

/** `arp_notify`: a device that came up, or has another MAC address, tells its link. */
export function notifyAddresses(device: NetDevice): void {
  const { sysctl } = device.namespace;
  const notifies = (name: string) => sysctl.numberOf('net.ipv4.conf', name, 'arp_notify') > 0;
  if (device.up && (notifies(device.name) || notifies('all'))) device.namespace.arp.announce(device);
}

/** Kinds whose carrier comes and goes; the others were made with it. */
function hasSignal(device: NetDevice): boolean {
  return device instanceof Veth || (device instanceof Bridge && device.looksAtPorts);
}

/** `ip link set DEVICE down`: its routes go, its neighbours too; its IPv4 addresses and a tunnel's fdb stay. */
export function setDown(device: NetDevice): void {
  if (!device.up) return;
  const had = sharingCarrier(device).filter((one) => one.carrier);
  device.up = false;
  device.queue?.reset();
  device.stopped();
  tellLink(device);
  device.groups.down(device instanceof Bridge);
  const { namespace } = device;
  namespace.routes.deviceDown(device, 'down');
  namespace.nexthops?.deviceDown(device);
  namespace.netfilter.forgetMasqueraded(device);
  namespace.neighbours.flush(device);
  namespace.neighbours.forgetProxies(device);
  for (const own of device.addresses.filter((address) => address.prefix.family === 6)) {
    device.addresses.splice(device.addresses.indexOf(own), 1);
    tell(namespace, { kind: 'address', device, address: own, deleted: true });
  }
  device.groups.leaveSolicited();
  device.announcingSince = undefined;
  if (device instanceof Bridge) for (const port of device.ports) device.fdb.forgetLearnt(port);
  for (const one of had) {
    if (hasSignal(one)) one.statistics.carrierChanges++;
    if (one === device || one.carrier) continue;
    carrierLost(one);
    tellLink(one);
  }
  if (device.port !== undefined) device.port.bridge.fdb.forgetLearnt(device.port);
}

/** NETDEV_CHANGE without a carrier: neigh_carrier_down, br_port_carrier_check. Addresses and routes stay. */
export function carrierLost(device: NetDevice): void {
  const { neighbours, nexthops, routes, sysctl } = device.namespace;
  nexthops?.deviceDown(device);
  const evicts = (name: string) => sysctl.number(`net.ipv4.conf.${name}.arp_evict_nocarrier`) > 0;
  if (evicts(device.name) && evicts('all')) neighbours.forget(device, 4);
  neighbours.forget(device, 6);
  routes.rebalance(device);
  if (device.port !== undefined) device.port.bridge.fdb.forgetLearnt(device.port);
}

/** Whose carrier depends on this device: its own, the other end's, the bridges' above. */
export function sharingCarrier(device: NetDevice): readonly NetDevice[] {
  const all: NetDevice[] = [device];
  if (device instanceof Veth && device.peer !== undefined) all.push(device.peer);
  for (const one of [...all]) {
    if (one.port !== undefined) all.push(one.port.bridge);
    if (one.uppers !== undefined) all.push(...one.uppers.devices);
  }
  return all;
}
