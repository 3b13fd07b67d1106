/**
 * A segment for a connection (tcp_rcv_state_process, tcp_rcv_established and tcp_ack of net/ipv4/tcp_input.c;
 * RFC 9293 section 3.10.7).
 */
import { millisecond } from '../../../clock/clock.ts';
import type { Tcp } from '../../../net/packet/transport.ts';
import type { PacketBuffer } from '../../skb/packet-buffer.ts';
import { waitForFin } from './close.ts';
import { learnFromSyn, sendSynAck } from './handshake.ts';
import { startKeepAlive } from './keep-alive.ts';
import { complete } from './listen.ts';
import {
  acknowledge,
  acknowledgeSoon,
  pieceEnd,
  sendPiece,
  sendQueued,
  timestampOf,
  windowField,
} from './output.ts';
import { receiveData } from './receive-queue.ts';
import { stopRetransmission, watch } from './retransmit-timer.ts';
import { tellTwice } from './sack.ts';
import { advance, before, distance } from './sequence.ts';
import { firstTimeout } from './state.ts';
import type { TcpSocket } from './tcp-socket.ts';
import { TimeWaitSocket } from './time-wait.ts';
import { measured } from './timers.ts';

/** @returns `reset` when the segment is to be answered by a reset that belongs to no connection */
export function receiveSegment(socket: TcpSocket, skb: PacketBuffer, tcp: Tcp): 'done' | 'reset' {
  socket.lastPacket = skb.id;
  socket.segmentsIn++;
  socket.lastReceivedAt = socket.namespace.environment.clock.now;
  if (tcp.data.length > 0) {
    socket.dataSegmentsIn++;
    socket.octetsIn += tcp.data.length;
  }
  if (socket.state === 'synSent') return receiveInSynSent(socket, tcp);
  if (socket.state === 'closed' || socket.state === 'listen') return 'reset';

  if (!isAcceptable(socket, tcp)) {
    if (!tcp.flags.rst) {
      if (tcp.flags.syn && socket.state === 'synReceived') sendSynAck(socket, true);
      else {
        const length = tcp.data.length + (tcp.flags.fin ? 1 : 0);
        // tcp_send_dupack
        if (tcp.flags.syn) challenge(socket);
        else if (length > 0 && before(tcp.sequence, socket.receiveNext)) {
          socket.count('DelayedACKLost');
          tellTwice(socket, tcp.sequence, advance(tcp.sequence, length));
        }
        acknowledge(socket);
      }
    }
    return 'done';
  }
  if (tcp.flags.rst) {
    receiveReset(socket, tcp);
    return 'done';
  }
  if (tcp.flags.syn) {
    challenge(socket);
    acknowledge(socket);
    return 'done';
  }
  if (!tcp.flags.ack) return 'done';
  rememberTimestamp(socket, tcp);

  if (socket.state === 'synReceived') {
    if (tcp.acknowledgement !== socket.sendNext) return 'reset';
    if (!complete(socket)) return 'done';
    socket.sendUnacknowledged = tcp.acknowledgement;
    if (socket.retransmissions === 0) measured(socket, socket.lastReceivedAt - socket.lastSentAt);
    establish(socket);
  }
  receiveAcknowledgement(socket, tcp);
  if (isGone(socket)) return 'done';
  if (isForNobody(socket, tcp)) {
    // From FIN-WAIT-2 on there is no more than a small socket that says nothing of it.
    if (socket.state === 'finWait1') socket.count('TCPAbortOnData');
    socket.destroy();
    return 'reset';
  }
  receivePayload(socket, tcp);
  return 'done';
}

/**
 * The program has closed, and here comes something new, or a FIN with something missing before it: nobody will ever read
 * it (tcp_rcv_state_process: TCP_FIN_WAIT1 and 2 with RCV_SHUTDOWN, TCPABORTONDATA).
 */
function isForNobody(socket: TcpSocket, tcp: Tcp): boolean {
  if (!socket.orphaned || (socket.state !== 'finWait1' && socket.state !== 'finWait2')) return false;
  return before(socket.receiveNext, advance(tcp.sequence, tcp.data.length));
}

function receiveInSynSent(socket: TcpSocket, tcp: Tcp): 'done' | 'reset' {
  const { flags } = tcp;
  if (flags.ack && tcp.acknowledgement !== socket.sendNext) return 'reset';
  if (flags.rst) {
    if (flags.ack) socket.fail('ECONNREFUSED');
    return 'done';
  }
  if (!flags.syn) return 'done';
  learnFromSyn(socket, tcp, undefined);
  if (!flags.ack) {
    // Simultaneous open (RFC 9293 figure 7).
    socket.state = 'synReceived';
    sendSynAck(socket);
    return 'done';
  }
  socket.sendUnacknowledged = tcp.acknowledgement;
  socket.octetsAcknowledged = 1;
  socket.count('TCPDelivered');
  socket.confirmPending = true;
  if (socket.retransmissions === 0) measured(socket, socket.lastReceivedAt - socket.lastSentAt);
  establish(socket);
  acknowledge(socket);
  socket.writable.wake();
  return 'done';
}

