/**
 * What connection tracking remembers of a TCP connection (struct ip_ct_tcp, include/linux/netfilter/nf_conntrack_tcp.h).
 */
import type { Direction } from '../connection.ts';
import type { Segment, TcpState } from './states.ts';

/** What one end may send, as seen from the middle. Sequence numbers are unsigned 32-bit. */
export interface TcpSide {
  /** Highest sequence number sent, plus its length. */
  end: number;
  /** Highest sequence number the other end allows. */
  maxEnd: number;
  /** Largest window advertised; 0 until this end was heard. */
  maxWindow: number;
  /** Highest acknowledgement sent; undefined until one was. */
  maxAcknowledgement: number | undefined;
  windowScale: number;
  offeredScale: boolean;
  sackPermitted: boolean;
  /** Window checks are off: the connection was picked up half-way. */
  liberal: boolean;
  /** This end began to close. */
  closeInitiated: boolean;
  unacknowledged: boolean;
}

export function newSide(): TcpSide {
  return {
    end: 0,
    maxEnd: 0,
    maxWindow: 0,
    maxAcknowledgement: undefined,
    windowScale: 0,
    offeredScale: false,
    sackPermitted: false,
    liberal: false,
    closeInitiated: false,
    unacknowledged: false,
  };
}

export interface TcpTracking {
  state: TcpState;
  original: TcpSide;
  reply: TcpSide;
  retransmissions: number;
  lastDirection: Direction;
  lastSegment: Segment;
  lastSequence: number;
  lastAcknowledgement: number;
  lastEnd: number;
  lastWindow: number;
  /** Of a SYN that was ignored: its window scale, if it had one. */
  lastScale: number | undefined;
  lastSackPermitted: boolean;
  /** That SYN came while the last FIN waited for its ACK: the next ACK may be of the SYN (RFC 5961). */
  expectsChallenge: boolean;
}

export function newTracking(): TcpTracking {
  return {
    state: 'NONE',
    original: newSide(),
    reply: newSide(),
    retransmissions: 0,
    lastDirection: 'original',
    lastSegment: 'none',
    lastSequence: 0,
    lastAcknowledgement: 0,
    lastEnd: 0,
    lastWindow: 0,
    lastScale: undefined,
    lastSackPermitted: false,
    expectsChallenge: false,
  };
}
