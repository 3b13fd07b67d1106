/**
 * Writing a connection's translation into a packet (nf_nat_manip_pkt of net/netfilter/nf_nat_proto.c).
 */
import type { Address } from '../../../net/address/address.ts';
import { withDestination, withQuoted, withSource } from '../../../net/flow/rewrite.ts';
import type { FlowTuple } from '../../../net/flow/flow.ts';
import type { IpPacket } from '../../../net/packet/ethernet.ts';
import { type Connection, type Direction, opposite, status } from '../conntrack/connection.ts';
import type { Manipulation } from './range.ts';

/** The packet as `manipulation` at this place of its connection makes it; itself when nothing is to be done. */
export function translated(
  packet: IpPacket,
  connection: Connection,
  direction: Direction,
  manipulation: Manipulation,
): IpPacket {
  if (!connection.has(statusBit(direction, manipulation))) return packet;
  // What the packet has to look like is the answer to its own answer.
  const answer = connection.tuple(opposite(direction));
  return manipulation === 'source'
    ? sourceChanged(packet, answer.destination, portForSource(answer))
    : destinationChanged(packet, answer.source, answer);
}

/** Translation in the reply direction undoes the other kind. */
export function statusBit(direction: Direction, manipulation: Manipulation): number {
  const isSource = (manipulation === 'source') === (direction === 'original');
  return isSource ? status.sourceNat : status.destinationNat;
}

function hasPorts(tuple: FlowTuple): boolean {
  return tuple.protocol !== 1 && tuple.protocol !== 58;
}

function portForSource(answer: FlowTuple): number {
  return hasPorts(answer) ? answer.destinationPort : answer.sourcePort;
}

function sourceChanged(packet: IpPacket, address: Address, port: number): IpPacket {
  return withSource(packet, address, port);
}

function destinationChanged(packet: IpPacket, address: Address, answer: FlowTuple): IpPacket {
  if (hasPorts(answer)) return withDestination(packet, address, answer.sourcePort);
  // An ICMP echo has one id, written whichever end changes.
  return withSource(withDestination(packet, address), packet.source, answer.sourcePort);
}

/**
 * An ICMP error about a translated connection: the quoted packet goes back to what its sender sent, and the error
 * comes from where the sender believes it sent to (nf_nat_icmp_reply_translation).
 */
export function translatedError(
  packet: IpPacket,
  connection: Connection,
  direction: Direction,
  manipulation: Manipulation,
): IpPacket {
  if (!connection.has(statusBit(direction, manipulation))) return packet;
  const other = connection.tuple(opposite(direction));
  if (manipulation === 'source') {
    const inner = withQuoted(packet, (quoted) =>
      hasPorts(other)
        ? withDestination(quoted, other.destination, other.destinationPort)
        : withSource(withDestination(quoted, other.destination), quoted.source, other.sourcePort),
    );
    return withSource(inner, other.destination);
  }
  const inner = withQuoted(packet, (quoted) => withSource(quoted, other.source, other.sourcePort));
  return withDestination(inner, other.source);
}
