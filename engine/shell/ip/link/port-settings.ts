/**
 * What a port of a bridge can be set to, as `ip link set … type bridge_slave` and `bridge link set` name it
 * (ip/iplink_bridge_slave.c, bridge/link.c).
 *
 * Not simulated: `neigh_suppress`, `proxy_arp`, `proxy_arp_wifi`, backup ports.
 */
import type { BridgePort, IdleSwitch, PortState } from '../../../linux/bridge/port.ts';
import { setPortCost, setPortPriority, setPortState } from '../../../linux/netlink/bridge-port.ts';
import { netlinkError, type NetlinkError } from '../../../linux/netlink/error.ts';

export type PortChange = (port: BridgePort) => NetlinkError | undefined;

type Switch = (port: BridgePort, on: boolean) => void;

const idle =
  (name: IdleSwitch): Switch =>
  (port, on) => {
    if (on) port.idle.add(name);
    else port.idle.delete(name);
  };

const switches: Readonly<Record<string, Switch>> = {
  hairpin: (port, on) => (port.hairpin = on),
  learning: (port, on) => (port.learning = on),
  flood: (port, on) => (port.flood = on),
  mcast_flood: (port, on) => (port.multicastFlood = on),
  bcast_flood: (port, on) => (port.broadcastFlood = on),
  isolated: (port, on) => (port.isolated = on),
  locked: (port, on) => (port.locked = on),
  guard: idle('guard'),
  root_block: idle('root_block'),
  fastleave: idle('fastleave'),
  mcast_fast_leave: idle('fastleave'),
  mcast_to_unicast: idle('mcast_to_unicast'),
  vlan_tunnel: idle('vlan_tunnel'),
  // Tells hardware, of which there is none.
  learning_sync: () => undefined,
};

/** @returns undefined when there is no such switch, or it does nothing here that could be turned on */
export function switchChange(name: string, on: boolean): PortChange | undefined {
  const set = switches[name];
  if (set === undefined) return on ? undefined : () => undefined;
  return (port) => {
    set(port, on);
    return undefined;
  };
}

export const portStates: readonly PortState[] = [
  'disabled',
  'listening',
  'learning',
  'forwarding',
  'blocking',
];

export function stateChange(number: number): PortChange {
  const state = portStates[number];
  return (port) => (state === undefined ? netlinkError('EINVAL') : setPortState(port, state));
}

export function numberChange(name: string, value: number): PortChange {
  switch (name) {
    case 'cost':
      return (port) => setPortCost(port, value);
    case 'priority':
      return (port) => setPortPriority(port, value);
    case 'mcast_router':
      return (port) => {
        if (value > 3) return netlinkError('EINVAL');
        port.multicastRouter = value;
        return undefined;
      };
    default:
      return (port) => {
        // The first three belong to the link itself.
        if ((value & 7) !== 0) return netlinkError('EINVAL');
        port.groupForwardMask = value;
        return undefined;
      };
  }
}
