/**
 * The settings of the kinds of devices, as they follow `type KIND` (ip/iplink_bridge.c, iplink_bridge_slave.c).
 * A setting that is not modelled is taken with the value it has anyway and refused with any other.
 */
import { second } from '../../../clock/clock.ts';
import type { Mac } from '../../../net/address/mac.ts';
import type { Bridge } from '../../../linux/bridge/bridge.ts';
import { netlinkError, type NetlinkError } from '../../../linux/netlink/error.ts';
import {
  type Arguments,
  invalid,
  matches,
  readLinkAddress,
  readSwitch,
  readUnsigned,
} from '../../iproute2/arguments.ts';
import { notSimulated, Stop } from '../../iproute2/stop.ts';
import { bridgeSlaveUsage, bridgeUsage } from '../usage/link.ts';
import { numberChange, type PortChange, stateChange, switchChange } from './port-settings.ts';

/** Bridge settings that do nothing here, with their least and most (br_netlink.c); times in hundredths of a second. */
export const bridgeNumbers: Readonly<Record<string, readonly [least: number, most: number]>> = {
  hello_time: [100, 1000],
  max_age: [600, 4000],
  priority: [0, 65_535],
  mcast_router: [0, 2],
  mcast_snooping: [0, 1],
  no_linklocal_learn: [0, 1],
  mcast_query_use_ifaddr: [0, 1],
  mcast_querier: [0, 1],
  mcast_hash_max: [1, 0x7fff_ffff],
  mcast_last_member_count: [0, 0xffff_ffff],
  mcast_startup_query_count: [0, 0xffff_ffff],
  mcast_last_member_interval: [0, 0xffff_ffff],
  mcast_membership_interval: [0, 0xffff_ffff],
  mcast_querier_interval: [0, 0xffff_ffff],
  mcast_query_interval: [100, 0xffff_ffff],
  mcast_query_response_interval: [0, 0xffff_ffff],
  mcast_startup_query_interval: [100, 0xffff_ffff],
  mcast_stats_enabled: [0, 1],
  group_fwd_mask: [0, 65_535],
};

/** What can only be given the value it has. */
const bridgeFixed: Readonly<Record<string, string>> = {
  stp_state: '0',
  mcast_hash_elasticity: '16',
  nf_call_iptables: '0',
  nf_call_ip6tables: '0',
  nf_call_arptables: '0',
  vlan_stats_enabled: '0',
};

const bridgeWords =
  `forward_delay hello_time max_age ageing_time stp_state priority vlan_filtering vlan_protocol
  group_fwd_mask group_address fdb_flush vlan_default_pvid vlan_stats_enabled vlan_stats_per_port mcast_router
  mcast_snooping no_linklocal_learn mcast_query_use_ifaddr mcast_querier mcast_hash_elasticity mcast_hash_max
  mcast_last_member_count mcast_startup_query_count mcast_last_member_interval mcast_membership_interval
  mcast_querier_interval mcast_query_interval mcast_query_response_interval mcast_startup_query_interval
  mcast_stats_enabled mcast_igmp_version mcast_mld_version nf_call_iptables nf_call_ip6tables nf_call_arptables`.split(
    /\s+/,
  );

export interface BridgeSettings {
  forwardDelay?: number;
  ageing?: number;
  flush?: true;
  groupAddress?: Mac;
  error?: NetlinkError;
  readonly numbers: Map<string, number>;
}

export function readBridge(words: Arguments): BridgeSettings {
  const settings: BridgeSettings = { numbers: new Map() };
  for (let { word } = words; word !== undefined; word = words.word) {
    const given = word;
    const option = bridgeWords.find((name) => matches(given, name));
    if (option === undefined) {
      if (matches(word, 'help')) throw new Stop(1, bridgeUsage);
      throw new Stop(1, `bridge: unknown command "${word}"?\n${bridgeUsage}`);
    }
    if (option === 'fdb_flush') settings.flush = true;
    else readBridgeValue(settings, option, words.next());
    words.skip();
  }
  return settings;
}

