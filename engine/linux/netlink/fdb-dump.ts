/**
 * All forwarding entries the kernel knows of, in its order (rtnl_fdb_dump, net/core/rtnetlink.c): device by device; for a
 * port first the bridge's entries behind it, then the device's own.
 */
import { second, type Time } from '../../clock/clock.ts';
import type { Address } from '../../net/address/address.ts';
import type { Mac } from '../../net/address/mac.ts';
import { Bridge } from '../bridge/bridge.ts';
import type { FdbEntry } from '../bridge/fdb.ts';
import type { NetDevice } from '../device/device.ts';
import type { Provenance } from '../journey/event.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import { Vxlan } from '../vxlan/vxlan.ts';

export type FdbState = 'permanent' | 'static' | '';

export interface FdbRow {
  readonly mac: Mac;
  readonly device: NetDevice;
  readonly master: Bridge | undefined;
  readonly remote: Address | undefined;
  readonly via: NetDevice | undefined;
  readonly self: boolean;
  readonly flags?: readonly ('extern_learn' | 'sticky')[];
  readonly state: FdbState;
  /** Seconds since it was used and updated; entries of a device's filter have none. */
  readonly ages: readonly [used: number, updated: number] | undefined;
  /** Virtual time: when it was entered, or last seen as a source. */
  readonly updated: Time | undefined;
  readonly provenance: Provenance | undefined;
}

export function fdbRows(namespace: NetworkNamespace): readonly FdbRow[] {
  return namespace.devices.list().flatMap((device) => rowsOf(device));
}

function rowsOf(device: NetDevice): readonly FdbRow[] {
  const bridge = device.port?.bridge;
  const behind = bridge === undefined ? [] : bridgeRows(bridge, device);
  if (device instanceof Vxlan) return [...behind, ...vxlanRows(device)];
  const own = device instanceof Bridge ? bridgeRows(device, undefined) : [];
  return [...behind, ...filterRows(device), ...own];
}

/** @param behind the port's device, or undefined for the entries of the bridge itself */
function bridgeRows(bridge: Bridge, behind: NetDevice | undefined): readonly FdbRow[] {
  const { now } = bridge.namespace.environment.clock;
  const age = (time: number) => Math.floor((now - time) / second);
  return bridge.fdb
    .list(now, bridge.ageing)
    .filter((entry) => entry.port?.device === behind)
    .reverse()
    .map((entry) => ({
      mac: entry.mac,
      device: behind ?? bridge,
      master: bridge,
      remote: undefined,
      via: undefined,
      self: false,
      flags: flagsOf(entry),
      state: stateOf(entry),
      ages: [age(entry.used), age(entry.updated)],
      updated: entry.updated,
      provenance: entry.provenance,
    }));
}

function flagsOf({ externLearn, sticky }: FdbEntry): NonNullable<FdbRow['flags']> {
  return [
    ...(externLearn === true ? (['extern_learn'] as const) : []),
    ...(sticky === true ? (['sticky'] as const) : []),
  ];
}

function stateOf(entry: FdbEntry): FdbState {
  if (entry.local) return 'permanent';
  return entry.permanent ? 'static' : '';
}

/** ndo_dflt_fdb_dump: the addresses an Ethernet device takes frames for. */
function filterRows(device: NetDevice): readonly FdbRow[] {
  if (device.kind === 'loopback' || device.isPointToPoint) return [];
  return [...device.unicastFilter, ...device.groups.link].map((mac) => ({
    mac,
    device,
    master: undefined,
    remote: undefined,
    via: undefined,
    self: true,
    state: 'permanent',
    ages: undefined,
    updated: undefined,
    provenance: undefined,
  }));
}

/** vxlan_fdb_dump: the newest entry first, its remotes in the order they were given. */
function vxlanRows(device: Vxlan): readonly FdbRow[] {
  const { now } = device.namespace.environment.clock;
  return [...device.fdb.keys()].reverse().flatMap((mac) =>
    (device.entriesOf(mac) ?? []).map((entry): FdbRow => {
      const age = Math.floor((now - entry.updated) / second);
      return {
        mac: entry.mac,
        device,
        master: undefined,
        remote: entry.remote,
        via: entry.via,
        self: true,
        state: entry.isStatic === true ? 'static' : entry.permanent ? 'permanent' : '',
        ages: [age, age],
        updated: entry.updated,
        provenance: entry.provenance,
      };
    }),
  );
}
