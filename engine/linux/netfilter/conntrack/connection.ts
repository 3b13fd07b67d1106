/**
 * One tracked connection: what it looks like in both directions, how far it is, and until when it is remembered
 * (struct nf_conn, include/net/netfilter/nf_conntrack.h; status bits of include/uapi/linux/netfilter/nf_conntrack_common.h).
 *
 * Address translation changes only the reply: the original direction is the packet as its sender made it.
 * Left out: helpers and expectations, security contexts.
 */
import type { Time } from '../../../clock/clock.ts';
import type { Address } from '../../../net/address/address.ts';
import type { FlowTuple } from '../../../net/flow/flow.ts';
import type { TrackedLink } from '../hook.ts';
import type { TcpTracking } from './tcp/tracking.ts';

/** IPS_* */
export const status = {
  expected: 1,
  seenReply: 2,
  assured: 4,
  confirmed: 8,
  sourceNat: 16,
  destinationNat: 32,
  sourceNatDone: 128,
  destinationNatDone: 256,
  dying: 512,
  fixedTimeout: 1024,
} as const;

export type Direction = 'original' | 'reply';

/** A connection as it looks in one direction: a link of the hash table's chains (struct nf_conntrack_tuple_hash). */
export class DirectedTuple implements FlowTuple {
  readonly family: 4 | 6;
  readonly protocol: number;
  readonly source: Address;
  readonly destination: Address;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly connection: Connection;
  readonly direction: Direction;
  /** 0 where the connection's zone is of the other direction only. */
  readonly zone: number;
  next: DirectedTuple | undefined;

  constructor(flow: FlowTuple, connection: Connection, direction: Direction) {
    this.family = flow.family;
    this.protocol = flow.protocol;
    this.source = flow.source;
    this.destination = flow.destination;
    this.sourcePort = flow.sourcePort;
    this.destinationPort = flow.destinationPort;
    this.connection = connection;
    this.direction = direction;
    const { zone, zoneOf } = connection;
    this.zone = zoneOf === undefined || zoneOf === direction ? zone : 0;
  }
}

export interface Counter {
  packets: number;
  bytes: number;
}

/** What of a connection changed since listeners were told (IPCT_*). */
export type ConnectionChange = 'new' | 'update' | 'destroy';

export class Connection {
  readonly original: DirectedTuple;
  reply: DirectedTuple;
  readonly zone: number;
  /** Only this direction is in the zone; absent: both. */
  readonly zoneOf: Direction | undefined;
  /** Bits of `status`. */
  status = 0;
  mark = 0;
  /** When it is forgotten; before it is confirmed: how long it will be remembered from then on. */
  expires: Time = 0;
  /** Set for TCP only. */
  tcp: TcpTracking | undefined;
  /** SCTP, which is kept and not followed: what was written by hand. */
  sctp: { readonly state: string; readonly tags: readonly [number, number] } | undefined;
  /** UDP: from then on it counts as a stream. */
  streamAfter: Time = 0;
  /** The device whose address it wears (MASQUERADE); it dies with it. 0: none. */
  masqueradeIndex = 0;
  /** Filled in when net.netfilter.nf_conntrack_acct is set. */
  counters: { readonly original: Counter; readonly reply: Counter } | undefined;
  /** When it was confirmed and when it ended: with net.netfilter.nf_conntrack_timestamp. */
  startedAt: Time | undefined;
  stoppedAt: Time | undefined;
  /** Something listeners are to be told at the end of the packet's way. */
  changed = false;
  /** What packets of it carry, made once so that a packet costs no allocation. */
  readonly newLink: TrackedLink;
  readonly originalLink: TrackedLink;
  readonly replyLink: TrackedLink;

  constructor(original: FlowTuple, reply: FlowTuple, zone: number, zoneOf?: Direction) {
    this.zone = zone;
    this.zoneOf = zoneOf;
    this.original = new DirectedTuple(original, this, 'original');
    this.reply = new DirectedTuple(reply, this, 'reply');
    this.newLink = { entry: this, direction: 'original', state: 'new' };
    this.originalLink = { entry: this, direction: 'original', state: 'established' };
    this.replyLink = { entry: this, direction: 'reply', state: 'established' };
  }

  has(bits: number): boolean {
    return (this.status & bits) !== 0;
  }

  /** Only before it is confirmed (nf_conntrack_alter_reply). */
  alterReply(flow: FlowTuple): void {
    this.reply = new DirectedTuple(flow, this, 'reply');
  }

  /** In the table, so that other packets find it. */
  get isConfirmed(): boolean {
    return (this.status & status.confirmed) !== 0;
  }

  tuple(direction: Direction): DirectedTuple {
    return direction === 'original' ? this.original : this.reply;
  }
}

export function opposite(direction: Direction): Direction {
  return direction === 'original' ? 'reply' : 'original';
}
