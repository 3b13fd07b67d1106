/**
 * One short line that tells a person what a packet is: `TCP 10.8.0.5:43210 → 10.96.10.50:80 [SYN]`.
 *
 * Nested packets (tunnels, quotes of ICMP errors) follow after a vertical bar, outer first. The words are ours;
 * tcpdump's own are the business of the shell's `tcpdump`.
 */
import type { Arp } from '../packet/arp.ts';
import type { Ethernet, IpPacket } from '../packet/ethernet.ts';
import type { Icmp, Icmpv6, Tcp, TcpFlags, Udp } from '../packet/transport.ts';
import { broadcastMac } from '../address/mac.ts';
import { endpointText, protocolName } from './flow.ts';

export function describe(packet: Ethernet | Arp | IpPacket): string {
  switch (packet.kind) {
    case 'ethernet':
      return describe(packet.payload);
    case 'arp':
      return describeArp(packet);
    case 'ipv4':
    case 'ipv6':
      return describeIp(packet);
  }
}

function describeArp(arp: Arp): string {
  if (arp.operation === 'reply') return `ARP ${arp.senderAddress.text} is at ${arp.senderMac}`;
  const known =
    arp.targetMac === '00:00:00:00:00:00' || arp.targetMac === broadcastMac ? '' : ` (${arp.targetMac})`;
  return `ARP who has ${arp.targetAddress.text}${known}? tell ${arp.senderAddress.text}`;
}

function describeIp(packet: IpPacket): string {
  const { payload } = packet;
  const ends = `${packet.source.text} → ${packet.destination.text}`;
  switch (payload.kind) {
    case 'tcp':
      return describeTcp(packet, payload);
    case 'udp':
      return describeUdp(packet, payload);
    case 'icmp':
      return `ICMP ${ends} ${describeIcmp(payload)}`;
    case 'icmpv6':
      return `ICMPv6 ${ends} ${describeIcmp(payload)}`;
    case 'ipv4':
    case 'ipv6':
      return `${payload.kind === 'ipv4' ? 'IPIP' : '6in4'} ${ends} | ${describe(payload)}`;
    case 'bytes':
    case 'piece': {
      const name = protocolName(payload.protocol).toUpperCase();
      const octets = payload.kind === 'bytes' ? payload.data.length : payload.octets;
      if (packet.kind === 'ipv6' || (packet.fragmentOffset === 0 && !packet.moreFragments))
        return `${name} ${ends} ${count(octets)}`;
      const from = packet.fragmentOffset;
      const more = packet.moreFragments ? ', more follow' : ', the last';
      return `${name} fragment ${ends} octets ${String(from)}–${String(from + octets - 1)}${more}`;
    }
  }
}

const flagNames: readonly (keyof TcpFlags)[] = ['syn', 'fin', 'rst', 'psh', 'ack', 'urg', 'ece', 'cwr'];

/** `SYN ACK`; `none` when no flag is set */
export function tcpFlagsText(flags: TcpFlags): string {
  const set = flagNames.filter((name) => flags[name]);
  return set.length === 0 ? 'none' : set.join(' ').toUpperCase();
}

function describeTcp(packet: IpPacket, tcp: Tcp): string {
  const data = tcp.data.length === 0 ? '' : ` ${count(tcp.data.length)}`;
  return `TCP ${ports(packet, tcp)} [${tcpFlagsText(tcp.flags)}]${data}`;
}

function describeUdp(packet: IpPacket, udp: Udp): string {
  const { payload } = udp;
  if (payload.kind === 'data') return `UDP ${ports(packet, udp)} ${count(payload.data.length)}`;
  const ends = `${packet.source.text} → ${packet.destination.text}`;
  return `VXLAN ${ends} VNI ${String(payload.vni)} | ${describe(payload.frame)}`;
}

const errorWords = {
  redirect: 'redirect',
  destinationUnreachable: 'destination unreachable',
  packetTooBig: 'packet too big',
  timeExceeded: 'time exceeded',
  parameterProblem: 'parameter problem',
} as const;

/** Codes of destination unreachable (RFC 792, RFC 1812 section 5.2.7.1). */
const unreachable = new Map([
  [0, 'network unreachable'],
  [1, 'host unreachable'],
  [2, 'protocol unreachable'],
  [3, 'port unreachable'],
  [4, 'fragmentation needed'],
  [5, 'source route failed'],
  [9, 'network administratively prohibited'],
  [10, 'host administratively prohibited'],
  [13, 'communication administratively prohibited'],
]);

/** Codes of the same in IPv6 (RFC 4443 section 3.1). */
const unreachableV6 = new Map([
  [0, 'no route'],
  [1, 'administratively prohibited'],
  [2, 'beyond scope of source address'],
  [3, 'address unreachable'],
  [4, 'port unreachable'],
]);

function describeIcmp(icmp: Icmp | Icmpv6): string {
  switch (icmp.type) {
    case 'echoRequest':
    case 'echoReply':
      return `echo ${icmp.type === 'echoRequest' ? 'request' : 'reply'} id ${String(icmp.id)} seq ${String(icmp.sequence)}`;
    case 'neighbourSolicitation':
      return `who has ${icmp.target.text}?`;
    case 'neighbourAdvertisement':
      return `${icmp.target.text} is ${icmp.linkLayer === undefined ? 'here' : `at ${icmp.linkLayer}`}`;
    case 'routerSolicitation':
      return 'router solicitation';
    case 'redirect':
    case 'destinationUnreachable':
    case 'packetTooBig':
    case 'timeExceeded':
    case 'parameterProblem':
      return `${icmpErrorText(icmp)} | ${describe(icmp.quoted)}`;
  }
}

/** What an ICMP error says, without the packet it quotes: `port unreachable`, `fragmentation needed, MTU 1450` */
export function icmpErrorText(icmp: Extract<Icmp | Icmpv6, { quoted: IpPacket }>): string {
  const codes = icmp.kind === 'icmp' ? unreachable : unreachableV6;
  const known = icmp.type === 'destinationUnreachable' ? codes.get(icmp.code) : undefined;
  const words =
    known ?? (icmp.code === 0 ? errorWords[icmp.type] : `${errorWords[icmp.type]} code ${String(icmp.code)}`);
  const tellsMtu = icmp.type === 'packetTooBig' || (icmp.kind === 'icmp' && known === 'fragmentation needed');
  return tellsMtu ? `${words}, MTU ${String(icmp.rest)}` : words;
}

function ports(packet: IpPacket, transport: Tcp | Udp): string {
  const from = endpointText(packet.source, transport.sourcePort);
  return `${from} → ${endpointText(packet.destination, transport.destinationPort)}`;
}

function count(octets: number): string {
  return octets === 1 ? '1 octet' : `${String(octets)} octets`;
}
