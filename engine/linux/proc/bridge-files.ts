/**
 * What /sys/class/net shows of bridges and of their ports (net/bridge/br_sysfs_br.c, br_sysfs_if.c), and of the frames a
 * device counted (net/core/net-sysfs.c). Times are in hundredths of a second.
 *
 * Left out: timers that run (gc_timer, forward_delay_timer read 0), brforward.
 */
import { second } from '../../clock/clock.ts';
import type { Bridge } from '../bridge/bridge.ts';
import type { BridgePort, IdleSwitch } from '../bridge/port.ts';

const ticks = (time: number): number => Math.round(time / (second / 100));

const hexadecimal = (value: number): string => `0x${value.toString(16)}`;

function bridgeId({ mac, tunables }: Bridge): string {
  const priority = (tunables.get('priority') ?? 32_768).toString(16).padStart(4, '0');
  return `${priority}.${mac.replaceAll(':', '')}`;
}

export interface BridgeAttribute {
  readonly read: (bridge: Bridge) => number | string;
  readonly write?: (bridge: Bridge, value: number) => void;
}

const readOnly = (read: BridgeAttribute['read']): BridgeAttribute => ({ read });

/** A number that changes nothing here: by the name ip(8) sets it. */
const idle = (name: string, value: number): BridgeAttribute => ({
  read: ({ tunables }) => tunables.get(name) ?? value,
  write: ({ tunables }, written) => tunables.set(name, written),
});

/** As `NAME VALUE [NAME OF IP]`. */
const idleNumbers =
  'hello_time 200;max_age 2000;multicast_igmp_version 2 mcast_igmp_version;multicast_last_member_count 2 mcast_last_member_count;multicast_last_member_interval 100 mcast_last_member_interval;multicast_membership_interval 26000 mcast_membership_interval;multicast_mld_version 1 mcast_mld_version;multicast_querier 0 mcast_querier;multicast_querier_interval 25500 mcast_querier_interval;multicast_query_interval 12500 mcast_query_interval;multicast_query_response_interval 1000 mcast_query_response_interval;multicast_query_use_ifaddr 0 mcast_query_use_ifaddr;multicast_router 1 mcast_router;multicast_snooping 1 mcast_snooping;multicast_startup_query_count 2 mcast_startup_query_count;multicast_startup_query_interval 3124 mcast_startup_query_interval;multicast_stats_enabled 0 mcast_stats_enabled;nf_call_arptables 0;nf_call_ip6tables 0;nf_call_iptables 0;no_linklocal_learn 0;priority 32768';

export const bridgeAttributes: readonly (readonly [string, BridgeAttribute])[] = [
  [
    'ageing_time',
    {
      read: ({ ageing }) => ticks(ageing),
      write: (bridge, value) => (bridge.ageing = (value * second) / 100),
    },
  ],
  ['bridge_id', readOnly(bridgeId)],
  ['forward_delay', readOnly(({ forwardDelay }) => ticks(forwardDelay))],
  ['group_addr', readOnly(({ groupAddress }) => groupAddress)],
  ['group_fwd_mask', readOnly(({ tunables }) => hexadecimal(tunables.get('group_fwd_mask') ?? 0))],
  ['hash_elasticity', readOnly(() => 16)],
  ['hash_max', idle('mcast_hash_max', 4096)],
  ['root_id', readOnly(bridgeId)],
  ...['gc_timer', 'hello_timer', 'root_path_cost', 'root_port', 'stp_state', 'tcn_timer']
    .concat('topology_change', 'topology_change_detected', 'topology_change_timer')
    .map((name) => [name, readOnly(() => 0)] as const),
  ...idleNumbers.split(';').map((text) => {
    const [name = '', value, own = name] = text.split(' ');
    return [name, idle(own, Number(value))] as const;
  }),
];

export interface PortAttribute {
  readonly read: (port: BridgePort) => number | string;
  readonly write?: (port: BridgePort, value: number) => void;
}

const fixed = (read: PortAttribute['read']): PortAttribute => ({ read });

type Switch = 'hairpin' | 'isolated' | 'learning' | 'flood' | 'broadcastFlood' | 'multicastFlood';

const onOff = (key: Switch): PortAttribute => ({
  read: (port) => Number(port[key]),
  write: (port, value) => (port[key] = value !== 0),
});

/** Flags that change nothing here. */
const idleFlag = (name: IdleSwitch): PortAttribute => ({
  read: ({ idle: set }) => Number(set.has(name)),
  write: ({ idle: set }, value) => (value === 0 ? set.delete(name) : set.add(name)),
});

const number = ({ priority, number: own }: BridgePort): number => (priority << 10) | own;

export const portAttributes: readonly (readonly [string, PortAttribute])[] = [
  ['backup_port', fixed(() => '')],
  ['bpdu_guard', idleFlag('guard')],
  ['broadcast_flood', onOff('broadcastFlood')],
  ['designated_bridge', fixed(({ bridge }) => bridgeId(bridge))],
  ['designated_port', fixed(number)],
  ['designated_root', fixed(({ bridge }) => bridgeId(bridge))],
  ['group_fwd_mask', fixed(({ groupForwardMask }) => hexadecimal(groupForwardMask))],
  ['hairpin_mode', onOff('hairpin')],
  ['isolated', onOff('isolated')],
  ['learning', onOff('learning')],
  ['multicast_fast_leave', idleFlag('fastleave')],
  ['multicast_flood', onOff('multicastFlood')],
  [
    'multicast_router',
    {
      read: ({ multicastRouter }) => multicastRouter,
      write: (port, value) => (port.multicastRouter = value),
    },
  ],
  ['multicast_to_unicast', idleFlag('mcast_to_unicast')],
  ['neigh_suppress', fixed(() => 0)],
  ['path_cost', { read: ({ cost }) => cost, write: (port, value) => (port.cost = value) }],
  ['port_id', fixed((port) => hexadecimal(number(port)))],
  ['port_no', fixed(({ number: own }) => hexadecimal(own))],
  ['priority', { read: ({ priority }) => priority, write: (port, value) => (port.priority = value) }],
  ['root_block', idleFlag('root_block')],
  ['state', fixed((port) => (port.bridge.up && port.device.carrier ? 3 : 0))],
  ['unicast_flood', onOff('flood')],
  ...['change_ack', 'config_pending', 'designated_cost', 'forward_delay_timer', 'hold_timer']
    .concat('message_age_timer', 'proxyarp', 'proxyarp_wifi')
    .map((name) => [name, fixed(() => 0)] as const),
];
