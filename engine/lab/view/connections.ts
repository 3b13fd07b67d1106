/**
 * The connections a kernel tracks, each as it looks both ways, in the order of `conntrack -L`. Labels, and zones of one
 * direction only, are not shown.
 */
import type { Time } from '../../clock/clock.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import { type Connection, type Direction, status } from '../../linux/netfilter/conntrack/connection.ts';
import { connectionText, protocolName } from '../../linux/netfilter/conntrack/text.ts';

export interface ConnectionsView {
  /** Whether anything asks for tracking here; where no rule does, packets pass and nobody keeps a list. */
  readonly tracking: boolean;
  /** How many there is room for. */
  readonly room: number;
  readonly connections: readonly ConnectionView[];
}

export interface ConnectionView {
  /** As `conntrack -L` prints it. */
  readonly text: string;
  /** `tcp`, `udp`, `icmp` */
  readonly protocol: string;
  /** TCP only: `ESTABLISHED`. */
  readonly state: string | undefined;
  /** An answer was seen. */
  readonly replied: boolean;
  /** Seen often enough both ways that it is not given up when room is short. */
  readonly assured: boolean;
  /** Virtual microseconds: when it is forgotten unless a packet comes. */
  readonly expires: Time;
  readonly original: HalfView;
  readonly reply: HalfView;
  readonly mark: number;
  readonly zone: number;
}

/** One direction: what its packets look like when this kernel first sees them. */
export interface HalfView {
  readonly source: string;
  readonly destination: string;
  /** Of ICMP: the echo's identifier, and 0. Of protocols without ports: 0. */
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** With net.netfilter.nf_conntrack_acct only. */
  readonly packets: number | undefined;
  readonly bytes: number | undefined;
}

export function connectionsOf({ netfilter, sysctl }: NetworkNamespace): ConnectionsView {
  const { conntrack } = netfilter;
  return {
    tracking: conntrack.isActive,
    room: sysctl.number('net.netfilter.nf_conntrack_max'),
    connections: conntrack.list().map((connection) => viewOf(connection, conntrack.now)),
  };
}

function viewOf(connection: Connection, now: Time): ConnectionView {
  return {
    text: connectionText(connection, now),
    protocol: protocolName(connection.original.protocol),
    state: connection.tcp?.state ?? connection.sctp?.state,
    replied: connection.has(status.seenReply),
    assured: connection.has(status.assured),
    expires: connection.expires,
    original: half(connection, 'original'),
    reply: half(connection, 'reply'),
    mark: connection.mark,
    zone: connection.zone,
  };
}

function half(connection: Connection, direction: Direction): HalfView {
  const { source, destination, sourcePort, destinationPort, protocol } = connection.tuple(direction);
  const counted = connection.counters?.[direction];
  const isEcho = protocolName(protocol).startsWith('icmp');
  return {
    source: source.text,
    destination: destination.text,
    sourcePort,
    destinationPort: isEcho ? 0 : destinationPort,
    packets: counted?.packets,
    bytes: counted?.bytes,
  };
}