function establish(socket: TcpSocket): void {
  socket.state = 'established';
  socket.retransmissions = 0;
  if (socket.smoothedRoundTrip === undefined) socket.timeout = firstTimeout;
  stopRetransmission(socket);
  startKeepAlive(socket);
}

/** Over, or in TIME-WAIT: what came before ended it. */
function isGone(socket: TcpSocket): boolean {
  return socket.isClosed || socket.state === 'closed';
}

/** RFC 9293 section 3.10.7.4, first: does any of it lie in the window? */
function isAcceptable(socket: TcpSocket, tcp: Tcp): boolean {
  const length = tcp.data.length + (tcp.flags.syn ? 1 : 0) + (tcp.flags.fin ? 1 : 0);
  const end = advance(tcp.sequence, length);
  if (before(end, socket.receiveNext)) return false;
  const edge = before(socket.receiveNext, socket.receiveEdge)
    ? socket.receiveEdge
    : advance(socket.receiveNext, 65_535);
  return !before(edge, tcp.sequence) && !(length > 0 && end === socket.receiveNext && tcp.sequence !== end);
}

/** RFC 5961: the peer is asked whether it meant it (tcp_send_challenge_ack). */
function challenge(socket: TcpSocket): void {
  socket.count('TCPSYNChallenge');
  socket.count('TCPChallengeACK');
}

function receiveReset(socket: TcpSocket, tcp: Tcp): void {
  if (socket.state !== 'synReceived' && tcp.sequence !== socket.receiveNext) {
    socket.count('TCPChallengeACK');
    acknowledge(socket);
    return;
  }
  switch (socket.state) {
    case 'synReceived':
      socket.namespace.snmp.tcp.AttemptFails++;
      socket.count('EmbryonicRsts');
      socket.destroy();
      return;
    case 'closeWait':
      socket.fail('EPIPE');
      return;
    case 'closing':
    case 'lastAck':
      socket.fail(undefined);
      return;
    default:
      socket.fail('ECONNRESET');
  }
}

function rememberTimestamp(socket: TcpSocket, tcp: Tcp): void {
  if (!socket.timestamps || before(socket.receiveNext, tcp.sequence)) return;
  const option = tcp.options.find((candidate) => candidate.kind === 'timestamps');
  if (option !== undefined) socket.recentTimestamp = option.value;
}

/** tcp_ack: what the peer has got, and how much more it takes. */
function receiveAcknowledgement(socket: TcpSocket, tcp: Tcp): void {
  const { acknowledgement } = tcp;
  if (before(socket.sendNext, acknowledgement)) {
    acknowledge(socket);
    return;
  }
  const window = tcp.window * 2 ** socket.sendScale;
  if (before(acknowledgement, socket.sendUnacknowledged)) return;
  const news = distance(socket.sendUnacknowledged, acknowledgement);
  const sameWindow = window === socket.sendWindow;
  countPath(socket, tcp, sameWindow, news > 0);
  socket.sendWindow = window;
  socket.windowProbes = 0;
  if (window > 0) socket.windowBackOff = 0;
  if (news > 0 || (sameWindow && tcp.data.length === 0)) socket.confirmPending = true;
  if (news > 0) {
    socket.octetsAcknowledged += news;
    socket.sendUnacknowledged = acknowledgement;
    if (!dropAcknowledged(socket, acknowledgement)) measureByTimestamp(socket, tcp);
    socket.retransmissions = 0;
    socket.softError = undefined;
    if (socket.lossProbeEnd !== undefined && !before(acknowledgement, socket.lossProbeEnd))
      socket.lossProbeEnd = undefined;
    if (socket.recoveryEnd !== undefined && !before(acknowledgement, socket.recoveryEnd))
      socket.recoveryEnd = undefined;
    socket.duplicateAcks = 0;
    const [next] = socket.inFlight;
    if (next === undefined) stopRetransmission(socket);
    else {
      // A partial acknowledgement: the next segment is lost too (RFC 6582 section 3.2).
      if (socket.recoveryEnd !== undefined) {
        socket.count('TCPFastRetrans');
        sendPiece(socket, next);
      }
      watch(socket, true);
    }
    socket.writable.wake();
    if (acknowledgement === socket.sendNext && socket.finQueued && socket.unsent.length === 0)
      finAcknowledged(socket);
  } else if (socket.inFlight.length > 0 && tcp.data.length === 0 && sameWindow && !tcp.flags.fin)
    duplicate(socket);
  if (socket.unsent.length > 0 && !isGone(socket)) sendQueued(socket);
}

/**
 * Whether the segment took the fast path (header prediction in tcp_rcv_established): nothing but the next data or a new
 * acknowledgement in it. Data takes it only where the socket holds memory already, as it does while something is unread
 * or unacknowledged (sk_forward_alloc).
 */
