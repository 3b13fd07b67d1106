/**
 * The settings of the kinds of devices, as they follow `type KIND` (ip/iplink_bridge.c, iplink_bridge_slave.c,
 * iplink_vxlan.c). A setting that is not modelled is taken with the value it has anyway and refused with any other.
 */
import { second } from '../../../clock/clock.ts';
import type { Address } from '../../../net/address/address.ts';
import type { Bridge } from '../../../linux/bridge/bridge.ts';
import type { BridgePort } from '../../../linux/bridge/port.ts';
import type { NetDevice } from '../../../linux/device/device.ts';
import {
  type Arguments,
  cannotFindDevice,
  invalid,
  matches,
  readAddress,
  readUnsigned,
} from '../../iproute2/arguments.ts';
import { notSimulated, Stop } from '../../iproute2/stop.ts';
import type { IpContext } from '../context.ts';
import { bridgeSlaveUsage, bridgeUsage, vxlanUsage } from '../usage/link.ts';

/** What can be given and changes nothing, with its only value. */
const bridgeDefaults: Readonly<Record<string, string>> = {
  stp_state: '0',
  hello_time: '200',
  max_age: '2000',
  priority: '32768',
  vlan_filtering: '0',
  mcast_snooping: '1',
  mcast_querier: '0',
  mcast_router: '1',
  nf_call_iptables: '0',
  nf_call_ip6tables: '0',
  nf_call_arptables: '0',
  group_fwd_mask: '0',
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
}

export function readBridge(words: Arguments): BridgeSettings {
  const settings: BridgeSettings = {};
  for (let { word } = words; word !== undefined; word = words.word) {
    const option = bridgeWords.find((name) => matches(word, name));
    if (option === undefined) {
      if (matches(word, 'help')) throw new Stop(1, bridgeUsage);
      throw new Stop(1, `bridge: unknown command "${word}"?\n${bridgeUsage}`);
    }
    if (option === 'fdb_flush') settings.flush = true;
    else {
      const value = words.next();
      const number = readUnsigned(value);
      if (number === undefined && option !== 'group_address' && option !== 'vlan_protocol')
        throw invalid(`invalid ${option}`, value);
      if (option === 'forward_delay') settings.forwardDelay = (number ?? 0) * (second / 100);
      else if (option === 'ageing_time') settings.ageing = (number ?? 0) * (second / 100);
      else if (bridgeDefaults[option] !== value) throw notSimulated(`ip link type bridge ${option} ${value}`);
    }
    words.skip();
  }
  return settings;
}

export function applyBridge(bridge: Bridge, settings: BridgeSettings): void {
  if (settings.forwardDelay !== undefined) bridge.forwardDelay = settings.forwardDelay;
  if (settings.ageing !== undefined) bridge.ageing = settings.ageing;
  if (settings.flush === true) for (const port of bridge.ports) bridge.fdb.forgetLearnt(port);
}

export type PortChange = (port: BridgePort) => void;

const portSwitches: Readonly<Record<string, (port: BridgePort, on: boolean) => void>> = {
  hairpin: (port, on) => (port.hairpin = on),
  learning: (port, on) => (port.learning = on),
  flood: (port, on) => (port.flood = on),
  mcast_flood: (port, on) => (port.multicastFlood = on),
  bcast_flood: (port, on) => (port.broadcastFlood = on),
  isolated: (port, on) => (port.isolated = on),
};

const otherSwitches = `guard fastleave root_block proxy_arp proxy_arp_wifi mcast_fast_leave mcast_to_unicast
  neigh_suppress vlan_tunnel locked`.split(/\s+/);
const portNumbers = [
  'state',
  'priority',
  'cost',
  'mcast_router',
  'group_fwd_mask',
  'backup_port',
  'nobackup_port',
];
const portWords = [
  'fdb_flush',
  'state',
  'priority',
  'cost',
  'hairpin',
  'guard',
  'root_block',
  'fastleave',
  'learning',
  'flood',
  ...otherSwitches,
  ...portNumbers,
  ...Object.keys(portSwitches),
];

