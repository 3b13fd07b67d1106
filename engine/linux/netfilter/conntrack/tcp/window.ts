/**
 * Does a segment fit into the windows both ends announced (tcp_in_window of net/netfilter/nf_conntrack_proto_tcp.c,
 * after Guido van Rooij, "Real Stateful TCP Packet Filtering in IP Filter")?
 *
 * Four bounds: data not beyond what the receiver allowed, data not older than the receiver's window, acknowledgement
 * not of data nobody sent, acknowledgement not too old. Left out: sequence numbers changed by helpers.
 */
import type { Tcp } from '../../../../net/packet/transport.ts';
import { type Direction, opposite } from '../connection.ts';
import type { Segment } from './states.ts';
import { newSide, type TcpSide, type TcpTracking } from './tracking.ts';

const smallestAckWindow = 66_000;

export function before(one: number, other: number): boolean {
  return ((one - other) | 0) < 0;
}

export function after(one: number, other: number): boolean {
  return before(other, one);
}

/** The sequence number that follows the segment. */
export function endOf(tcp: Tcp): number {
  return (tcp.sequence + tcp.data.length + (tcp.flags.syn ? 1 : 0) + (tcp.flags.fin ? 1 : 0)) >>> 0;
}

/** Take window scale and SACK permission from a SYN. */
export function readOptions(tcp: Tcp, side: TcpSide): void {
  if (tcp.options.length === 0) return;
  side.windowScale = 0;
  side.offeredScale = false;
  side.sackPermitted = false;
  for (const option of tcp.options) {
    if (option.kind === 'sackPermitted') side.sackPermitted = true;
    if (option.kind === 'windowScale') {
      side.offeredScale = true;
      side.windowScale = Math.min(option.shift, 14);
    }
  }
}

function highestSack(tcp: Tcp, from: number): number {
  let highest = from;
  for (const option of tcp.options)
    if (option.kind === 'sack')
      for (const [, right] of option.blocks) if (after(right, highest)) highest = right;
  return highest;
}

/** `ignore`: a late copy, which may pass but says nothing. */
export type Fit = 'fits' | 'ignore' | 'invalid';

/** A SYN (or SYN-ACK) of an end not heard yet (tcp_init_sender). */
function initialize(sender: TcpSide, receiver: TcpSide, tcp: Tcp, end: number, direction: Direction): void {
  sender.end = end;
  sender.maxEnd = end;
  sender.maxWindow = tcp.window === 0 ? 1 : tcp.window;
  readOptions(tcp, sender);
  // RFC 1323: both must offer it.
  if (direction === 'reply' && !(sender.offeredScale && receiver.offeredScale)) {
    sender.windowScale = 0;
    receiver.windowScale = 0;
  }
}

