/**
 * A TCP segment moves its connection (nf_conntrack_tcp_packet and tcp_new of
 * net/netfilter/nf_conntrack_proto_tcp.c, Linux 6.x).
 */
import type { Tcp } from '../../../../net/packet/transport.ts';
import { type Connection, type Direction, opposite, status } from '../connection.ts';
import { second } from '../../../../clock/clock.ts';
import type { Tracker, TrackerContext } from '../tracker.ts';
import { type Segment, type TcpState, transitions } from './states.ts';
import { newTracking, type TcpTracking } from './tracking.ts';
import { before, endOf, forget, inWindow, readOptions } from './window.ts';

function segmentOf({ flags }: Tcp): Segment {
  if (flags.rst) return 'rst';
  if (flags.syn) return flags.ack ? 'synack' : 'syn';
  if (flags.fin) return 'fin';
  return flags.ack ? 'ack' : 'none';
}

/** Flag combinations no sane stack sends (tcp_valid_flags). PSH, ECE and CWR may always be set. */
function flagsAreValid({ flags }: Tcp): boolean {
  if (flags.syn) return !flags.fin && !flags.rst && !(flags.ack && flags.urg);
  if (flags.rst) return !flags.fin && !flags.urg;
  return flags.ack;
}

const timeoutNames: Readonly<Record<TcpState, string>> = {
  NONE: 'net.netfilter.nf_conntrack_tcp_timeout_syn_sent',
  SYN_SENT: 'net.netfilter.nf_conntrack_tcp_timeout_syn_sent',
  SYN_RECV: 'net.netfilter.nf_conntrack_tcp_timeout_syn_recv',
  ESTABLISHED: 'net.netfilter.nf_conntrack_tcp_timeout_established',
  FIN_WAIT: 'net.netfilter.nf_conntrack_tcp_timeout_fin_wait',
  CLOSE_WAIT: 'net.netfilter.nf_conntrack_tcp_timeout_close_wait',
  LAST_ACK: 'net.netfilter.nf_conntrack_tcp_timeout_last_ack',
  TIME_WAIT: 'net.netfilter.nf_conntrack_tcp_timeout_time_wait',
  CLOSE: 'net.netfilter.nf_conntrack_tcp_timeout_close',
  SYN_SENT2: 'net.netfilter.nf_conntrack_tcp_timeout_syn_sent',
};
const retransmissionTimeout = 'net.netfilter.nf_conntrack_tcp_timeout_max_retrans';
const unacknowledgedTimeout = 'net.netfilter.nf_conntrack_tcp_timeout_unacknowledged';

/** tcp_can_early_drop */
const closing: ReadonlySet<TcpState> = new Set(['FIN_WAIT', 'CLOSE_WAIT', 'LAST_ACK', 'TIME_WAIT', 'CLOSE']);

/** nf_conntrack_tcp_established */
function wasEstablished(connection: Connection, { state }: TcpTracking): boolean {
  return state === 'ESTABLISHED' && connection.has(status.assured);
}

/** The first packet of a connection (tcp_new). @returns undefined when none may begin with it */
function begin(tcp: Tcp, segment: Segment, loose: boolean): TcpTracking | undefined {
  const first = transitions.original[segment].NONE;
  if (first === 'invalid') return undefined;
  const tracking = newTracking();
  const { original, reply } = tracking;
  original.end = endOf(tcp);
  original.maxWindow = tcp.window === 0 ? 1 : tcp.window;
  if (first === 'SYN_SENT') {
    original.maxEnd = original.end;
    readOptions(tcp, original);
    return tracking;
  }
  if (!loose) return undefined;
  original.maxEnd = (original.end + original.maxWindow) >>> 0;
  for (const side of [original, reply]) {
    side.sackPermitted = true;
    side.liberal = true;
  }
  return tracking;
}

