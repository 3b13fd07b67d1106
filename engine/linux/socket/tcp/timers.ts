/**
 * What a connection does by itself: retransmit with back-off, probe a closed window, give up (net/ipv4/tcp_timer.c,
 * RFC 6298). A SYN is repeated each second four times before the interval doubles (Linux 6.5).
 */
import type { Time } from '../../../clock/clock.ts';
import { sendSyn, sendSynAck } from './handshake.ts';
import { sendPiece } from './output.ts';
import { restartRetransmission } from './retransmit-timer.ts';
import { advance, before } from './sequence.ts';
import { leastTimeout, linearSynTimeouts, longestTimeout } from './state.ts';
import type { TcpSocket } from './tcp-socket.ts';

/** tcp_retransmit_timer */
export function retransmissionTimeout(socket: TcpSocket): void {
  if (socket.retransmissions >= allowed(socket)) {
    socket.fail(socket.softError ?? 'ETIMEDOUT');
    return;
  }
  socket.retransmissions++;
  const linear = socket.state === 'synSent' && socket.retransmissions <= linearSynTimeouts;
  if (!linear) socket.timeout = Math.min(longestTimeout, socket.timeout * 2);
  switch (socket.state) {
    case 'synSent':
      sendSyn(socket);
      break;
    case 'synReceived':
      sendSynAck(socket);
      break;
    default:
      resend(socket);
  }
  restartRetransmission(socket);
}

function allowed(socket: TcpSocket): number {
  const { sysctl } = socket.namespace;
  if (socket.state === 'synSent')
    return (socket.synRetries ?? sysctl.number('net.ipv4.tcp_syn_retries')) + linearSynTimeouts;
  if (socket.state === 'synReceived') return sysctl.number('net.ipv4.tcp_synack_retries');
  // An orphan gives up sooner (tcp_orphan_retries).
  return socket.orphaned ? 8 : sysctl.number('net.ipv4.tcp_retries2');
}

function resend(socket: TcpSocket): void {
  const first = socket.inFlight[0];
  if (first !== undefined) {
    socket.slowStartThreshold = Math.max(2, socket.inFlight.length >> 1);
    socket.congestionWindow = 1;
    socket.duplicateAcks = 0;
    sendPiece(socket, first);
    return;
  }
  // The peer's window is closed: send the first piece as a probe.
  const waiting = socket.unsent.shift();
  if (waiting === undefined) return;
  socket.inFlight.push(waiting);
  const after = advance(waiting.sequence, waiting.data.length + (waiting.fin ? 1 : 0));
  if (before(socket.sendNext, after)) socket.sendNext = after;
  sendPiece(socket, waiting);
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
  socket.timeout = Math.min(longestTimeout, Math.round(socket.smoothedRoundTrip + variation));
}
