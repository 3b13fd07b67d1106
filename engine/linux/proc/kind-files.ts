/**
 * Files of /proc/net that hardly depend on the namespace: kernel-kind.ts with what can be filled in, ptype and psched
 * (net/core/net-procfs.c, net/sched/sch_api.c), ip_tables_names, and counters of two processors, the first of which does all the
 * work (softnet_stat, stat/).
 */
import type { NetworkNamespace } from '../namespace/namespace.ts';
import { routeTable } from '../route/route.ts';
import { extensions, headlines, protocols, transformCounters } from './kernel-kind.ts';

type Read = (namespace: NetworkNamespace) => string;

const hex = (value: number): string => (value >>> 0).toString(16).padStart(8, '0');

const lines = (words: Iterable<string>): string => [...words].map((word) => `${word}\n`).join('');

/** How many sockets there are of a protocol, by the kernel's name of it. */
function socketsOf({ sockets, udpTunnels }: NetworkNamespace, protocol: string): number {
  const family = protocol.endsWith('v6') ? 6 : 4;
  const count = (list: Iterable<{ readonly family: number; readonly state?: string }>) =>
    [...list].filter((socket) => socket.family === family && socket.state !== 'closed').length;
  if (protocol.startsWith('TCP')) return count(sockets.tcpSockets);
  if (/^UDP(v6)?$/.test(protocol)) return count(sockets.udpSockets) + (family === 4 ? udpTunnels.size : 0);
  return /^RAW(v6)?$/.test(protocol) ? count(sockets.rawSockets) : 0;
}

function protocolTable(namespace: NetworkNamespace): string {
  const [head = '', ...rows] = protocols.split('\n');
  const filled = rows.map((row) =>
    row.replace(/^(\S+)( +\d+) +\d+ +(-?\d+)/, (_, name: string, size: string, memory: string) => {
      const pages = Number(memory) > 0 ? '0' : memory;
      return `${name}${size} ${String(socketsOf(namespace, name)).padStart(6)} ${pages.padStart(7)}`;
    }),
  );
  return lines([head, ...filled]);
}

const packetTypes = `Type Device      Function
0800          ip_rcv
0004          llc_rcv
0806          arp_rcv
86dd          ipv6_rcv
`;

/** Columns of one processor each. */
const perProcessor = (head: string, first: readonly number[], gaps: readonly string[]): string => {
  const row = (values: readonly number[]) =>
    values.map((value, at) => `${gaps[at] ?? gaps.at(-1) ?? ' '}${hex(value)}`).join('');
  return `${head}\n${row(first)}\n${row(first.map((value, at) => (at === 0 ? value : 0)))}\n`;
};

const conntrackHead =
  'entries  clashres found new invalid ignore delete chainlength insert insert_failed drop early_drop icmp_error  expect_new expect_create expect_delete search_restart';

/** ct_cpu_seq_show: the entries are told for each processor. */
function conntrackStatistics({ netfilter }: NetworkNamespace): string {
  const { conntrack } = netfilter;
  const { statistics } = conntrack;
  const { clashResolved, found, invalid, insert, insertFailed, drop, earlyDrop } = statistics;
  const values = [
    conntrack.list().length,
    clashResolved,
    found,
    0,
    invalid,
    0,
    0,
    0,
    insert,
    insertFailed,
    drop,
    earlyDrop,
    0,
    0,
    0,
    0,
    0,
  ];
  return perProcessor(conntrackHead, values, ['', '  ', ...' '.repeat(11), '  ', ' ']);
}

/** softnet_seq_show: what came in, and the processor's number. */
function processed({ machine }: NetworkNamespace): string {
  let packets = 0;
  for (const namespace of [machine.host, ...machine.namespaces.values()])
    for (const { statistics } of namespace.devices.list()) packets += statistics.rxPackets;
  const row = (count: number, number: number) =>
    [count, ...new Array<number>(11).fill(0), number, 0, 0].map(hex).join(' ');
  return lines([row(packets, 0), row(0, 1)]);
}