/** Keep what an ignored segment said: the answer may show that it was right. */
function annotate(tracking: TcpTracking, direction: Direction, segment: Segment, tcp: Tcp): void {
  tracking.lastSegment = segment;
  tracking.lastDirection = direction;
  tracking.lastSequence = tcp.sequence;
  tracking.lastEnd = endOf(tcp);
  tracking.lastWindow = tcp.window;
  if (segment === 'ack' && tracking.state === 'SYN_SENT') tracking.lastAcknowledgement = tcp.acknowledgement;
  if (segment !== 'syn' || direction !== 'original') return;
  const side = { ...tracking.original };
  readOptions(tcp, side);
  tracking.lastScale = side.offeredScale ? side.windowScale : undefined;
  tracking.lastSackPermitted = side.sackPermitted;
  tracking.expectsChallenge = tracking.state === 'LAST_ACK';
}

/** The answer to a SYN that was ignored: take up the connection both ends see. */
function resume(tracking: TcpTracking, direction: Direction): void {
  const side = tracking[tracking.lastDirection];
  side.end = tracking.lastEnd;
  side.maxEnd = tracking.lastEnd;
  side.maxWindow = tracking.lastWindow === 0 ? 1 : tracking.lastWindow;
  side.windowScale = tracking.lastScale ?? 0;
  side.offeredScale = tracking.lastScale !== undefined;
  side.sackPermitted = tracking.lastSackPermitted;
  side.liberal = false;
  forget(tracking, direction);
}

/** `old`: a reset that is not exactly at the edge of an established connection does not end it. */
type Reset = 'invalid' | 'close' | 'old' | 'unchecked';

function judgeReset(
  connection: Connection,
  tracking: TcpTracking,
  direction: Direction,
  tcp: Tcp,
  ignoresInvalid: boolean,
): Reset {
  // Its ports may be another connection's by now.
  if (closing.has(tracking.state)) return 'unchecked';
  const { lastSegment, lastEnd } = tracking;
  // The answer to a challenge: an ACK to a SYN, which named this number.
  if (tracking.state === 'SYN_SENT' && lastSegment === 'ack' && tracking.lastDirection !== direction)
    if (tcp.sequence === tracking.lastAcknowledgement) return 'unchecked';
  const highest = tracking[opposite(direction)].maxAcknowledgement;
  const established = wasEstablished(connection, tracking);
  const afterSyn = lastSegment === 'syn';
  let isOld = false;
  if (!afterSyn && highest !== undefined && !(tcp.sequence === 0 && !established)) {
    if (before(tcp.sequence, highest) && !ignoresInvalid) return 'invalid';
    if (!established || tcp.sequence === highest) return 'close';
    isOld = !(lastSegment === 'ack' && tracking.lastDirection === direction && tcp.sequence === lastEnd);
    if (!isOld) return 'close';
  }
  // It refuses a SYN, or an ACK of a half-open connection, that was let through.
  const answersIgnored = afterSyn || (lastSegment === 'ack' && !connection.has(status.assured));
  if (answersIgnored && tracking.lastDirection !== direction && tcp.acknowledgement === lastEnd)
    return 'unchecked';
  return isOld ? 'old' : 'close';
}

/**
 * A FIN or RST out of window, and one the other way before: the ends know more than is known here, so the entry shall
 * not stay for days (nf_tcp_handle_invalid).
 */
function shorten(
  connection: Connection,
  tracking: TcpTracking,
  direction: Direction,
  segment: Segment,
  context: TrackerContext,
): void {
  if (!connection.has(status.assured) || connection.has(status.fixedTimeout)) return;
  if (segment !== 'rst' && segment !== 'fin') return;
  const { lastSegment } = tracking;
  if (tracking.lastDirection === direction || (lastSegment !== 'fin' && lastSegment !== 'rst')) {
    tracking.lastSegment = segment;
    tracking.lastDirection = direction;
    return;
  }
  const seconds = context.number(unacknowledgedTimeout);
  const left = connection.expires - context.now;
  if (left >= 120 * second && left > seconds * second) connection.expires = context.now + seconds * second;
}

