/**
 * What the protocols of a namespace count (RFC 4293, 2011, 4022, 4113; struct netns_mib): as /proc/net/snmp, snmp6,
 * netstat and nstat show it, by the kernel's names (include/uapi/linux/snmp.h) without the protocol's.
 *
 * Left out: what nothing here can count (proc/snmp-names.ts has all names); what each device counts of IPv6. Numbers that
 * follow from the sockets there are (CurrEstab) are not kept.
 */
import { icmpTypeNumber, icmpv6TypeNumber, type Icmp, type Icmpv6 } from '../../net/packet/transport.ts';
import type { Ipv6 } from '../../net/packet/ipv6.ts';

/** What both families count. */
function internet() {
  return {
    InReceives: 0,
    InHdrErrors: 0,
    InTooBigErrors: 0,
    InNoRoutes: 0,
    InAddrErrors: 0,
    InUnknownProtos: 0,
    InDiscards: 0,
    InDelivers: 0,
    ForwDatagrams: 0,
    OutRequests: 0,
    OutDiscards: 0,
    OutNoRoutes: 0,
    ReasmTimeout: 0,
    ReasmReqds: 0,
    ReasmOKs: 0,
    ReasmFails: 0,
    FragOKs: 0,
    FragFails: 0,
    FragCreates: 0,
    OutTransmits: 0,
    InMcastPkts: 0,
    OutMcastPkts: 0,
    InBcastPkts: 0,
    OutBcastPkts: 0,
    InOctets: 0,
    OutOctets: 0,
    InMcastOctets: 0,
    OutMcastOctets: 0,
    InBcastOctets: 0,
    OutBcastOctets: 0,
    InCsumErrors: 0,
    InNoECTPkts: 0,
    InECT1Pkts: 0,
    InECT0Pkts: 0,
    InCEPkts: 0,
  };
}

export type InternetCounters = ReturnType<typeof internet>;

const udp = () => ({
  InDatagrams: 0,
  NoPorts: 0,
  InErrors: 0,
  OutDatagrams: 0,
  RcvbufErrors: 0,
  SndbufErrors: 0,
  InCsumErrors: 0,
  IgnoredMulti: 0,
});

/** Of one family's ICMP. */
class IcmpCounters {
  /** Messages by type. */
  readonly in = new Map<number, number>();
  readonly out = new Map<number, number>();
  InErrors = 0;
  InCsumErrors = 0;
  OutErrors = 0;
  OutRateLimitGlobal = 0;
  OutRateLimitHost = 0;
}

const tcpExtended = () => ({
  SyncookiesSent: 0,
  SyncookiesRecv: 0,
  SyncookiesFailed: 0,
  EmbryonicRsts: 0,
  OutOfWindowIcmps: 0,
  ArpFilter: 0,
  TW: 0,
  TWRecycled: 0,
  TWKilled: 0,
  DelayedACKs: 0,
  DelayedACKLost: 0,
  ListenOverflows: 0,
  ListenDrops: 0,
  TCPHPHits: 0,
  TCPPureAcks: 0,
  TCPHPAcks: 0,
  TCPSackRecovery: 0,
  TCPRenoRecovery: 0,
  TCPLostRetransmit: 0,
  TCPFastRetrans: 0,
  TCPTimeouts: 0,
  TCPLossProbes: 0,
  TCPDSACKOldSent: 0,
  TCPDSACKOfoSent: 0,
  TCPAbortOnData: 0,
  TCPAbortOnClose: 0,
  TCPAbortOnTimeout: 0,
  IPReversePathFilter: 0,
  TCPTimeWaitOverflow: 0,
  TCPReqQFullDoCookies: 0,
  TCPReqQFullDrop: 0,
  TCPRcvCoalesce: 0,
  TCPOFOQueue: 0,
  TCPChallengeACK: 0,
  TCPSYNChallenge: 0,
  TCPSpuriousRtxHostQueues: 0,
  TCPSynRetrans: 0,
  TCPOrigDataSent: 0,
  TCPWinProbe: 0,
  TCPKeepAlive: 0,
  TCPDelivered: 0,
  TcpTimeoutRehash: 0,
});

export type TcpExtended = ReturnType<typeof tcpExtended>;

export class Snmp {
  /** Of IPv4, `Ip` and `IpExt` in one. */
  readonly ip = internet();
  readonly icmp = new IcmpCounters();
  readonly tcp = {
    ActiveOpens: 0,
    PassiveOpens: 0,
    AttemptFails: 0,
    EstabResets: 0,
    InSegs: 0,
    OutSegs: 0,
    RetransSegs: 0,
    InErrs: 0,
    OutRsts: 0,
    InCsumErrors: 0,
  };
  readonly tcpExtended = tcpExtended();
  readonly udp = udp();
  readonly ip6 = internet();
  readonly icmp6 = new IcmpCounters();
  readonly udp6 = udp();
}

/** A packet of so many octets came in, with these bits of ECN (ip_rcv_core, ip6_rcv_core). */
export function countReceived(counts: InternetCounters, octets: number, congestion: number): void {
  counts.InReceives++;
  counts.InOctets += octets;
  if (congestion === 0) counts.InNoECTPkts++;
  else if (congestion === 1) counts.InECT1Pkts++;
  else if (congestion === 2) counts.InECT0Pkts++;
  else counts.InCEPkts++;
}

/** It came to a group, or to everybody. */
export function countReceivedByMany(counts: InternetCounters, type: string, octets: number): void {
  if (type === 'multicast') {
    counts.InMcastPkts++;
    counts.InMcastOctets += octets;
  } else if (type === 'broadcast') {
    counts.InBcastPkts++;
    counts.InBcastOctets += octets;
  }
}

export function countTransmitted(counts: InternetCounters, type: string, octets: number): void {
  counts.OutTransmits++;
  counts.OutOctets += octets;
  if (type === 'multicast') {
    counts.OutMcastPkts++;
    counts.OutMcastOctets += octets;
  } else if (type === 'broadcast') {
    counts.OutBcastPkts++;
    counts.OutBcastOctets += octets;
  }
}

export function countIcmp(counts: Map<number, number>, message: Icmp | Icmpv6): void {
  const type = message.kind === 'icmp' ? icmpTypeNumber[message.type] : icmpv6TypeNumber[message.type];
  counts.set(type, (counts.get(type) ?? 0) + 1);
}

/** Listener reports are octets (../ipv6/announce.ts). */
export function countIcmpv6(counts: Map<number, number>, { payload, hopByHop }: Ipv6): void {
  if (payload.kind === 'icmpv6') countIcmp(counts, payload);
  else if (payload.kind === 'bytes' && hopByHop !== undefined) {
    const [type = 0] = payload.data;
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
}
