/**
 * A device as a port of a bridge (struct net_bridge_port; bridge(8)).
 */
import type { NetDevice } from '../device/device.ts';
import type { Bridge } from './bridge.ts';

export interface BridgePort {
  readonly bridge: Bridge;
  readonly device: NetDevice;
  /** Port number, from 1 in the order of joining. */
  readonly number: number;
  /** May send a frame back out of the port it came in by. */
  hairpin: boolean;
  learning: boolean;
  /** Frames to unknown addresses leave by it. */
  flood: boolean;
  multicastFlood: boolean;
  broadcastFlood: boolean;
  /** Isolated ports do not talk to each other. */
  isolated: boolean;
  cost: number;
  priority: number;
}
