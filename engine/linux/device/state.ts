/**
 * What a device says of itself: its flags, its operational state, the device it is linked to (dev_get_flags,
 * net/core/dev.c; default_operstate, net/core/link_watch.c; dev_get_iflink).
 */
import type { NetworkNamespace } from '../namespace/namespace.ts';
import { Bridge } from '../bridge/bridge.ts';
import type { NetDevice } from './device.ts';

export type OperationalState = 'UNKNOWN' | 'DOWN' | 'LOWERLAYERDOWN' | 'UP';

/** include/uapi/linux/if.h */
export const deviceFlags = {
  UP: 0x1,
  BROADCAST: 0x2,
  LOOPBACK: 0x8,
  POINTOPOINT: 0x10,
  NOTRAILERS: 0x20,
  RUNNING: 0x40,
  NOARP: 0x80,
  PROMISC: 0x100,
  ALLMULTI: 0x200,
  MULTICAST: 0x1000,
  DYNAMIC: 0x8000,
  LOWER_UP: 0x1_0000,
} as const;

export type DeviceFlag = keyof typeof deviceFlags;

/** Where the other end is: its index as its own namespace counts. */
export interface LinkedTo {
  readonly index: number;
  readonly device: NetDevice;
  readonly namespace: NetworkNamespace;
}

export function linkedTo(device: NetDevice): LinkedTo | undefined {
  const other = device.linked;
  if (other === undefined) return undefined;
  return { index: other.index, device: other, namespace: other.namespace };
}

/** rfc2863_policy. Kinds without a signal of their own never left the state of their beginning. */
export function operationalState(device: NetDevice): OperationalState {
  if (!device.up) return 'DOWN';
  // netif_stacked_transfer_operstate
  if (device.kind === 'macvlan') return device.carrier ? 'UP' : 'LOWERLAYERDOWN';
  if (device.kind === 'tun' && !device.carrier) return 'DOWN';
  if (device.kind !== 'veth' && device.kind !== 'bridge') return 'UNKNOWN';
  if (device instanceof Bridge && !device.looksAtPorts) return 'UNKNOWN';
  if (device.carrier) return 'UP';
  const linked = linkedTo(device);
  if (linked === undefined || linked.index === device.index) return 'DOWN';
  // The kernel looks the peer's number up among its own devices, wherever the peer is.
  const peer = device.namespace.devices.byIndex(linked.index);
  return peer === undefined || peer.carrier ? 'DOWN' : 'LOWERLAYERDOWN';
}

export function flagsOf(device: NetDevice): ReadonlySet<DeviceFlag> {
  const flags = new Set<DeviceFlag>();
  const state = operationalState(device);
  if (device.kind === 'loopback') flags.add('LOOPBACK');
  if (device.isPointToPoint && device.hasOneEnd) flags.add('POINTOPOINT');
  if (device.isBroadcast && !device.isPointToPoint) flags.add('BROADCAST');
  const deaf = device.kind === 'loopback' || device.kind === 'ipip';
  if (!deaf && !device.multicastOff) flags.add('MULTICAST');
  if (device.dynamic) flags.add('DYNAMIC');
  if (device.trailersOff) flags.add('NOTRAILERS');
  if (device.isNoArp && device.kind !== 'loopback') flags.add('NOARP');
  if (device.allMulticast) flags.add('ALLMULTI');
  if (device.promiscuous) flags.add('PROMISC');
  if (device.up) flags.add('UP');
  if (device.up && (state === 'UP' || state === 'UNKNOWN')) flags.add('RUNNING');
  if (device.up && device.carrier) flags.add('LOWER_UP');
  return flags;
}

export function flagBits(device: NetDevice): number {
  let bits = 0;
  for (const flag of flagsOf(device)) bits |= deviceFlags[flag];
  return bits;
}
