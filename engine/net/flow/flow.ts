/**
 * Which conversation a packet belongs to: the tuple connection tracking keys on (Linux `nf_conntrack_tuple`, filled in
 * by `nf_ct_get_tuple`, turned round by `nf_ct_invert_tuple`).
 *
 * ICMP has no ports: the id stands where the source port does, type and code (type × 256 + code) where the
 * destination port does. A fragment shows no ports: both are 0; the kernel reassembles before it asks.
 */
import type { Address } from '../address/address.ts';
import type { IpPacket } from '../packet/ethernet.ts';
import type { Ipv4 } from '../packet/ipv4.ts';
import { icmpTypeNumber, icmpv6TypeNumber, ipProtocol } from '../packet/transport.ts';

export interface FlowTuple {
  readonly family: 4 | 6;
  /** IP protocol number. */
  readonly protocol: number;
  readonly source: Address;
  readonly destination: Address;
  /** For ICMP the id of an echo, else 0. */
  readonly sourcePort: number;
  /** For ICMP type × 256 + code. */
  readonly destinationPort: number;
}

/** The IP protocol number (IPv6: next header) that `payload` travels under. */
export function protocolOf(payload: Ipv4['payload']): number {
  switch (payload.kind) {
    case 'tcp':
      return ipProtocol.tcp;
    case 'udp':
      return ipProtocol.udp;
    case 'icmp':
      return ipProtocol.icmp;
    case 'icmpv6':
      return ipProtocol.icmpv6;
    case 'ipv4':
      return ipProtocol.ipip;
    case 'ipv6':
      return ipProtocol.ipv6;
    case 'bytes':
    case 'piece':
      return payload.protocol;
  }
}

export function flowOf(packet: IpPacket): FlowTuple {
  const { source, destination, payload } = packet;
  let sourcePort = 0;
  let destinationPort = 0;
  switch (payload.kind) {
    case 'tcp':
    case 'udp':
      sourcePort = payload.sourcePort;
      destinationPort = payload.destinationPort;
      break;
    case 'icmp':
      if ('id' in payload) sourcePort = payload.id;
      destinationPort = icmpTypeNumber[payload.type] * 256 + ('code' in payload ? payload.code : 0);
      break;
    case 'icmpv6':
      if ('id' in payload) sourcePort = payload.id;
      destinationPort = icmpv6TypeNumber[payload.type] * 256 + ('code' in payload ? payload.code : 0);
      break;
    case 'bytes':
    case 'piece':
    case 'ipv4':
    case 'ipv6':
      break;
  }
  return {
    family: packet.kind === 'ipv4' ? 4 : 6,
    protocol: protocolOf(payload),
    source,
    destination,
    sourcePort,
    destinationPort,
  };
}

const isIcmp = (protocol: number) => protocol === ipProtocol.icmp || protocol === ipProtocol.icmpv6;

/** Echo request and reply answer each other; nothing else of ICMP does (`invmap` in nf_conntrack_proto_icmp.c). */
const echoAnswer = new Map([
  [8 * 256, 0],
  [0, 8 * 256],
]);
const echoAnswerV6 = new Map([
  [128 * 256, 129 * 256],
  [129 * 256, 128 * 256],
]);

/** Whether an answer to the flow is possible: connection tracking calls a flow without one invalid. */
export function isInvertible(flow: FlowTuple): boolean {
  if (flow.protocol === ipProtocol.icmp) return echoAnswer.has(flow.destinationPort);
  return flow.protocol !== ipProtocol.icmpv6 || echoAnswerV6.has(flow.destinationPort);
}

/** The flow of the answers. An ICMP type without an answer keeps its type. */
export function invert(flow: FlowTuple): FlowTuple {
  const { family, protocol, source, destination, sourcePort, destinationPort } = flow;
  if (isIcmp(protocol)) {
    const answers = protocol === ipProtocol.icmp ? echoAnswer : echoAnswerV6;
    const type = answers.get(destinationPort) ?? destinationPort;
    return { family, protocol, source: destination, destination: source, sourcePort, destinationPort: type };
  }
  return {
    family,
    protocol,
    source: destination,
    destination: source,
    sourcePort: destinationPort,
    destinationPort: sourcePort,
  };
}

export function sameFlow(one: FlowTuple, other: FlowTuple): boolean {
  return (
    one.protocol === other.protocol &&
    one.source === other.source &&
    one.destination === other.destination &&
    one.sourcePort === other.sourcePort &&
    one.destinationPort === other.destinationPort
  );
}

/** A key for maps: equal for equal flows, different for different ones. */
export function flowKey(flow: FlowTuple): string {
  const { protocol, source, sourcePort, destination, destinationPort } = flow;
  return `${protocol} ${source.text} ${sourcePort} ${destination.text} ${destinationPort}`;
}

const protocolNames = new Map<number, string>([
  [ipProtocol.icmp, 'icmp'],
  [ipProtocol.ipip, 'ipip'],
  [ipProtocol.tcp, 'tcp'],
  [ipProtocol.udp, 'udp'],
  [ipProtocol.ipv6, 'ipv6'],
  [ipProtocol.icmpv6, 'icmpv6'],
  [ipProtocol.sctp, 'sctp'],
]);

/** `tcp`, `udp`, …; a number nobody named as `proto 47`. */
export function protocolName(protocol: number): string {
  return protocolNames.get(protocol) ?? `proto ${String(protocol)}`;
}

/** `10.8.0.5:80`, `[2001:db8::1]:80` */
export function endpointText(address: Address, port: number): string {
  return address.family === 4 ? `${address.text}:${String(port)}` : `[${address.text}]:${String(port)}`;
}

/** `tcp 10.8.0.5:43210 → 10.96.10.50:80`, `icmp 10.8.0.5 → 10.8.1.7 id 7 type 8 code 0` */
export function flowText(flow: FlowTuple): string {
  const name = protocolName(flow.protocol);
  if (
    flow.protocol === ipProtocol.tcp ||
    flow.protocol === ipProtocol.udp ||
    flow.protocol === ipProtocol.sctp
  ) {
    const from = endpointText(flow.source, flow.sourcePort);
    return `${name} ${from} → ${endpointText(flow.destination, flow.destinationPort)}`;
  }
  const ends = `${name} ${flow.source.text} → ${flow.destination.text}`;
  if (!isIcmp(flow.protocol)) return ends;
  const type = `type ${String(flow.destinationPort >> 8)} code ${String(flow.destinationPort & 255)}`;
  return `${ends} id ${String(flow.sourcePort)} ${type}`;
}