export function readBridgeSlave(words: Arguments): PortChange[] {
  const changes: PortChange[] = [];
  for (let { word } = words; word !== undefined; word = words.word) {
    const option = portWords.find((name) => matches(word, name));
    if (option === undefined) {
      if (matches(word, 'help')) throw new Stop(1, bridgeSlaveUsage);
      throw new Stop(1, `bridge_slave: unknown option "${word}"?\n${bridgeSlaveUsage}`);
    }
    if (option === 'fdb_flush')
      changes.push((port) => {
        port.bridge.fdb.forgetLearnt(port);
      });
    else if (portNumbers.includes(option)) throw notSimulated(`ip link type bridge_slave ${option}`);
    else {
      const value = words.next();
      if (value !== 'on' && value !== 'off')
        throw new Stop(1, `Error: argument of "${option}" must be "on" or "off", not "${value}"\n`);
      const set = portSwitches[option];
      if (set === undefined && value === 'on') throw notSimulated(`ip link type bridge_slave ${option} on`);
      if (set !== undefined)
        changes.push((port) => {
          set(port, value === 'on');
        });
    }
    words.skip();
  }
  return changes;
}

export interface VxlanSettings {
  vni: number | undefined;
  local: Address | undefined;
  remote: Address | undefined;
  underlay: NetDevice | undefined;
  port: number | undefined;
  learning: boolean;
}

const vxlanSilent: ReadonlySet<string> = new Set([
  'udpcsum',
  'noudp6zerocsumtx',
  'noudp6zerocsumrx',
  'noproxy',
  'norsc',
  'nol2miss',
  'nol3miss',
]);
const vxlanRefused =
  `ttl tos df flowlabel label ageing maxaddress l2miss l3miss proxy rsc noudpcsum udp6zerocsumtx
  udp6zerocsumrx remcsumtx noremcsumtx remcsumrx noremcsumrx external noexternal gbp gpe vnifilter novnifilter`.split(
    /\s+/,
  );

export function readVxlan(context: IpContext, words: Arguments): VxlanSettings {
  const settings: VxlanSettings = {
    vni: undefined,
    local: undefined,
    remote: undefined,
    underlay: undefined,
    port: undefined,
    learning: true,
  };
  for (let { word } = words; word !== undefined; word = words.word) {
    if (matches(word, 'id') || matches(word, 'vni')) {
      const value = words.next();
      settings.vni = readUnsigned(value);
      if (settings.vni === undefined || settings.vni >= 1 << 24) throw invalid('invalid id', value);
    } else if (matches(word, 'group')) throw notSimulated('ip link type vxlan group');
    else if (matches(word, 'remote')) {
      settings.remote = readAddress(words.next(), undefined);
      if (settings.remote.isMulticast) throw invalid('invalid remote address', settings.remote.text);
    } else if (matches(word, 'local')) {
      settings.local = readAddress(words.next(), undefined);
      if (settings.local.isMulticast) throw invalid('invalid local address', settings.local.text);
    } else if (matches(word, 'dev')) {
      const name = words.next();
      settings.underlay = context.namespace.devices.get(name);
      if (settings.underlay === undefined) throw cannotFindDevice(name);
    } else if (matches(word, 'dstport')) {
      const value = words.next();
      settings.port = readUnsigned(value);
      if (settings.port === undefined || settings.port > 65_535) throw invalid('dst port', value);
    } else if (matches(word, 'srcport')) {
      if (words.next() !== '0' || words.next() !== '0') throw notSimulated('ip link type vxlan srcport');
    } else if (matches(word, 'nolearning')) settings.learning = false;
    else if (matches(word, 'learning')) settings.learning = true;
    else if (vxlanRefused.some((name) => matches(word, name))) readUnchanged(words, word);
    else if (!vxlanSilent.has(word)) {
      if (matches(word, 'help')) throw new Stop(1, vxlanUsage);
      throw new Stop(1, `vxlan: unknown command "${word}"?\n${vxlanUsage}`);
    }
    words.skip();
  }
  return settings;
}

/** `ttl auto` and `ageing 300` are what a VXLAN device has anyway. */
function readUnchanged(words: Arguments, word: string): void {
  const { following } = words;
  const same =
    (word === 'ttl' && (following === 'auto' || following === '0')) ||
    (word === 'ageing' && following === '300');
  if (!same) throw notSimulated(`ip link type vxlan ${word}`);
  words.next();
}

/** A word after a kind that takes none. */
export function noSettings(words: Arguments, kind: string, usage: string): void {
  const { word } = words;
  if (word === undefined) return;
  if (matches(word, 'help')) throw new Stop(1, usage);
  throw new Stop(1, `${kind}: unknown option "${word}"?\n${usage}`);
}
