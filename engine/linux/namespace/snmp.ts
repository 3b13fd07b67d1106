/**
 * What IPv4 and ICMP of a namespace count (RFC 4293, RFC 2011; net/ipv4/proc.c, struct ipstats_mib): as
 * /proc/net/snmp, /proc/net/netstat and nstat show it.
 *
 * Left out: what TCP, UDP and IPv6 count; IP's OutDiscards, OutNoRoutes, ReasmTimeout, ReasmFails, and ICMP's errors.
 */
import { icmpTypeNumber, type IcmpEcho, type IcmpError } from '../../net/packet/transport.ts';

export class Snmp {
  /** By the kernel's names without `Ip`. */
  readonly ip = {
    InReceives: 0,
    InHdrErrors: 0,
    InAddrErrors: 0,
    ForwDatagrams: 0,
    InUnknownProtos: 0,
    InDelivers: 0,
    OutRequests: 0,
    ReasmReqds: 0,
    ReasmOKs: 0,
    FragOKs: 0,
    FragFails: 0,
    FragCreates: 0,
    OutTransmits: 0,
  };
  /** Without `IpExt`. */
  readonly ipExtended = {
    InNoRoutes: 0,
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
    InNoECTPkts: 0,
    InECT1Pkts: 0,
    InECT0Pkts: 0,
    InCEPkts: 0,
  };
  /** ICMP messages by type. */
  readonly icmpIn = new Map<number, number>();
  readonly icmpOut = new Map<number, number>();
  icmpLimitedGlobally = 0;
  icmpLimitedByHost = 0;

  /** ip_rcv_core: a packet of so many octets, with these bits of ECN. */
  received(octets: number, congestion: number): void {
    const { ip, ipExtended } = this;
    ip.InReceives++;
    ipExtended.InOctets += octets;
    if (congestion === 0) ipExtended.InNoECTPkts++;
    else if (congestion === 1) ipExtended.InECT1Pkts++;
    else if (congestion === 2) ipExtended.InECT0Pkts++;
    else ipExtended.InCEPkts++;
  }

  /** It came to a group, or to everybody. */
  receivedByMany(type: string, octets: number): void {
    const { ipExtended } = this;
    if (type === 'multicast') {
      ipExtended.InMcastPkts++;
      ipExtended.InMcastOctets += octets;
    } else if (type === 'broadcast') {
      ipExtended.InBcastPkts++;
      ipExtended.InBcastOctets += octets;
    }
  }

  transmitted(type: string, octets: number): void {
    const { ip, ipExtended } = this;
    ip.OutTransmits++;
    ipExtended.OutOctets += octets;
    if (type === 'multicast') {
      ipExtended.OutMcastPkts++;
      ipExtended.OutMcastOctets += octets;
    } else if (type === 'broadcast') {
      ipExtended.OutBcastPkts++;
      ipExtended.OutBcastOctets += octets;
    }
  }
}

export function countIcmp(counts: Map<number, number>, message: IcmpEcho | IcmpError): void {
  const type = icmpTypeNumber[message.type];
  counts.set(type, (counts.get(type) ?? 0) + 1);
}
