/**
 * What the protocols of a namespace have counted as files: /proc/net/snmp and /proc/net/netstat (net/ipv4/proc.c),
 * /proc/net/snmp6 (net/ipv6/proc.c).
 */
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { Snmp } from '../namespace/snmp.ts';
import {
  ip6Names,
  ipExtendedNames,
  ipNames,
  multipathNames,
  tcpExtendedNames,
  tcpNames,
  udp6Names,
  udpLite6Names,
  udpNames,
} from './snmp-names.ts';

export type Counter = readonly [name: string, value: number];

type Types = readonly (readonly [number, string])[];

/** By the numbers of the types; as many in each direction. */
const icmpTypes: Types = [
  [3, 'DestUnreachs'],
  [11, 'TimeExcds'],
  [12, 'ParmProbs'],
  [4, 'SrcQuenchs'],
  [5, 'Redirects'],
  [8, 'Echos'],
  [0, 'EchoReps'],
  [13, 'Timestamps'],
  [14, 'TimestampReps'],
  [17, 'AddrMasks'],
  [18, 'AddrMaskReps'],
];

const icmp6Types: Types = [
  [1, 'DestUnreachs'],
  [2, 'PktTooBigs'],
  [3, 'TimeExcds'],
  [4, 'ParmProblems'],
  [128, 'Echos'],
  [129, 'EchoReplies'],
  [130, 'GroupMembQueries'],
  [131, 'GroupMembResponses'],
  [132, 'GroupMembReductions'],
  [133, 'RouterSolicits'],
  [134, 'RouterAdvertisements'],
  [135, 'NeighborSolicits'],
  [136, 'NeighborAdvertisements'],
  [137, 'Redirects'],
  [143, 'MLDv2Reports'],
];

function named(names: string, values: Readonly<Record<string, number>>): readonly Counter[] {
  return names.split(' ').map((name) => [name, values[name] ?? 0]);
}

const sum = (counts: ReadonlyMap<number, number>): number =>
  [...counts.values()].reduce((total, count) => total + count, 0);

const byType = (direction: string, types: Types, counts: ReadonlyMap<number, number>): readonly Counter[] =>
  types.map(([type, name]) => [direction + name, counts.get(type) ?? 0]);

/** Only of types there were. */
const byNumber = (direction: string, counts: ReadonlyMap<number, number>): readonly Counter[] =>
  [...counts]
    .sort(([one], [other]) => one - other)
    .map(([type, value]) => [`${direction}Type${String(type)}`, value]);

function icmp({ icmp: counts }: Snmp): readonly Counter[] {
  return [
    ['InMsgs', sum(counts.in)],
    ['InErrors', counts.InErrors],
    ['InCsumErrors', counts.InCsumErrors],
    ...byType('In', icmpTypes, counts.in),
    ['OutMsgs', sum(counts.out)],
    ['OutErrors', counts.OutErrors],
    ['OutRateLimitGlobal', counts.OutRateLimitGlobal],
    ['OutRateLimitHost', counts.OutRateLimitHost],
    ...byType('Out', icmpTypes, counts.out),
  ];
}

function lines(title: string, list: readonly Counter[]): string {
  if (list.length === 0) return '';
  return `${title}: ${list.map(([name]) => name).join(' ')}\n${title}: ${list.map(([, value]) => value).join(' ')}\n`;
}

export function procSnmp({ sysctl, snmp, sockets }: NetworkNamespace): string {
  const connected = [...sockets.tcpSockets].filter(
    ({ state }) => state === 'established' || state === 'closeWait',
  );
  return (
    lines('Ip', [
      ['Forwarding', sysctl.number('net.ipv4.ip_forward') > 0 ? 1 : 2],
      ['DefaultTTL', sysctl.number('net.ipv4.ip_default_ttl')],
      ...named(ipNames, snmp.ip),
    ]) +
    lines('Icmp', icmp(snmp)) +
    lines('IcmpMsg', [...byNumber('In', snmp.icmp.in), ...byNumber('Out', snmp.icmp.out)]) +
    lines('Tcp', [
      ['RtoAlgorithm', 1],
      ['RtoMin', 200],
      ['RtoMax', 120_000],
      ['MaxConn', -1],
      ...named(tcpNames, { ...snmp.tcp, CurrEstab: connected.length }),
    ]) +
    lines('Udp', named(udpNames, snmp.udp)) +
    lines('UdpLite', named(udpNames, {}))
  );
}

export function procNetstat({ snmp }: NetworkNamespace): string {
  return (
    lines('TcpExt', named(tcpExtendedNames, snmp.tcpExtended)) +
    lines('IpExt', named(ipExtendedNames, snmp.ip)) +
    lines('MPTcpExt', named(multipathNames, {}))
  );
}

export function procSnmp6({ snmp: { ip6, icmp6, udp6 } }: NetworkNamespace): string {
  const rows: readonly (readonly [string, readonly Counter[]])[] = [
    ['Ip6', named(ip6Names, { ...ip6, OutForwDatagrams: ip6.ForwDatagrams })],
    [
      'Icmp6',
      [
        ['InMsgs', sum(icmp6.in)],
        ['InErrors', icmp6.InErrors],
        ['OutMsgs', sum(icmp6.out)],
        ['OutErrors', icmp6.OutErrors],
        ['InCsumErrors', icmp6.InCsumErrors],
        ['OutRateLimitHost', icmp6.OutRateLimitHost],
        ...byType('In', icmp6Types, icmp6.in),
        ...byType('Out', icmp6Types, icmp6.out),
        ...byNumber('In', icmp6.in),
        ...byNumber('Out', icmp6.out),
      ],
    ],
    ['Udp6', named(udp6Names, udp6)],
    ['UdpLite6', named(udpLite6Names, {})],
  ];
  return rows
    .flatMap(([title, list]) =>
      list.map(([name, value]) => `${(title + name).padEnd(32)}\t${String(value)}\n`),
    )
    .join('');
}
