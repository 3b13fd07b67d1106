/**
 * What `ip -d` adds to a device (ip/ipaddress.c; iplink_bridge.c, iplink_bridge_slave.c, iplink_vxlan.c, iptuntap.c):
 * limits, the kind with its own settings, its settings as a bridge port, queues and offload sizes.
 *
 * The kinds' many unchanging values are those of a new device on Linux 6.18.
 */
import { second } from '../../../clock/clock.ts';
import { Bridge } from '../../../linux/bridge/bridge.ts';
import type { NetDevice } from '../../../linux/device/device.ts';
import { Tun } from '../../../linux/device/tun.ts';
import { Vxlan } from '../../../linux/vxlan/vxlan.ts';
import { Ipip } from '../../../linux/ipip/ipip.ts';
import { Ipvlan } from '../../../linux/ipvlan/ipvlan.ts';
import { Macvlan } from '../../../linux/macvlan/macvlan.ts';
import { Decimal } from '../../iproute2/json-writer.ts';
import type { Printer } from '../../iproute2/printer.ts';
import type { IpContext } from '../context.ts';
import { bridgeId, maskText, printBridgeSlave } from './bridge-slave.ts';
import { ownerName } from '../tuntap/tuntap.ts';
import { addressModes } from './parse.ts';
import { printVirtual } from './virtual.ts';
import { printVxlan } from './vxlan.ts';

export function printDetails(context: IpContext, device: NetDevice, forLink: boolean): void {
  const { printer } = context;
  const limits = device.mtuLimits;
  const count = (name: string, word: string, value: number, before = '') => {
    printer.any(name, `${before}${word} ${String(value)} `, value);
  };
  const promiscuity = device.promiscuity + Number(device.promiscuous);
  const allMulticast = Number(device.port !== undefined) + Number(device.allMulticast);
  count('promiscuity', 'promiscuity', promiscuity, ' ');
  count('allmulti', 'allmulti', allMulticast, ' ');
  count('min_mtu', 'minmtu', limits.least);
  count('max_mtu', 'maxmtu', limits.most);
  printKind(context, device);
  const tunnel = device.kind === 'tun';
  if (forLink) {
    const chosen = device.namespace.sysctl.number(`net.ipv6.conf.${device.name}.addr_gen_mode`);
    const drawn = device instanceof Tun && device.isPointToPoint && device.carrier && chosen === 0;
    const mode = drawn ? 'random' : (addressModes[chosen] ?? 'eui64');
    printer.any('inet6_addr_gen_mode', `addrgenmode ${mode} `, mode);
  }
  const queues = device.kind === 'veth' ? 2 : 1;
  count('num_tx_queues', 'numtxqueues', queues);
  count('num_rx_queues', 'numrxqueues', queues);
  count('gso_max_size', 'gso_max_size', 65_536);
  count('gso_max_segs', 'gso_max_segs', 65_535);
  // Bridges and tunnels take it from the devices they stand on (netif_inherit_tso_max).
  const small =
    tunnel ||
    (device instanceof Vxlan && device.underlay === undefined) ||
    device.kind === 'ipip' ||
    (device instanceof Bridge && device.hadNoPort);
  count('tso_max_size', 'tso_max_size', small ? 65_536 : 524_280);
  count('tso_max_segs', 'tso_max_segs', 65_535);
  count('gro_max_size', 'gro_max_size', 65_536);
}

function printKind(context: IpContext, device: NetDevice): void {
  const { printer } = context;
  if (device.kind === 'loopback' && device.port === undefined) return;
  printer.openObject('linkinfo');
  if (device.kind !== 'loopback') {
    printer.line();
    printer.any('info_kind', `    ${device.kind} `, device.kind);
    if (device instanceof Bridge)
      data(printer, () => {
        printBridge(printer, device);
      });
    else if (device instanceof Vxlan)
      data(printer, () => {
        printVxlan(printer, device);
      });
    else if (device instanceof Ipip || device instanceof Macvlan || device instanceof Ipvlan)
      data(printer, () => {
        printVirtual(printer, device);
      });
    else if (device instanceof Tun)
      data(printer, () => {
        printTun(context, device);
      });
  }
  if (device.port !== undefined) {
    printer.line();
    printer.any('info_slave_kind', '    bridge_slave ', 'bridge');
    printer.openObject('info_slave_data');
    printBridgeSlave(printer, device.port);
    printer.closeObject();
  }
  printer.closeObject();
}

