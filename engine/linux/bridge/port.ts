/**
 * A device as a port of a bridge (struct net_bridge_port; bridge(8)).
 */
import type { NetDevice } from '../device/device.ts';
import type { Bridge } from './bridge.ts';

export type PortState = 'disabled' | 'listening' | 'learning' | 'forwarding' | 'blocking';

/**
 * Switches for what never comes to a port here: frames of spanning tree, reports of groups, VLANs, hardware. They are kept
 * and shown.
 */
export type IdleSwitch = 'guard' | 'root_block' | 'fastleave' | 'mcast_to_unicast' | 'vlan_tunnel';

export interface BridgePort {
  readonly bridge: Bridge;
  readonly device: NetDevice;
  /** Port number, from 1 in the order of joining. */
  readonly number: number;
  /** What it was set to; without a signal it is disabled all the same. */
  state: PortState;
  /** May send a frame back out of the port it came in by. */
  hairpin: boolean;
  learning: boolean;
  /** Frames to unknown addresses leave by it. */
  flood: boolean;
  multicastFlood: boolean;
  broadcastFlood: boolean;
  /** Isolated ports do not talk to each other. */
  isolated: boolean;
  /** Only frames from addresses that are known to be behind it may come in. */
  locked: boolean;
  readonly idle: Set<IdleSwitch>;
  cost: number;
  priority: number;
  multicastRouter: number;
  groupForwardMask: number;
}

/** br_port_carrier_check, br_device_event: without a signal, or with the bridge down, nothing passes. */
export function stateOf(port: BridgePort): PortState {
  return port.bridge.up && port.device.carrier ? port.state : 'disabled';
}
