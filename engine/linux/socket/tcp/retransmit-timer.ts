/**
 * The one timer with which a connection watches over what it sent (icsk_retransmit_timer; inet_csk_reset_xmit_timer): the
 * retransmission, the probe for a lost tail (RFC 8985 section 7; tcp_schedule_loss_probe) or the probe of a closed
 * window. It is moved at every acknowledgement, so it is lazy: left where it is when it is due earlier, it looks again
 * when it goes off (the clock's queue stays short).
 */
import { millisecond, type Time } from '../../../clock/clock.ts';
import { timerExpiry } from '../../timer/wheel.ts';
import { leastTimeout, longestTimeout } from './state.ts';
import type { TcpSocket } from './tcp-socket.ts';

/** What the timer is for (ICSK_TIME_*). */
export type TimerPurpose = 'retransmit' | 'loss' | 'window';

function arm(socket: TcpSocket, purpose: TimerPurpose, delay: Time): void {
  const { clock } = socket.namespace.environment;
  const due = timerExpiry(clock.now, delay);
  socket.timerPurpose = purpose;
  socket.retransmitAt = due;
  const timer = socket.retransmitTimer;
  if (timer?.pending === true && timer.at <= due) return;
  timer?.cancel();
  socket.retransmitTimer = clock.at(due, () => {
    wentOff(socket);
  });
}

/** Have it go off one timeout from now (tcp_rearm_rto). */
export function restartRetransmission(socket: TcpSocket): void {
  arm(socket, 'retransmit', socket.timeout);
}

export function stopRetransmission(socket: TcpSocket): void {
  socket.retransmitAt = undefined;
}

/** How much of the timeout is left for the first segment that is on its way (tcp_rto_delta_us). */
function left(socket: TcpSocket): Time {
  const first = socket.inFlight[0];
  return (first?.sentAt ?? 0) + socket.timeout - socket.namespace.environment.clock.now;
}

/**
 * Watch over what is on its way: by a probe after two round trips, where the peer knows SACK and nothing was lost so far;
 * else by the retransmission timeout.
 * @param acknowledged something new arrived; else something was sent
 */
export function watch(socket: TcpSocket, acknowledged: boolean): void {
  const { inFlight, smoothedRoundTrip } = socket;
  if (!acknowledged && (inFlight.length === 1 || socket.timerPurpose !== 'retransmit' || !isArmed(socket)))
    restartRetransmission(socket);
  const early = socket.namespace.sysctl.number('net.ipv4.tcp_early_retrans');
  const probes = (early === 3 || early === 4) && socket.sackPermitted && socket.isOrderly;
  if (!probes) {
    if (acknowledged) restartRetransmission(socket);
    return;
  }
  let delay = 2 * (smoothedRoundTrip ?? socket.timeout);
  if (smoothedRoundTrip !== undefined) delay += inFlight.length === 1 ? leastTimeout : 2 * millisecond;
  const timeout = acknowledged ? socket.timeout : left(socket);
  arm(socket, 'loss', timeout > 0 ? Math.min(delay, timeout) : delay);
}

export function isArmed(socket: TcpSocket): boolean {
  return socket.retransmitAt !== undefined;
}

/** The peer's window is closed and nothing is on its way that would bring news of it (tcp_check_probe_timer). */
export function watchWindow(socket: TcpSocket): void {
  const base = Math.max(leastTimeout, socket.timeout);
  arm(socket, 'window', Math.min(longestTimeout, base * 2 ** socket.windowBackOff));
}

/** After a probe for a lost tail: what is left of the retransmission timeout. */
export function rearmRetransmission(socket: TcpSocket): void {
  arm(socket, 'retransmit', Math.max(left(socket), 1));
}

function wentOff(socket: TcpSocket): void {
  const { clock } = socket.namespace.environment;
  const due = socket.retransmitAt;
  if (due === undefined || socket.isClosed || socket.state === 'closed') return;
  if (clock.now < due) {
    socket.retransmitTimer = clock.at(due, () => {
      wentOff(socket);
    });
    return;
  }
  socket.retransmitAt = undefined;
  socket.timerWentOff();
}
