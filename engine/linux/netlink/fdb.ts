/**
 * Forwarding database entries by hand (rtnl_fdb_add and rtnl_fdb_del; net/core/rtnetlink.c, net/bridge/br_fdb.c,
 * drivers/net/vxlan/vxlan_core.c). On a bridge port `master` means the bridge's table, `self` the device's own.
 */
import type { Address } from '../../net/address/address.ts';
import { type Mac, zeroMac } from '../../net/address/mac.ts';
import { Bridge } from '../bridge/bridge.ts';
import type { BridgePort } from '../bridge/port.ts';
import type { NetDevice } from '../device/device.ts';
import type { Provenance } from '../journey/event.ts';
import type { Vxlan } from '../vxlan/vxlan.ts';
import { netlinkError, type NetlinkError } from './error.ts';

export type FdbMode = 'add' | 'replace' | 'append';

/** vxlan_fdb_update. An entry gets further remotes by `append`. */
export function setVxlanEntry(
  device: Vxlan,
  mac: Mac,
  remote: Address,
  mode: FdbMode,
  provenance: Provenance | undefined,
  via?: NetDevice,
  kind: 'local' | 'static' | 'dynamic' = 'local',
): NetlinkError | undefined {
  const known = device.entriesOf(mac);
  const entry = {
    mac,
    remote,
    via,
    permanent: kind !== 'dynamic',
    isStatic: kind === 'static',
    updated: device.namespace.environment.clock.now,
    provenance,
  };
  if (known === undefined) {
    device.fdb.set(mac, [entry]);
    return undefined;
  }
  if (mode === 'add') return netlinkError('EEXIST');
  if (mode === 'replace') {
    if (mac === zeroMac) return netlinkError('EOPNOTSUPP', 'Cannot replace non-unicast fdb entries.');
    device.fdb.set(mac, [entry]);
    return undefined;
  }
  if (!known.some((one) => one.remote === remote && one.via === via)) known.push(entry);
  return undefined;
}

/** @param remote only this one, when given */
export function removeVxlanEntry(
  device: Vxlan,
  mac: Mac,
  remote: Address | undefined,
): NetlinkError | undefined {
  const known = device.fdb.get(mac);
  if (known === undefined) return netlinkError('ENOENT');
  const at = remote === undefined ? 0 : known.findIndex((one) => one.remote === remote);
  // Of a remote that is none of the entry's nothing is said.
  if (at < 0) return undefined;
  if (remote === undefined || known.length === 1) device.fdb.delete(mac);
  else known.splice(at, 1);
  return undefined;
}

/** br_fdb_add. @param target a port, or the bridge itself */
export function setBridgeEntry(
  target: BridgePort | Bridge,
  mac: Mac,
  kind: 'local' | 'static' | 'dynamic',
  mode: FdbMode,
  provenance: Provenance | undefined,
  more: { readonly sticky?: boolean; readonly externLearn?: boolean } = {},
): NetlinkError | undefined {
  const bridge = target instanceof Bridge ? target : target.bridge;
  const port = target instanceof Bridge ? undefined : target;
  if (mac === zeroMac) return netlinkError('EINVAL');
  const known = bridge.fdb.find(mac);
  if (kind === 'dynamic' && port !== undefined && !(bridge.up && port.device.carrier))
    return netlinkError('EPERM');
  if (known !== undefined && mode === 'add') return netlinkError('EEXIST');
  const { now } = bridge.namespace.environment.clock;
  bridge.fdb.set({
    mac,
    port,
    local: kind === 'local' && more.externLearn !== true,
    permanent: kind !== 'dynamic' && more.externLearn !== true,
    updated: now,
    used: now,
    provenance,
    byUser: true,
    ...more,
  });
  return undefined;
}

/** br_fdb_delete */
export function removeBridgeEntry(target: BridgePort | Bridge, mac: Mac): NetlinkError | undefined {
  const bridge = target instanceof Bridge ? target : target.bridge;
  const port = target instanceof Bridge ? undefined : target;
  const known = bridge.fdb.find(mac);
  if (known === undefined || known.port !== port) return netlinkError('ENOENT');
  bridge.fdb.delete(mac);
  return undefined;
}

/** ndo_dflt_fdb_add: other devices keep more addresses in their filter; nothing here filters by them. */
export function setFilterEntry(device: NetDevice, mac: Mac, mode: FdbMode): NetlinkError | undefined {
  if (device.unicastFilter.has(mac) && mode === 'add') return netlinkError('EEXIST');
  device.unicastFilter.add(mac);
  return undefined;
}

export function removeFilterEntry(device: NetDevice, mac: Mac): NetlinkError | undefined {
  return device.unicastFilter.delete(mac) ? undefined : netlinkError('ENOENT');
}

/** Whose table `master` means: the bridge above a port, or the bridge itself. */
export function masterOf(device: NetDevice): BridgePort | Bridge | undefined {
  return device instanceof Bridge ? device : device.port;
}

/** What entries must be like to be flushed: only what is given counts. */
export interface FlushPattern {
  readonly behind?: BridgePort | undefined;
  readonly local?: boolean | undefined;
  readonly static?: boolean | undefined;
  readonly byUser?: boolean | undefined;
  readonly externLearn?: boolean | undefined;
  readonly sticky?: boolean | undefined;
}

/** br_fdb_delete_bulk: without a pattern everything goes, the bridge's own addresses too. */
export function flushBridge(bridge: Bridge, pattern: FlushPattern): void {
  const like = (wanted: boolean | undefined, own: boolean | undefined) =>
    wanted === undefined || wanted === (own === true);
  bridge.fdb.deleteMatching(
    (entry) =>
      (pattern.behind === undefined || entry.port === pattern.behind) &&
      like(pattern.local, entry.local) &&
      like(pattern.static, entry.permanent) &&
      like(pattern.byUser, entry.byUser) &&
      like(pattern.externLearn, entry.externLearn) &&
      like(pattern.sticky, entry.sticky),
  );
}
