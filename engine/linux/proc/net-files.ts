/**
 * /proc/net of a namespace; arp, dev, route and xt_recent are written here (arp_seq_show in net/ipv4/arp.c, dev_seq_printf_stats
 * in net/core/net-procfs.c, fib_route_seq_show in net/ipv4/fib_trie.c, recent_seq_show in net/netfilter/xt_recent.c), the others where they belong.
 *
 * Left out: what each device counts of IPv6 (dev_snmp6), and tables of hashlimit.
 */
import { millisecond } from '../../clock/clock.ts';
import type { Address } from '../../net/address/address.ts';
import { zeroMac } from '../../net/address/mac.ts';
import { countersOf } from '../device/counters.ts';
import type { NetDevice } from '../device/device.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { Neighbour } from '../neighbour/neighbour.ts';
import { ipvsOf } from '../ipvs/ipvs.ts';
import { procConnections, procServices, procStatistics } from '../ipvs/proc.ts';
import { procConntrack } from '../netfilter/conntrack/proc.ts';
import { type RecentEntry, recentLists } from '../netfilter/iptables/recent-list.ts';
import { type Route, routeTable } from '../route/route.ts';
import type { KernelFiles } from './kernel-files.ts';
import { procAddresses, procDeviceMulticast, procIgmp, procIgmp6, procRoutes6 } from './group-files.ts';
import { kindFiles } from './kind-files.ts';
import { procNetstat, procSnmp, procSnmp6 } from './snmp-files.ts';
import { procRaw, procSockstat, procSockstat6, procTcp, procUdp, procUdpLite } from './socket-files.ts';
import { fibTrie, fibTriestat } from './trie-files.ts';

type Read = (namespace: NetworkNamespace) => string;

/** Whatever the namespace: the same files in all, made when they are read. */
const files: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['arp', arp],
  ['dev', dev],
  ['dev_mcast', procDeviceMulticast],
  ['fib_trie', fibTrie],
  ['fib_triestat', fibTriestat],
  ['icmp', (namespace) => procRaw(namespace, 4, true)],
  ['icmp6', (namespace) => procRaw(namespace, 6, true)],
  ['if_inet6', procAddresses],
  ['igmp', procIgmp],
  ['igmp6', procIgmp6],
  ['ipv6_route', procRoutes6],
  ['netstat', procNetstat],
  ['nf_conntrack', ({ netfilter }) => procConntrack(netfilter.conntrack)],
  ['raw', (namespace) => procRaw(namespace, 4, false)],
  ['raw6', (namespace) => procRaw(namespace, 6, false)],
  ['route', route],
  ['snmp', procSnmp],
  ['snmp6', procSnmp6],
  ['sockstat', procSockstat],
  ['sockstat6', procSockstat6],
  ['tcp', (namespace) => procTcp(namespace, 4)],
  ['tcp6', (namespace) => procTcp(namespace, 6)],
  ['udp', (namespace) => procUdp(namespace, 4)],
  ['udp6', (namespace) => procUdp(namespace, 6)],
  ['udplite', (namespace) => procUdpLite(namespace, 4)],
  ['udplite6', (namespace) => procUdpLite(namespace, 6)],
  ...kindFiles,
]);

/** There whether something is in them or not. */
const directories = ['dev_snmp6/', 'ip6t_hashlimit/', 'ipt_hashlimit/', 'xt_recent/'];

/** There while the module is. */
const ipvsFiles = new Map([
  ['ip_vs', procServices],
  ['ip_vs_conn', procConnections],
  ['ip_vs_stats', procStatistics],
]);

export function netFiles(namespace: NetworkNamespace): KernelFiles {
  return {
    directory: '/proc/net',
    list: () => [
      ...files.keys(),
      ...directories,
      ...(ipvsOf(namespace) === undefined ? [] : ipvsFiles.keys()),
      ...recentLists.of(namespace).names.map((name) => `xt_recent/${name}`),
    ],
    get(path) {
      const read = files.get(path);
      if (read !== undefined) return { read: () => read(namespace) };
      const ipvs = ipvsOf(namespace);
      const show = ipvs === undefined ? undefined : ipvsFiles.get(path);
      if (ipvs !== undefined && show !== undefined) return { read: () => show(ipvs) };
      const list = path.startsWith('xt_recent/') ? path.slice('xt_recent/'.length) : '';
      const recent = recentLists.of(namespace);
      if (!recent.names.includes(list)) return undefined;
      return { read: () => recent.list(list).entries.map(recentLine).join('') };
    },
  };
}

