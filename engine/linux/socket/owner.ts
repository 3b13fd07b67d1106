/**
 * What the layers below know of the socket that sent a packet: whose it is (`-m owner`) and where errors go.
 */
import type { Errno } from '../errno.ts';

export interface SocketOwner {
  readonly uid: number;
  readonly gid: number;
  /** The next packet tells that its neighbour is there: something came back (sk_dst_pending_confirm, MSG_CONFIRM). */
  confirmPending?: boolean;
  /** This host hears what is sent to groups it is in; false: it does not (IP_MULTICAST_LOOP). */
  readonly multicastLoop?: boolean;
  /** `probe`: what is known of the path does not count (IP_PMTUDISC_PROBE). */
  readonly pathMtu?: string;
  /** The packet could not be sent or its path answered with an ICMP error. */
  reportError(errno: Errno): void;
}