export const trackTcp: Tracker = (connection, link, packet, context) => {
  if (packet.payload.kind !== 'tcp') return 'invalid';
  const tcp = packet.payload;
  if (!flagsAreValid(tcp)) return 'invalid';
  const segment = segmentOf(tcp);
  const { direction } = link;
  if (!connection.isConfirmed && connection.tcp === undefined) {
    connection.tcp = begin(tcp, segment, context.number('net.netfilter.nf_conntrack_tcp_loose') !== 0);
    if (connection.tcp === undefined) return 'invalid';
  }
  const tracking = connection.tcp;
  if (tracking === undefined) return 'invalid';

  let old = tracking.state;
  let next = transitions[direction][segment][old];
  if (next === 'invalid') return 'invalid';

  if (next === 'SYN_SENT' && (old === 'TIME_WAIT' || old === 'CLOSE')) {
    const aborted = tracking.lastDirection === direction && tracking.lastSegment === 'rst';
    if (tracking.original.closeInitiated || tracking.reply.closeInitiated || aborted) {
      context.kill(connection);
      return 'repeat';
    }
    next = 'ignore';
  }
  if (next === 'ignore') {
    const answersIgnoredSyn =
      segment === 'synack' &&
      tracking.lastSegment === 'syn' &&
      tracking.lastDirection !== direction &&
      tcp.acknowledgement === tracking.lastEnd;
    if (!answersIgnoredSyn) {
      annotate(tracking, direction, segment, tcp);
      return 'accept';
    }
    resume(tracking, direction);
    old = 'SYN_SENT';
    next = 'SYN_RECV';
  }

  if (old === 'LAST_ACK' && next === 'TIME_WAIT' && tracking.expectsChallenge)
    if (tracking.lastSegment === 'syn' && tracking.lastDirection !== direction) {
      tracking.expectsChallenge = false;
      return 'accept';
    }

  let checked = true;
  if (next === 'CLOSE' && segment === 'rst') {
    const reset = judgeReset(
      connection,
      tracking,
      direction,
      tcp,
      context.number('net.netfilter.nf_conntrack_tcp_ignore_invalid_rst') !== 0,
    );
    if (reset === 'invalid') return 'invalid';
    if (reset === 'old') next = old;
    checked = reset !== 'unchecked';
  }
  if (checked) {
    const beLiberal = context.number('net.netfilter.nf_conntrack_tcp_be_liberal') !== 0;
    const fit = inWindow(tracking, direction, segment, tcp, beLiberal);
    if (fit === 'invalid') {
      shorten(connection, tracking, direction, segment, context);
      return 'invalid';
    }
    if (fit === 'ignore') return 'accept';
  }

  tracking.lastSegment = segment;
  tracking.lastDirection = direction;
  tracking.state = next;
  if (old !== next && next === 'FIN_WAIT') tracking[direction].closeInitiated = true;
  if (old !== next) connection.changed = true;
  let seconds = timeoutFor(tracking, next, segment, context.number);

  if (!connection.has(status.seenReply)) {
    if (segment === 'rst') {
      context.account(connection, link, packet);
      context.kill(connection);
      return 'accept';
    }
    // A repeated SYN does not renew it: a reused port could keep the entry for ever.
    if (segment === 'syn' && old === 'SYN_SENT') return 'accept';
    if (next === 'ESTABLISHED') seconds = Math.min(seconds, context.number(unacknowledgedTimeout));
  } else if (
    !connection.has(status.assured) &&
    next === 'ESTABLISHED' &&
    (old === 'SYN_RECV' || old === 'ESTABLISHED')
  ) {
    connection.status |= status.assured;
    connection.changed = true;
  }
  context.refresh(connection, link, packet, seconds);
  return 'accept';
};

function timeoutFor(
  tracking: TcpTracking,
  state: TcpState,
  segment: Segment,
  number: (name: string) => number,
): number {
  const seconds = number(timeoutNames[state]);
  const atMost = (name: string) => Math.min(seconds, number(name));
  if (tracking.retransmissions >= number('net.netfilter.nf_conntrack_tcp_max_retrans'))
    return atMost(retransmissionTimeout);
  if (segment === 'rst') return number(timeoutNames.CLOSE);
  if (tracking.original.unacknowledged || tracking.reply.unacknowledged) return atMost(unacknowledgedTimeout);
  return tracking.lastWindow === 0 ? atMost(retransmissionTimeout) : seconds;
}
