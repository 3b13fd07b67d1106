/**
 * A device's settings as a port of a bridge, as `ip -d link` prints them (ip/iplink_bridge_slave.c).
 *
 * Values that nothing here changes are those of a new port on Linux 6.18.
 * Left out: backup ports, ARP on behalf of others.
 */
import { zeroMac } from '../../../net/address/mac.ts';
import type { Bridge } from '../../../linux/bridge/bridge.ts';
import { type BridgePort, stateOf } from '../../../linux/bridge/port.ts';
import { Decimal } from '../../iproute2/json-writer.ts';
import type { Printer } from '../../iproute2/printer.ts';

/** br_dump_bridge_id: the priority, then the address without leading zeros; zeros before there is a port. */
export function bridgeId(bridge: Bridge): string {
  const priority = (bridge.tunables.get('priority') ?? 32_768).toString(16).padStart(4, '0');
  const mac = bridge.hasOwnMac || bridge.ports.length > 0 ? bridge.mac : zeroMac;
  return `${priority}.${mac.replace(/\b0(?=[0-9a-f])/g, '')}`;
}

/** printf's %#x */
export function maskText(mask: number): string {
  return mask === 0 ? '0' : `0x${mask.toString(16)}`;
}

export function printBridgeSlave(printer: Printer, port: BridgePort): void {
  const id = (port.priority << 10) | port.number;
  const root = bridgeId(port.bridge);
  const number = (name: string, value: number, word = name) => {
    printer.any(name, `${word} ${String(value)} `, value);
  };
  const text = (name: string, value: string, word = name) => {
    printer.any(name, `${word} ${value} `, value);
  };
  const onOff = (name: string, value: boolean) => {
    printer.any(name, `${name} ${value ? 'on' : 'off'} `, value);
  };
  text('state', stateOf(port));
  number('priority', port.priority);
  number('cost', port.cost);
  onOff('hairpin', port.hairpin);
  onOff('guard', port.idle.has('guard'));
  onOff('root_block', port.idle.has('root_block'));
  onOff('fastleave', port.idle.has('fastleave'));
  onOff('learning', port.learning);
  onOff('flood', port.flood);
  text('id', `0x${id.toString(16)}`, 'port_id');
  text('no', `0x${port.number.toString(16)}`, 'port_no');
  number('designated_port', id);
  number('designated_cost', 0);
  text('bridge_id', root, 'designated_bridge');
  text('root_id', root, 'designated_root');
  for (const name of ['hold_timer', 'message_age_timer', 'forward_delay_timer'])
    printer.any(name, `${name}    0.00 `, new Decimal(0, 2));
  number('topology_change_ack', 0);
  number('config_pending', 0);
  onOff('proxy_arp', false);
  onOff('proxy_arp_wifi', false);
  number('multicast_router', port.multicastRouter, 'mcast_router');
  printer.text(`mcast_fast_leave ${port.idle.has('fastleave') ? 'on' : 'off'} `);
  onOff('mcast_flood', port.multicastFlood);
  onOff('bcast_flood', port.broadcastFlood);
  onOff('mcast_to_unicast', port.idle.has('mcast_to_unicast'));
  onOff('neigh_suppress', false);
  text('group_fwd_mask', maskText(port.groupForwardMask));
  text('group_fwd_mask_str', `0x${port.groupForwardMask.toString(16)}`);
  onOff('vlan_tunnel', port.idle.has('vlan_tunnel'));
  onOff('isolated', port.isolated);
  onOff('locked', port.locked);
}