function data(printer: Printer, print: () => void): void {
  printer.openObject('info_data');
  print();
  printer.closeObject();
}

/** Clock ticks as the kernel gives them to user space: a hundredth of a second. */
function ticks(time: number): number {
  return Math.round(time / (second / 100));
}

/** br_fdb_cleanup: when the entries that nobody renewed go, once the bridge has been up or was told how long to wait. */
export function secondsToCollection(bridge: Bridge): number {
  const { now } = bridge.namespace.environment.clock;
  const collects = bridge.wasUp || bridge.ageing !== 300 * second;
  return collects ? (bridge.ageing - (now % bridge.ageing)) / second : 0;
}

function printBridge(printer: Printer, bridge: Bridge): void {
  const id = bridgeId(bridge);
  const number = (name: string, value: number, word = name) => {
    printer.any(name, `${word} ${String(value)} `, value);
  };
  const timer = (name: string, value: number) => {
    printer.any(name, `${name} ${value.toFixed(2).padStart(7)} `, new Decimal(value, 2));
  };
  number('forward_delay', ticks(bridge.forwardDelay));
  const set = (name: string, value: number) => bridge.tunables.get(name) ?? value;
  number('hello_time', set('hello_time', 200));
  number('max_age', set('max_age', 2000));
  number('ageing_time', ticks(bridge.ageing));
  number('stp_state', 0);
  number('priority', set('priority', 32_768));
  number('vlan_filtering', 0);
  printer.any('bridge_id', `bridge_id ${id} `, id);
  printer.any('root_id', `designated_root ${id} `, id);
  for (const name of ['root_port', 'root_path_cost', 'topology_change', 'topology_change_detected'])
    number(name, 0);
  for (const name of ['hello_timer', 'tcn_timer', 'topology_change_timer']) timer(name, 0);
  timer('gc_timer', secondsToCollection(bridge));
  const mask = maskText(set('group_fwd_mask', 0));
  printer.any('group_fwd_mask', `group_fwd_mask ${mask} `, mask);
  printer.any('group_addr', `group_address ${bridge.groupAddress} `, bridge.groupAddress);
  for (const [name, value, word] of bridgeConstants) number(name, set(word ?? name, value), word);
}

const bridgeConstants: readonly (readonly [string, number, string?])[] = [
  ['mcast_snooping', 1],
  ['no_linklocal_learn', 0],
  ['mcast_vlan_snooping', 0],
  ['mcast_router', 1],
  ['mcast_query_use_ifaddr', 0],
  ['mcast_querier', 0],
  ['mcast_hash_elasticity', 16],
  ['mcast_hash_max', 4096],
  ['mcast_last_member_cnt', 2, 'mcast_last_member_count'],
  ['mcast_startup_query_cnt', 2, 'mcast_startup_query_count'],
  ['mcast_last_member_intvl', 100, 'mcast_last_member_interval'],
  ['mcast_membership_intvl', 26_000, 'mcast_membership_interval'],
  ['mcast_querier_intvl', 25_500, 'mcast_querier_interval'],
  ['mcast_query_intvl', 12_500, 'mcast_query_interval'],
  ['mcast_query_response_intvl', 1000, 'mcast_query_response_interval'],
  ['mcast_startup_query_intvl', 3124, 'mcast_startup_query_interval'],
  ['mcast_stats_enabled', 0],
  ['mcast_igmp_version', 2],
  ['mcast_mld_version', 1],
  ['nf_call_iptables', 0],
  ['nf_call_ip6tables', 0],
  ['nf_call_arptables', 0],
];

function printTun({ printer, process }: IpContext, { made }: Tun): void {
  const onOff = (name: string, on: boolean) => {
    printer.any(name, `${name} ${on ? 'on' : 'off'} `, on);
  };
  printer.any('type', `type ${made.mode} `, made.mode);
  onOff('pi', made.packetInformation);
  onOff('vnet_hdr', made.virtioHeader);
  printer.member('multi_queue', false);
  onOff('persist', made.persistent);
  for (const what of ['user', 'group'] as const) {
    const id = made[what];
    if (id === undefined) continue;
    const name = ownerName(process.files, what, id);
    printer.any(what, `${what} ${String(name)} `, name);
  }
}