function countPath(socket: TcpSocket, tcp: Tcp, sameWindow: boolean, isNews: boolean): void {
  const { tcpExtended } = socket.namespace.snmp;
  const { flags, data, options } = tcp;
  const isPure = data.length === 0 && !flags.fin;
  const isPredicted =
    socket.predicts &&
    sameWindow &&
    socket.state === 'established' &&
    !flags.fin &&
    tcp.sequence === socket.receiveNext &&
    options.length <= 3 &&
    (isPure || socket.unread > 0 || socket.inFlight.length > 0);
  if (isPredicted) {
    if (!isPure) tcpExtended.TCPHPHits++;
    if (isNews) tcpExtended.TCPHPAcks++;
    else if (isPure) tcpExtended.TCPPureAcks++;
    return;
  }
  if (isPure) tcpExtended.TCPPureAcks++;
  if (!sameWindow || !isPure) socket.predicts = socket.outOfOrder.length === 0;
}

/** @returns whether a round trip could be measured: not by what was sent more than once (Karn) */
function dropAcknowledged(socket: TcpSocket, acknowledgement: number): boolean {
  const { clock } = socket.namespace.environment;
  const { tcpExtended } = socket.namespace.snmp;
  let sampled = false;
  let first = socket.inFlight[0];
  while (first !== undefined && !before(acknowledgement, pieceEnd(first))) {
    socket.inFlight.shift();
    tcpExtended.TCPDelivered++;
    if (first.transmissions === 1) {
      measured(socket, clock.now - first.sentAt);
      sampled = true;
    }
    if (socket.congestionWindow < socket.slowStartThreshold) socket.congestionWindow++;
    else socket.congestionWindow += 1 / socket.congestionWindow;
    first = socket.inFlight[0];
  }
  return sampled;
}

/** tcp_rtt_tsopt_us: the echoed timestamp tells which of several transmissions arrived, to the millisecond. */
function measureByTimestamp(socket: TcpSocket, tcp: Tcp): void {
  const option = tcp.options.find((candidate) => candidate.kind === 'timestamps');
  if (!socket.timestamps || option === undefined || option.echo === 0) return;
  measured(socket, Math.max(1, (timestampOf(socket) - option.echo) | 0) * millisecond);
}

/** The third duplicate acknowledgement: the first segment is lost (RFC 5681 section 3.2). */
function duplicate(socket: TcpSocket): void {
  socket.duplicateAcks++;
  const first = socket.inFlight[0];
  if (socket.duplicateAcks !== 3 || first === undefined || socket.recoveryEnd !== undefined) return;
  socket.recoveryEnd = socket.sendNext;
  socket.slowStartThreshold = Math.max(2, socket.inFlight.length >> 1);
  socket.congestionWindow = socket.slowStartThreshold;
  socket.count(socket.sackPermitted ? 'TCPSackRecovery' : 'TCPRenoRecovery');
  socket.count('TCPFastRetrans');
  sendPiece(socket, first);
}

function finAcknowledged(socket: TcpSocket): void {
  switch (socket.state) {
    case 'finWait1':
      socket.state = 'finWait2';
      if (socket.orphaned) waitForFin(socket);
      return;
    case 'closing':
      enterTimeWait(socket);
      return;
    case 'lastAck':
      socket.fail(undefined);
      if (!socket.isClosed && socket.orphaned) socket.destroy();
      return;
    default:
  }
}

function receivePayload(socket: TcpSocket, tcp: Tcp): void {
  if (tcp.data.length === 0 && !tcp.flags.fin) return;
  const receiving =
    socket.state === 'established' || socket.state === 'finWait1' || socket.state === 'finWait2';
  if (!receiving) {
    // The peer repeats its FIN: its acknowledgement was lost.
    acknowledge(socket);
    return;
  }
  const outcome = receiveData(socket, tcp);
  if (socket.peerFinished) peerClosed(socket);
  switch (outcome) {
    case 'now':
      if (!isGone(socket)) acknowledge(socket);
      return;
    case 'soon':
      if (!isGone(socket)) acknowledgeSoon(socket);
      return;
    case 'none':
  }
}

/** tcp_fin */
function peerClosed(socket: TcpSocket): void {
  switch (socket.state) {
    case 'established':
      socket.state = 'closeWait';
      break;
    case 'finWait1':
      socket.state = 'closing';
      break;
    case 'finWait2':
      acknowledge(socket);
      enterTimeWait(socket);
      break;
    default:
      return;
  }
  socket.readable.wake();
}

function enterTimeWait(socket: TcpSocket): void {
  const { sockets } = socket.namespace;
  const waiting = new TimeWaitSocket(socket, windowField(socket));
  const { orphaned } = socket;
  if (socket.finWaitTimer === undefined) socket.count('TW');
  sockets.connections.delete(socket);
  socket.fail(undefined);
  if (orphaned) socket.destroy();
  sockets.timeWait.add(waiting);
}