/** Only neighbours that are known or were given (arp_seq_show shows all but NOARP). */
function arp(namespace: NetworkNamespace): string {
  const head = 'IP address       HW type     Flags       HW address            Mask     Device\n';
  const lines = namespace.neighbours
    .list(4)
    .filter(({ state }) => state !== 'NOARP')
    .map((neighbour) => {
      const { address, device, mac = zeroMac } = neighbour;
      return `${address.text.padEnd(16)} 0x${'1'.padEnd(10)}0x${arpFlags(neighbour).padEnd(10)}${mac.padEnd(17)}     *        ${device.name}\n`;
    });
  return head + lines.join('');
}

/** ATF_COM, ATF_PERM */
function arpFlags({ state, isValid }: Neighbour): string {
  if (state === 'PERMANENT') return '6';
  return isValid ? '2' : '0';
}

function dev(namespace: NetworkNamespace): string {
  const head =
    'Inter-|   Receive                                                |  Transmit\n' +
    ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n';
  return head + namespace.devices.list().map(devLine).join('');
}

function devLine(device: NetDevice): string {
  const { rxBytes, rxPackets, rxErrors, rxDropped, multicast, txBytes, txPackets, txErrors, txDropped } =
    countersOf(device);
  const received = [rxBytes, rxPackets, rxErrors, rxDropped, 0, 0, 0, multicast];
  const sent = [txBytes, txPackets, txErrors, txDropped, 0, 0, 0, 0];
  return `${device.name.padStart(6)}: ${columns(received, [7, 7, 4, 4, 4, 5, 10, 9])} ${columns(sent, [8, 7, 4, 4, 4, 5, 7, 10])}\n`;
}

function columns(values: readonly number[], widths: readonly number[]): string {
  return values.map((value, at) => String(value).padStart(widths[at] ?? 0)).join(' ');
}

/** The main table; addresses as the bytes lie in memory. */
function route(namespace: NetworkNamespace): string {
  const head = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT';
  const lines = namespace.routes
    .table(routeTable.main)
    .list()
    .filter(({ destination }) => destination.family === 4)
    .map(routeLine);
  return [head, ...lines].map((line) => `${line.padEnd(127)}\n`).join('');
}

function routeLine(found: Route): string {
  const [hop] = found.nexthops;
  const { destination, type } = found;
  let flags = type === 'unreachable' || type === 'prohibit' ? 0x200 : 0;
  if (hop?.gateway !== undefined) flags |= 2;
  if (destination.isHost) flags |= 4;
  flags |= 1;
  const mask = destination.length === 0 ? 0 : (0xffff_ffff << (32 - destination.length)) >>> 0;
  return [
    hop?.device.name ?? '*',
    reversed(destination.address.bits),
    reversed(hop?.gateway?.bits ?? 0),
    flags.toString(16).toUpperCase().padStart(4, '0'),
    '0',
    '0',
    found.metric,
    reversed(mask),
    '0',
    '0',
    '0',
  ].join('\t');
}

function reversed(bits: number): string {
  const octets = [24, 16, 8, 0].map((shift) => (bits >>> shift) & 0xff);
  return octets
    .reverse()
    .map((octet) => octet.toString(16).toUpperCase().padStart(2, '0'))
    .join('');
}

/** Stamps are the kernel's clock ticks (HZ = 1000, counted from five minutes before it wraps). */
function recentLine({ address, ttl, stamps }: RecentEntry): string {
  const ticks = stamps.map((stamp) => String(4_294_667_296 + Math.floor(stamp / millisecond)));
  return `src=${text(address)} ttl: ${ttl} last_seen: ${ticks.at(-1) ?? '0'} oldest_pkt: ${stamps.length} ${ticks.join(', ')}\n`;
}

function text(address: Address): string {
  return address.text;
}
