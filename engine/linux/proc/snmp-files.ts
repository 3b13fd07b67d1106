/**
 * What IPv4 and ICMP count, in the kernel's order and names: /proc/net/snmp and /proc/net/netstat (net/ipv4/proc.c), and
 * for nstat.
 *
 * Left out: the lines of what is not counted (see ../namespace/snmp.ts); its single counters read 0 in the files.
 */
import type { NetworkNamespace } from '../namespace/namespace.ts';

export interface Counter {
  readonly name: string;
  /** Undefined: nobody counts it here. */
  readonly value: number | undefined;
}

const ipNames =
  'InReceives InHdrErrors InAddrErrors ForwDatagrams InUnknownProtos InDiscards InDelivers OutRequests OutDiscards OutNoRoutes ReasmTimeout ReasmReqds ReasmOKs ReasmFails FragOKs FragFails FragCreates OutTransmits';
const ipExtendedNames =
  'InNoRoutes InTruncatedPkts InMcastPkts OutMcastPkts InBcastPkts OutBcastPkts InOctets OutOctets InMcastOctets OutMcastOctets InBcastOctets OutBcastOctets InCsumErrors InNoECTPkts InECT1Pkts InECT0Pkts InCEPkts ReasmOverlaps';

/** By the numbers of the types; as many in each direction. */
const icmpTypes: readonly (readonly [number, string])[] = [
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

function counters(names: string, values: Readonly<Record<string, number>>): readonly Counter[] {
  return names.split(' ').map((name) => ({ name, value: values[name] }));
}

function icmp({ snmp }: NetworkNamespace): readonly Counter[] {
  const sum = (counts: ReadonlyMap<number, number>): number =>
    [...counts.values()].reduce((total, count) => total + count, 0);
  const each = (direction: string, counts: ReadonlyMap<number, number>): readonly Counter[] =>
    icmpTypes.map(([type, name]) => ({ name: `${direction}${name}`, value: counts.get(type) ?? 0 }));
  return [
    { name: 'InMsgs', value: sum(snmp.icmpIn) },
    { name: 'InErrors', value: undefined },
    { name: 'InCsumErrors', value: undefined },
    ...each('In', snmp.icmpIn),
    { name: 'OutMsgs', value: sum(snmp.icmpOut) },
    { name: 'OutErrors', value: undefined },
    { name: 'OutRateLimitGlobal', value: snmp.icmpLimitedGlobally },
    { name: 'OutRateLimitHost', value: snmp.icmpLimitedByHost },
    ...each('Out', snmp.icmpOut),
  ];
}

/** Only of types there were. */
function icmpMessages({ snmp }: NetworkNamespace): readonly Counter[] {
  const each = (direction: string, counts: ReadonlyMap<number, number>): readonly Counter[] =>
    [...counts]
      .sort(([one], [other]) => one - other)
      .map(([type, value]) => ({ name: `${direction}Type${String(type)}`, value }));
  return [...each('In', snmp.icmpIn), ...each('Out', snmp.icmpOut)];
}

/** All, with the names nstat gives them. */
export function countersOfNamespace(namespace: NetworkNamespace): readonly Counter[] {
  const { ip, ipExtended } = namespace.snmp;
  const named = (prefix: string, list: readonly Counter[]): readonly Counter[] =>
    list.map(({ name, value }) => ({ name: prefix + name, value }));
  return [
    ...named('Ip', counters(ipNames, ip)),
    ...named('Icmp', icmp(namespace)),
    ...named('IcmpMsg', icmpMessages(namespace)),
    ...named('IpExt', counters(ipExtendedNames, ipExtended)),
  ];
}

function lines(title: string, list: readonly Counter[]): string {
  if (list.length === 0) return '';
  const names = list.map(({ name }) => name).join(' ');
  return `${title}: ${names}\n${title}: ${list.map(({ value }) => value ?? 0).join(' ')}\n`;
}

export function procSnmp(namespace: NetworkNamespace): string {
  const { sysctl, snmp } = namespace;
  const settings: readonly Counter[] = [
    { name: 'Forwarding', value: sysctl.number('net.ipv4.ip_forward') > 0 ? 1 : 2 },
    { name: 'DefaultTTL', value: sysctl.number('net.ipv4.ip_default_ttl') },
  ];
  return (
    lines('Ip', [...settings, ...counters(ipNames, snmp.ip)]) +
    lines('Icmp', icmp(namespace)) +
    lines('IcmpMsg', icmpMessages(namespace))
  );
}

export function procNetstat({ snmp }: NetworkNamespace): string {
  return lines('IpExt', counters(ipExtendedNames, snmp.ipExtended));
}
