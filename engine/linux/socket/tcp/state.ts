/**
 * The states of a TCP connection (RFC 9293 section 3.3.2; include/net/tcp_states.h), a piece of its send queue, and
 * what Linux takes for timeouts (include/net/tcp.h).
 */
import { millisecond, second, type Time } from '../../../clock/clock.ts';

export type TcpState =
  | 'closed'
  | 'listen'
  | 'synSent'
  | 'synReceived'
  | 'established'
  | 'finWait1'
  | 'finWait2'
  | 'closeWait'
  | 'closing'
  | 'lastAck'
  | 'timeWait';

/** What one segment carries, sent or waiting to be sent. */
export interface SendPiece {
  readonly sequence: number;
  readonly data: Uint8Array;
  readonly push: boolean;
  readonly fin: boolean;
  sentAt: Time;
  transmissions: number;
}

export const firstTimeout = second;
export const leastTimeout = 200 * millisecond;
export const longestTimeout = 120 * second;
export const delayedAck = 40 * millisecond;
export const timeWaitLength = 60 * second;
/** TCP_INIT_CWND */
export const firstWindow = 10;
/** Segments that are acknowledged at once when a connection is young (TCP_MAX_QUICKACKS). */
export const quickAcks = 16;
/** net.ipv4.tcp_syn_linear_timeouts: so many SYNs go out a second apart before the interval doubles. */
export const linearSynTimeouts = 4;
