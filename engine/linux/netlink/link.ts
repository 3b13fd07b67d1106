/**
 * Making devices (rtnl_newlink; net/core/rtnetlink.c and the drivers). Going up and down is in link-state.ts, other
 * changes and removal in link-change.ts.
 */
import { second, type Time } from '../../clock/clock.ts';
import type { Address } from '../../net/address/address.ts';
import { isGroupMac, zeroMac } from '../../net/address/mac.ts';
import { Bridge } from '../bridge/bridge.ts';
import { Dummy } from '../device/dummy.ts';
import type { NetDevice } from '../device/device.ts';
import { Veth } from '../device/veth.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import { Vxlan, type VxlanParameters } from '../vxlan/vxlan.ts';
import { netlinkError, type NetlinkError } from './error.ts';
import { setVxlanEntry } from './fdb.ts';
import { common, type LinkOptions, refusal } from './new-link.ts';

export type { LinkOptions } from './new-link.ts';
export { setDown, setUp } from './link-state.ts';
export { moveTo, removeLink, renameLink, setMac, setMaster, setMtu } from './link-change.ts';

export function addBridge(
  namespace: NetworkNamespace,
  name: string,
  options: LinkOptions & { forwardDelay?: Time } = {},
): Bridge | NetlinkError {
  const error = refusal(namespace, name, options);
  if (error !== undefined) return error;
  const bridge = new Bridge(common(namespace, name, options, 1500));
  bridge.forwardDelay = options.forwardDelay ?? 15 * second;
  bridge.hasOwnMac = options.mac !== undefined;
  bridge.looksAtPorts = bridge.hasOwnMac;
  bridge.setOwnEntry();
  namespace.devices.add(bridge);
  return bridge;
}

export function addDummy(
  namespace: NetworkNamespace,
  name: string,
  options: LinkOptions = {},
): Dummy | NetlinkError {
  const error = refusal(namespace, name, options, 0, 0);
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
  const error = refusal(end.namespace, end.name, end) ?? refusal(peer.namespace, peer.name, peer);
  if (error !== undefined) return error;
  if (end.namespace === peer.namespace && end.name === peer.name) {
    // The peer was there first, and both numbers are spent.
    for (const { namespace } of [peer, end]) namespace.devices.nextIndex();
    return netlinkError('EEXIST');
  }
  const far = new Veth(common(peer.namespace, peer.name, peer, 1500));
  peer.namespace.devices.add(far);
  const near = new Veth(common(end.namespace, end.name, end, 1500));
  near.peer = far;
  far.peer = near;
  end.namespace.devices.add(near);
  // veth_newlink: netif_carrier_off on both.
  near.statistics.carrierChanges = 1;
  far.statistics.carrierChanges = 1;
  if (end.namespace !== peer.namespace) {
    peer.namespace.idOf(end.namespace);
    end.namespace.idOf(peer.namespace);
  }
  return [near, far];
}

export interface VxlanOptions extends LinkOptions {
  readonly vni: number;
  readonly local?: Address | undefined;
  readonly remote?: Address | undefined;
  readonly underlay?: NetDevice | undefined;
  readonly port?: number | undefined;
  readonly learning?: boolean | undefined;
  readonly parameters?: Partial<VxlanParameters> | undefined;
}

/** vxlan_validate */
function wrongVxlan({ mac, mtu }: VxlanOptions): NetlinkError | undefined {
  if (mac !== undefined && mac.length !== 17)
    return netlinkError('EINVAL', 'Provided link layer address is not Ethernet.');
  if (mac !== undefined && (isGroupMac(mac) || mac === zeroMac))
    return netlinkError('EADDRNOTAVAIL', 'Provided Ethernet address is not unicast.');
  if (mtu !== undefined && (mtu < 68 || mtu > 65_535))
    return netlinkError('ERANGE', 'MTU must be between 68 and 65535.');
  return undefined;
}

export function addVxlan(
  namespace: NetworkNamespace,
  name: string,
  options: VxlanOptions,
): Vxlan | NetlinkError {
  const error = wrongVxlan(options) ?? refusal(namespace, name, options);
  if (error !== undefined) return error;
  const udpPort = options.port ?? 8472;
  // vxlan_vni_in_use
  const twin = namespace.devices
    .list()
    .some((device) => device instanceof Vxlan && device.vni === options.vni && device.udpPort === udpPort);
  if (twin) return netlinkError('EEXIST', 'A VXLAN device with the specified VNI already exists.');
  // At most what the device under it takes without the outer headers (vxlan_config_apply).
  const most = options.underlay === undefined ? undefined : options.underlay.mtu - 50;
  const mtu = Math.min(options.mtu ?? most ?? 1500, most ?? 65_535);
  const vxlan = new Vxlan(common(namespace, name, { ...options, mtu }, mtu));
  vxlan.vni = options.vni;
  vxlan.udpPort = udpPort;
  vxlan.local = options.local;
  vxlan.remote = options.remote;
  vxlan.underlay = options.underlay;
  vxlan.learning = options.learning ?? true;
  vxlan.parameters = { ...vxlan.parameters, ...options.parameters };
  if (options.remote !== undefined)
    setVxlanEntry(vxlan, zeroMac, options.remote, 'add', options.provenance, options.underlay);
  namespace.devices.add(vxlan);
  return vxlan;
}
