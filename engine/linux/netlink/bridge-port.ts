/**
 * Setting what a port of a bridge does (br_setport, br_set_port_state, br_set_bridge_settings; net/bridge/br_netlink.c,
 * br_stp_if.c, br_if.c).
 */
import type { BridgePort, PortState } from '../bridge/port.ts';
import { netlinkError, type NetlinkError } from './error.ts';

/**
 * br_set_port_state: without spanning tree a port that was blocked forwards again at once, one that listens or learns
 * when the bridge's time is over.
 */
export function setPortState(port: BridgePort, state: PortState): NetlinkError | undefined {
  const { device, bridge } = port;
  if (!device.up || (!device.carrier && state !== 'disabled')) return netlinkError('ENETDOWN');
  port.state = state === 'blocking' ? 'forwarding' : state;
  if (state === 'listening' || state === 'learning') forwardLater(port, bridge.forwardDelay);
  return undefined;
}

function forwardLater(port: BridgePort, delay: number): void {
  const { state } = port;
  port.device.namespace.environment.clock.after(delay, () => {
    if (port.device.port !== port || port.state !== state) return;
    port.state = state === 'listening' ? 'learning' : 'forwarding';
    if (port.state === 'learning') forwardLater(port, delay);
  });
}

export function setPortCost(port: BridgePort, cost: number): NetlinkError | undefined {
  if (cost < 1 || cost > 65_535) return netlinkError('ERANGE');
  port.cost = cost;
  return undefined;
}

export function setPortPriority(port: BridgePort, priority: number): NetlinkError | undefined {
  if (priority < 0 || priority > 63) return netlinkError('ERANGE');
  port.priority = priority;
  return undefined;
}