function readBridgeValue(settings: BridgeSettings, option: string, value: string): void {
  if (option === 'group_address') {
    readGroupAddress(settings, value);
    return;
  }
  const number = readUnsigned(value);
  const limits = bridgeNumbers[option];
  if (number === undefined || (option === 'priority' && number > 65_535)) {
    if (option !== 'vlan_protocol') throw invalid(`invalid ${option}`, value);
  } else if (option === 'forward_delay') settings.forwardDelay = number * (second / 100);
  else if (option === 'ageing_time') settings.ageing = number * (second / 100);
  else if (option === 'vlan_filtering') {
    // As the recorded kernel, which was built without it.
    if (number !== 0) settings.error ??= netlinkError('EOPNOTSUPP');
  } else if (limits !== undefined) {
    if (number < limits[0] || number > limits[1]) settings.error ??= netlinkError('ERANGE');
    else if (option === 'group_fwd_mask' && (number & 7) !== 0) settings.error ??= netlinkError('EINVAL');
    else settings.numbers.set(option, number);
  } else if (bridgeFixed[option] !== value) throw notSimulated(`ip link type bridge ${option} ${value}`);
}

/** Only 01:80:c2:00:00:0X, and of those not the ones with a meaning of their own (br_netlink.c). */
function readGroupAddress(settings: BridgeSettings, value: string): void {
  const mac = readLinkAddress(value) as Mac;
  const last = Number.parseInt(mac.slice(-2), 16);
  if (!mac.startsWith('01:80:c2:00:00:0') || (last > 0 && last < 4))
    settings.error ??= netlinkError('EINVAL');
  else settings.groupAddress = mac;
}

export function applyBridge(bridge: Bridge, settings: BridgeSettings): NetlinkError | undefined {
  if (settings.error !== undefined) return settings.error;
  if (settings.forwardDelay !== undefined) bridge.forwardDelay = settings.forwardDelay;
  if (settings.ageing !== undefined) bridge.ageing = settings.ageing;
  if (settings.groupAddress !== undefined) bridge.groupAddress = settings.groupAddress;
  for (const [name, value] of settings.numbers) bridge.tunables.set(name, value);
  if (settings.flush === true) for (const port of bridge.ports) bridge.fdb.forgetLearnt(port);
  return undefined;
}

const portWords =
  `fdb_flush state priority cost hairpin guard root_block fastleave learning flood proxy_arp proxy_arp_wifi mcast_router
  mcast_fast_leave mcast_flood bcast_flood mcast_to_unicast group_fwd_mask neigh_suppress vlan_tunnel isolated locked
  backup_port nobackup_port`.split(/\s+/);

const portNumbers = new Set(['state', 'priority', 'cost', 'mcast_router', 'group_fwd_mask']);

export function readBridgeSlave(words: Arguments): PortChange[] {
  const changes: PortChange[] = [];
  for (let { word } = words; word !== undefined; word = words.word) {
    const given = word;
    const option = portWords.find((name) => matches(given, name));
    if (option === undefined) {
      if (matches(word, 'help')) throw new Stop(1, bridgeSlaveUsage);
      throw new Stop(1, `bridge_slave: unknown option "${word}"?\n${bridgeSlaveUsage}`);
    }
    if (option === 'fdb_flush')
      changes.push((port) => {
        port.bridge.fdb.forgetLearnt(port);
        return undefined;
      });
    else if (option === 'backup_port' || option === 'nobackup_port')
      throw notSimulated(`ip link type bridge_slave ${option}`);
    else if (portNumbers.has(option)) {
      const value = words.next();
      const number = readUnsigned(value);
      if (number === undefined) throw invalid(`${option} is invalid`, value);
      changes.push(option === 'state' ? stateChange(number) : numberChange(option, number));
    } else {
      const on = readSwitch(option, words.next(), 1);
      const change = switchChange(option, on);
      if (change === undefined) throw notSimulated(`ip link type bridge_slave ${option} on`);
      changes.push(change);
    }
    words.skip();
  }
  return changes;
}

/** A word after a kind that takes none. */
export function noSettings(words: Arguments, kind: string, usage: string): void {
  const { word } = words;
  if (word === undefined) return;
  if (matches(word, 'help')) throw new Stop(1, usage);
  throw new Stop(1, `${kind}: unknown option "${word}"?\n${usage}`);
}
