/**
 * What a connection does by itself: retransmit with back-off, probe for a lost tail and a closed window, give up
 * (net/ipv4/tcp_timer.c, RFC 6298, RFC 8985). A SYN is repeated each second four times before the interval doubles
 * (Linux 6.5).
 */
import type { Time } from '../../../clock/clock.ts';
import type { PacketBuffer } from '../../skb/packet-buffer.ts';
import { wholeTicks } from '../../timer/wheel.ts';
import { sendSyn, sendSynAck } from './handshake.ts';
import { pieceEnd, probeWindow, sendPiece } from './output.ts';
import { rearmRetransmission, restartRetransmission, watchWindow } from './retransmit-timer.ts';
import { before } from './sequence.ts';
import { leastTimeout, linearSynTimeouts, longestTimeout } from './state.ts';
import type { TcpSocket } from './tcp-socket.ts';

/** tcp_write_timer_handler */
export function timerWentOff(socket: TcpSocket): void {
  switch (socket.timerPurpose) {
    case 'loss':
      probeForLoss(socket);
      return;
    case 'window':
      probeClosedWindow(socket);
      return;
    case 'retransmit':
      retransmissionTimeout(socket);
  }
}

/** tcp_send_loss_probe: new data if the window has room, else the last segment again; once in an episode. */
function probeForLoss(socket: TcpSocket): void {
  const last = socket.inFlight.at(-1);
  if (last === undefined) return;
  if (socket.lossProbeEnd !== undefined) {
    rearmRetransmission(socket);
    return;
  }
  const next = socket.unsent[0];
  const edge = (socket.sendUnacknowledged + socket.sendWindow) >>> 0;
  if (next !== undefined && !before(edge, pieceEnd(next))) {
    socket.unsent.shift();
    socket.inFlight.push(next);
    socket.sendNext = pieceEnd(next);
    sendPiece(socket, next);
  } else sendPiece(socket, last);
  socket.count('TCPLossProbes');
  socket.lossProbeEnd = socket.sendNext;
  restartRetransmission(socket);
}

/** tcp_probe_timer, tcp_send_probe0 */
function probeClosedWindow(socket: TcpSocket): void {
  if (socket.inFlight.length > 0 || socket.unsent.length === 0) return;
  const { sysctl } = socket.namespace;
  const backedOff = Math.min(longestTimeout, socket.timeout * 2 ** socket.windowBackOff);
  const most = socket.orphaned ? orphanRetries(socket, backedOff) : sysctl.number('net.ipv4.tcp_retries2');
  if (socket.windowProbes >= most) {
    timeOut(socket);
    return;
  }
  socket.windowProbes++;
  socket.windowBackOff++;
  probeWindow(socket);
  if (socket.inFlight.length === 0) watchWindow(socket);
}

/** tcp_write_err */
export function timeOut(socket: TcpSocket): void {
  if (socket.state !== 'synReceived') socket.count('TCPAbortOnTimeout');
  socket.fail(socket.softError ?? 'ETIMEDOUT');
}

/** tcp_retransmit_timer */
function retransmissionTimeout(socket: TcpSocket): void {
  const isHandshake = socket.state === 'synReceived';
  socket.count('TCPTimeouts');
  if (isTooOften(socket)) {
    timeOut(socket);
    return;
  }
  if (socket.retransmissions === 0) socket.retransmittingSince = socket.namespace.environment.clock.now;
  const isQueued = isStillQueued(socket);
  if (!isHandshake) {
    socket.count('TcpTimeoutRehash');
    // tcp_mark_skb_lost
    if (socket.retransmissions > 0 && !isQueued) socket.count('TCPLostRetransmit');
  }
  socket.retransmissions++;
  const linear = socket.state === 'synSent' && socket.retransmissions <= linearSynTimeouts;
  if (!linear) socket.timeout = Math.min(longestTimeout, socket.timeout * 2);
  if (isQueued) socket.count('TCPSpuriousRtxHostQueues');
  else again(socket);
  restartRetransmission(socket);
}

/** What was sent last waits for the neighbour's address still: once is enough (skb_still_in_host_queue). */
function isStillQueued(socket: TcpSocket): boolean {
  const { neighbours } = socket.namespace;
  const waits = (skb: PacketBuffer) => skb.socket === socket;
  return neighbours.list(socket.remoteAddress.family).some(({ queue }) => queue.some(waits));
}

function again(socket: TcpSocket): void {
  switch (socket.state) {
    case 'synSent':
      sendSyn(socket);
      break;
    case 'synReceived':
      sendSynAck(socket, true);
      break;
    default:
      resend(socket);
  }
}

/** tcp_write_timeout: handshakes count their tries, connections the time that so many tries would have taken. */
function isTooOften(socket: TcpSocket): boolean {
  const { sysctl, environment } = socket.namespace;
  const { retransmissions } = socket;
  if (socket.state === 'synSent') {
    const most = socket.synRetries ?? sysctl.number('net.ipv4.tcp_syn_retries');
    return retransmissions >= most + sysctl.number('net.ipv4.tcp_syn_linear_timeouts');
  }
  if (socket.state === 'synReceived') return retransmissions >= sysctl.number('net.ipv4.tcp_synack_retries');
  if (retransmissions === 0) return false;
  const most = socket.orphaned
    ? orphanRetries(socket, socket.timeout)
    : sysctl.number('net.ipv4.tcp_retries2');
  return environment.clock.now - socket.retransmittingSince >= modelTimeout(most);
}

/** tcp_orphan_retries: a connection that no program holds gives up sooner. */
function orphanRetries(socket: TcpSocket, timeout: Time): number {
  const alive = timeout < longestTimeout;
  const retries = socket.namespace.sysctl.number('net.ipv4.tcp_orphan_retries');
  if (socket.softError !== undefined && !alive) return 0;
  return retries === 0 && alive ? 8 : retries;
}

/** tcp_model_timeout: how long so many retransmissions take, from 200 ms doubling up to two minutes. */
function modelTimeout(retries: number): Time {
  const doublings = Math.floor(Math.log2(longestTimeout / leastTimeout));
  if (retries <= doublings) return (2 ** (retries + 1) - 1) * leastTimeout;
  return (2 ** (doublings + 1) - 1) * leastTimeout + (retries - doublings) * longestTimeout;
}

function resend(socket: TcpSocket): void {
  const first = socket.inFlight[0];
  if (first === undefined) return;
  socket.slowStartThreshold = Math.max(2, socket.inFlight.length >> 1);
  socket.congestionWindow = 1;
  socket.duplicateAcks = 0;
  socket.lossProbeEnd = undefined;
  socket.recoveryEnd = socket.sendNext;
  sendPiece(socket, first);
}

/** A round trip was measured (tcp_rtt_estimator, RFC 6298 section 2). */
export function measured(socket: TcpSocket, roundTrip: Time): void {
  socket.shortestRoundTrip = Math.min(roundTrip, socket.shortestRoundTrip ?? roundTrip);
  if (socket.smoothedRoundTrip === undefined) {
    socket.smoothedRoundTrip = roundTrip;
    socket.roundTripVariation = roundTrip / 2;
  } else {
    const off = Math.abs(socket.smoothedRoundTrip - roundTrip);
    socket.roundTripVariation = (3 * socket.roundTripVariation + off) / 4;
    socket.smoothedRoundTrip = (7 * socket.smoothedRoundTrip + roundTrip) / 8;
  }
  const variation = Math.max(leastTimeout, 4 * socket.roundTripVariation);
  socket.timeout = Math.min(longestTimeout, wholeTicks(socket.smoothedRoundTrip + variation));
}