function anycast({ routes, devices }: NetworkNamespace): string {
  const own = routes.table(routeTable.local).list();
  return devices
    .list()
    .flatMap((device) =>
      // The newest first.
      [...own]
        .reverse()
        .filter(({ type, destination, nexthops }) => {
          return type === 'anycast' && destination.family === 6 && nexthops[0]?.device === device;
        })
        .map(({ destination }) => {
          const address = destination.network.words.map(hex).join('');
          return `${String(device.index).padEnd(4)} ${device.name.padEnd(15)} ${address} ${'1'.padStart(5)}\n`;
        }),
    )
    .join('');
}

const synproxyHead = 'entries\t\tsyn_received\tcookie_invalid\tcookie_valid\tcookie_retrans\tconn_reopened';

/** netlink_native_seq_show: the kernel's own end of each family; programs keep theirs open for a moment only. */
function kernelSockets(): string {
  const head = 'sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode\n';
  const first = 20_000;
  const rows = [0, 4, 6, 9, 10, 12, 15, 16].map((family, at) => {
    const number = first - 8 + at;
    const address = hex(Math.imul(number, 0x9e37_79b1)).padStart(16, '0');
    return `${address} ${String(family).padEnd(3)} ${'0'.padEnd(10)} 00000000 0        0        0     2        0        ${String(number).padEnd(8)}\n`;
  });
  return head + rows.join('');
}

const empty: Read = () => '';
const words =
  (text: string): Read =>
  () =>
    lines(text.split(' ').filter((word) => word !== ''));

export const kindFiles: readonly (readonly [string, Read])[] = [
  ...Object.entries(headlines).map(([name, head]) => [name, () => `${head}\n`] as const),
  ...Object.entries(extensions).map(([name, list]) => [name, words(list)] as const),
  ['anycast6', anycast],
  ['arp_tables_names', empty],
  ['ip6_tables_names', ({ netfilter }) => lines(netfilter.legacy6.tables.map(({ name }) => name))],
  ['ip_tables_names', ({ netfilter }) => lines(netfilter.legacy.tables.map(({ name }) => name))],
  ['netfilter/nf_log', loggers],
  ['netfilter/nfnetlink_log', empty],
  ['netfilter/nfnetlink_queue', empty],
  ['netlink', kernelSockets],
  ['nf_conntrack_expect', empty],
  ['protocols', protocolTable],
  ['psched', () => '000003e8 00000040 000f4240 3b9aca00\n'],
  ['ptype', () => packetTypes],
  ['rt_acct', () => '\0'.repeat(4096)],
  ['softnet_stat', processed],
  ['stat/nf_conntrack', conntrackStatistics],
  [
    'stat/synproxy',
    () => `${synproxyHead}\n${`${new Array<string>(6).fill('00000000').join('\t')}\n`.repeat(2)}`,
  ],
  ['xfrm_stat', () => lines(transformCounters.split(' ').map((name) => `Xfrm${name.padEnd(20)}\t0`))],
];

/** seq_show of net/netfilter/nf_log.c: who logs for a family, and who could. */
function loggers({ sysctl }: NetworkNamespace): string {
  const own = new Map([
    [2, 'nf_log_ipv4'],
    [3, 'nf_log_arp'],
    [5, 'nf_log_netdev'],
    [7, 'nf_log_bridge'],
    [10, 'nf_log_ipv6'],
  ]);
  return lines(
    Array.from({ length: 11 }, (_, family) => {
      const name = String(sysctl.get(`net.netfilter.nf_log.${String(family)}`) ?? 'NONE');
      const able = [own.get(family), 'nfnetlink_log'].filter((one) => one !== undefined).join(',');
      return `${String(family).padStart(2)} ${name} (${able})`;
    }),
  );
}