export function inWindow(
  tracking: TcpTracking,
  direction: Direction,
  segment: Segment,
  tcp: Tcp,
  beLiberal: boolean,
): Fit {
  const sender = tracking[direction];
  const receiver = tracking[opposite(direction)];
  let sequence = tcp.sequence;
  let acknowledgement = tcp.acknowledgement;
  let end = endOf(tcp);
  let window = tcp.window;
  let sack = receiver.sackPermitted ? highestSack(tcp, acknowledgement) : acknowledgement;

  if (sender.maxWindow === 0) {
    if (tcp.flags.syn) {
      initialize(sender, receiver, tcp, end, direction);
      if (!tcp.flags.ack) return 'fits';
    } else {
      // Its history is lost for us: take what the packet says.
      sender.end = end;
      sender.maxWindow = Math.max(1, window * 2 ** sender.windowScale);
      sender.maxEnd = (end + sender.maxWindow) >>> 0;
      if (receiver.maxWindow === 0) {
        receiver.end = sack;
        receiver.maxEnd = sack;
      } else if (sack === (receiver.end + 1) >>> 0) receiver.end = (receiver.end + 1) >>> 0;
    }
  } else if (
    tcp.flags.syn &&
    after(end, sender.end) &&
    (tracking.state === 'SYN_SENT' || tracking.state === 'SYN_RECV')
  ) {
    // RFC 793: a reinitialized connection uses sequence numbers larger than those recently used.
    initialize(sender, receiver, tcp, end, direction);
    if (direction === 'reply' && !tcp.flags.ack) return 'fits';
  }

  const emptyReset = tcp.flags.rst && tcp.flags.ack && acknowledgement === 0;
  if (!tcp.flags.ack || emptyReset) {
    acknowledgement = receiver.end;
    sack = receiver.end;
  }
  if (tcp.flags.rst && sequence === 0 && tracking.state === 'SYN_SENT') {
    // The answer to a SYN: it has no sequence number of its own.
    sequence = sender.end;
    end = sender.end;
  }

  const liberal = sender.liberal || beLiberal;
  const isOld = receiver.maxWindow !== 0 && !after(end, (sender.end - receiver.maxWindow - 1) >>> 0);
  const ackWindow = Math.max(sender.maxWindow, smallestAckWindow);
  const isAckOld = !after(sack, (receiver.end - ackWindow - 1) >>> 0);
  const isAckKnown = before(sack, (receiver.end + 1) >>> 0);
  if (!before(sequence, (sender.maxEnd + 1) >>> 0)) {
    // More than the receiver allows, but not more than a window of it: it may take it all the same.
    const overshot = (end - sender.maxEnd + 1) >>> 0;
    if (!isOld && !isAckOld && isAckKnown && overshot <= receiver.maxWindow) {
      sender.end = end;
      sender.unacknowledged = true;
      return liberal ? 'fits' : 'ignore';
    }
    return liberal ? 'fits' : 'invalid';
  }
  if (!isAckKnown) return liberal ? 'fits' : 'invalid';
  if (isOld || isAckOld) return liberal ? 'fits' : 'ignore';

  if (!tcp.flags.syn) window *= 2 ** sender.windowScale;
  sender.maxWindow = Math.max(sender.maxWindow, window + ((sack - acknowledgement) >>> 0));
  if (after(end, sender.end)) {
    sender.end = end;
    sender.unacknowledged = true;
  }
  if (
    tcp.flags.ack &&
    (sender.maxAcknowledgement === undefined || after(acknowledgement, sender.maxAcknowledgement))
  )
    sender.maxAcknowledgement = acknowledgement;
  if (receiver.maxWindow !== 0 && after(end, sender.maxEnd))
    receiver.maxWindow += (end - sender.maxEnd) >>> 0;
  if (after((sack + window) >>> 0, (receiver.maxEnd - 1) >>> 0))
    receiver.maxEnd = (sack + window + (window === 0 ? 1 : 0)) >>> 0;
  if (acknowledgement === receiver.end) receiver.unacknowledged = false;
  if (segment === 'ack')
    countRetransmissions(tracking, direction, { sequence, acknowledgement, end, window });
  return 'fits';
}

function countRetransmissions(
  tracking: TcpTracking,
  direction: Direction,
  seen: {
    readonly sequence: number;
    readonly acknowledgement: number;
    readonly end: number;
    readonly window: number;
  },
): void {
  if (
    tracking.lastDirection === direction &&
    tracking.lastSequence === seen.sequence &&
    tracking.lastAcknowledgement === seen.acknowledgement &&
    tracking.lastEnd === seen.end &&
    tracking.lastWindow === seen.window
  ) {
    tracking.retransmissions++;
    return;
  }
  tracking.lastDirection = direction;
  tracking.lastSequence = seen.sequence;
  tracking.lastAcknowledgement = seen.acknowledgement;
  tracking.lastEnd = seen.end;
  tracking.lastWindow = seen.window;
  tracking.retransmissions = 0;
}

/** A side that is heard afresh (nf_ct_tcp_state_reset). */
export function forget(tracking: TcpTracking, direction: Direction): void {
  const { liberal } = tracking[direction];
  tracking[direction] = { ...newSide(), liberal };
}
