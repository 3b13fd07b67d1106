/**
 * What each protocol has for connection tracking: a function that takes one packet of a connection
 * (nf_conntrack_handle_packet, net/netfilter/nf_conntrack_core.c).
 */
import type { IpPacket } from '../../../net/packet/ethernet.ts';
import type { TrackedLink } from '../hook.ts';
import type { Connection } from './connection.ts';

export interface TrackerContext {
  /** Virtual time, microseconds. */
  readonly now: number;
  /** A kernel parameter. */
  readonly number: (name: string) => number;
  /** Count the packet, and remember the connection for so many seconds from now (nf_ct_refresh_acct). */
  readonly refresh: (connection: Connection, link: TrackedLink, packet: IpPacket, seconds: number) => void;
  /** Count the packet alone (nf_ct_acct_update). */
  readonly account: (connection: Connection, link: TrackedLink, packet: IpPacket) => void;
  /** Forget the connection at once (nf_ct_kill). */
  readonly kill: (connection: Connection) => void;
}

/** `invalid`: the packet goes on without a connection. `repeat`: it begins a new one in place of this. */
export type Tracked = 'accept' | 'invalid' | 'repeat';

export type Tracker = (
  connection: Connection,
  link: TrackedLink,
  packet: IpPacket,
  context: TrackerContext,
) => Tracked;
