/**
 * What a connection sends: segments with Linux's options, data as far as windows allow, acknowledgements
 * (net/ipv4/tcp_output.c; RFC 9293 section 3.10, RFC 5681).
 */
import type { IpPacket } from '../../../net/packet/ethernet.ts';
import { ipv6 } from '../../../net/packet/ipv6.ts';
import { type Tcp, type TcpFlags, tcpFlags, type TcpOption } from '../../../net/packet/transport.ts';
import { endpointText } from '../../../net/flow/flow.ts';
import type { SendResult } from '../../ipv4/stack.ts';
import { octetsText, recordSend } from '../journey.ts';
import { dataOptions } from './options.ts';
import { isArmed, watch, watchWindow } from './retransmit-timer.ts';
import { takeSackOptions } from './sack.ts';
import { advance, before, distance } from './sequence.ts';
import { delayedAck, type SendPiece } from './state.ts';
import type { TcpSocket } from './tcp-socket.ts';

const none = new Uint8Array(0);
const noOptions: readonly TcpOption[] = [];
export const ackFlags = tcpFlags({ ack: true });
const pushFlags = tcpFlags({ ack: true, psh: true });
const finFlags = tcpFlags({ ack: true, fin: true });
const finPushFlags = tcpFlags({ ack: true, fin: true, psh: true });

/** The timestamp clock: milliseconds from a random start. */
export function timestampOf(socket: TcpSocket): number {
  return (Math.floor(socket.namespace.environment.clock.now / 1000) + socket.timestampOffset) >>> 0;
}

/** __tcp_select_window: the field of the header, never taking back what was promised. */
export function windowField(socket: TcpSocket): number {
  const unit = 2 ** socket.receiveScale;
  const free = Math.max(0, socket.receiveSpace - socket.unread);
  let window = Math.ceil(free / unit) * unit;
  const promised = distance(socket.receiveNext, socket.receiveEdge);
  if (window < promised) window = Math.ceil(promised / unit) * unit;
  socket.receiveEdge = advance(socket.receiveNext, window);
  return Math.min(65_535, window / unit);
}

export interface SegmentRequest {
  readonly flags: TcpFlags;
  readonly sequence: number;
  readonly data: Uint8Array;
  readonly window: number;
  readonly options: readonly TcpOption[];
  /** Nothing in it is new. */
  readonly again?: boolean;
  /** 0 for a SYN-ACK, else the connection counts. */
  readonly identification: number;
  /** For the journey; `%` stands for the peer. */
  readonly what: string;
}

/** Hand one segment to IP (__tcp_transmit_skb). What IP says is for the timers to notice. */
export function sendSegment(socket: TcpSocket, request: SegmentRequest): SendResult {
  const { namespace } = socket;
  const { environment } = namespace;
  // A SYN-ACK is sent for a connection that does not exist yet: it is not counted there.
  if (request.identification !== 0) socket.segmentsOut++;
  if (!request.again) namespace.snmp.tcp.OutSegs++;
  socket.lastSentAt = environment.clock.now;
  if (request.data.length > 0) {
    socket.dataSegmentsOut++;
    socket.octetsOut += request.data.length;
  }
  const tcp: Tcp = {
    kind: 'tcp',
    sourcePort: socket.localPort,
    destinationPort: socket.remotePort,
    sequence: request.sequence,
    acknowledgement: request.flags.ack ? socket.receiveNext : 0,
    flags: request.flags,
    window: request.window,
    urgent: 0,
    options: request.options,
    data: request.data,
  };
  const packet: IpPacket =
    socket.remoteAddress.family === 6
      ? overIpv6(socket, tcp)
      : {
          kind: 'ipv4',
          source: socket.localAddress,
          destination: socket.remoteAddress,
          ttl: socket.timeToLive,
          id: request.identification,
          tos: socket.tos,
          dontFragment: socket.pathMtu !== 'dont' && !(socket.mtuLocked && socket.pathMtu === 'want'),
          moreFragments: false,
          fragmentOffset: 0,
          options: none,
          payload: tcp,
        };
  let id: number | undefined;
  if (environment.journeys.recording) {
    id = environment.nextPacket();
    recordSend(
      namespace,
      packet,
      id,
      socket.lastPacket,
      `${socket.holder.name} ${request.what.replace('%', endpointText(socket.remoteAddress, socket.remotePort))}.`,
    );
  }
  return namespace.ip(packet.destination.family).send({
    packet,
    mark: socket.mark,
    socket,
    output: socket.device,
    cause: socket.lastPacket,
    id,
    partialChecksum: true,
  });
}

function overIpv6(socket: TcpSocket, payload: Tcp): IpPacket {
  return ipv6({
    source: socket.localAddress,
    destination: socket.remoteAddress,
    hopLimit: socket.timeToLive,
    trafficClass: socket.tos,
    payload,
  });
}

/** Options of a segment after the handshake. */
export function establishedOptions(socket: TcpSocket): readonly TcpOption[] {
  return socket.timestamps ? dataOptions(timestampOf(socket), socket.recentTimestamp) : noOptions;
}

/** Acknowledge now (tcp_send_ack). */
export function acknowledge(socket: TcpSocket): void {
  acknowledged(socket);
  const options = establishedOptions(socket);
  const tells = socket.sackBlocks !== undefined || socket.duplicateBlock !== undefined;
  sendSegment(socket, {
    flags: ackFlags,
    sequence: socket.sendNext,
    data: none,
    window: windowField(socket),
    options: tells ? [...options, ...takeSackOptions(socket)] : options,
    identification: socket.nextIdentification(),
    what: 'acknowledges to % what came so far',
  });
}

/** Acknowledge within 40 ms, unless something is sent first. */
export function acknowledgeSoon(socket: TcpSocket): void {
  socket.pendingAcks++;
  if (socket.delayedAckTimer?.pending === true) return;
  socket.delayedAckTimer = socket.namespace.environment.clock.after(delayedAck, () => {
    if (socket.pendingAcks === 0 || socket.isClosed || socket.state === 'closed') return;
    acknowledge(socket);
    socket.count('DelayedACKs');
  });
}

function acknowledged(socket: TcpSocket): void {
  if (socket.pendingAcks === 0) return;
  socket.pendingAcks = 0;
  socket.delayedAckTimer?.cancel();
}

/** Take a program's data, cut into segments, and send what may go. A short segment that waits is filled first. */
export function queueData(socket: TcpSocket, data: Uint8Array): void {
  const size = Math.max(1, socket.mss);
  let taken = 0;
  const last = socket.unsent.at(-1);
  if (last?.fin === false && last.data.length < size) {
    taken = Math.min(data.length, size - last.data.length);
    const filled = new Uint8Array(last.data.length + taken);
    filled.set(last.data);
    filled.set(data.subarray(0, taken), last.data.length);
    socket.unsent[socket.unsent.length - 1] = { ...last, data: filled, push: taken === data.length };
  }
  let sequence = queueEnd(socket);
  for (let at = taken; at < data.length; at += size) {
    const piece =
      at === 0 && data.length <= size ? data : data.subarray(at, Math.min(data.length, at + size));
    socket.unsent.push({
      sequence,
      data: piece,
      push: at + size >= data.length,
      fin: false,
      sentAt: 0,
      transmissions: 0,
    });
    sequence = advance(sequence, piece.length);
  }
  sendQueued(socket);
}

/** The end of the program's data, as a segment of its own or on the last one that has not left yet. */
export function queueFin(socket: TcpSocket): void {
  if (socket.finQueued) return;
  socket.finQueued = true;
  const last = socket.unsent.at(-1);
  if (last !== undefined) socket.unsent[socket.unsent.length - 1] = { ...last, fin: true };
  else
    socket.unsent.push({
      sequence: queueEnd(socket),
      data: none,
      push: false,
      fin: true,
      sentAt: 0,
      transmissions: 0,
    });
  sendQueued(socket);
}

function queueEnd(socket: TcpSocket): number {
  const last = socket.unsent.at(-1);
  return last === undefined ? socket.sendNext : pieceEnd(last);
}

export function pieceEnd(piece: SendPiece): number {
  return advance(piece.sequence, piece.data.length + (piece.fin ? 1 : 0));
}

/** tcp_write_xmit: as much as the peer's window and the congestion window allow. */
export function sendQueued(socket: TcpSocket): void {
  const edge = advance(socket.sendUnacknowledged, socket.sendWindow);
  let sent = false;
  while (socket.unsent.length > 0) {
    const piece = socket.unsent[0];
    if (piece === undefined) break;
    if (socket.inFlight.length >= socket.congestionWindow) break;
    if (piece.data.length > 0 && before(edge, pieceEnd(piece))) break;
    const isSmall = piece.data.length < socket.mss;
    if (isSmall && !piece.fin && socket.unsent.length === 1 && waitsForSmall(socket)) break;
    socket.unsent.shift();
    socket.inFlight.push(piece);
    socket.sendNext = pieceEnd(piece);
    if (isSmall) socket.smallEnd = socket.sendNext;
    sendPiece(socket, piece);
    sent = true;
  }
  if (sent) watch(socket, false);
  else if (socket.inFlight.length === 0 && socket.unsent.length > 0 && !isArmed(socket)) watchWindow(socket);
}

/** tcp_nagle_check, tcp_minshall_check: one small segment on its way is enough. */
function waitsForSmall({ nagle, smallEnd, sendUnacknowledged, sendNext }: TcpSocket): boolean {
  if (!nagle || smallEnd === undefined) return false;
  return before(sendUnacknowledged, smallEnd) && !before(sendNext, smallEnd);
}

/** tcp_write_wakeup: what still fits into the window, or a segment without data that was acknowledged long ago. */
export function probeWindow(socket: TcpSocket): void {
  const [piece] = socket.unsent;
  const room = distance(socket.sendNext, advance(socket.sendUnacknowledged, socket.sendWindow));
  if (piece === undefined || room <= 0) {
    socket.count('TCPWinProbe');
    sendProbe(socket);
    return;
  }
  if (piece.data.length > room) {
    socket.unsent[0] = { ...piece, sequence: advance(piece.sequence, room), data: piece.data.subarray(room) };
    socket.unsent.unshift({ ...piece, data: piece.data.subarray(0, room), push: true, fin: false });
  }
  const [head] = socket.unsent.splice(0, 1);
  if (head === undefined) return;
  socket.inFlight.push(head);
  socket.sendNext = pieceEnd(head);
  sendPiece(socket, head);
  watch(socket, false);
}

/** tcp_xmit_probe_skb: it lies before what the peer expects, so it has to be answered. */
export function sendProbe(socket: TcpSocket): void {
  sendSegment(socket, {
    flags: ackFlags,
    sequence: advance(socket.sendUnacknowledged, -1),
    data: none,
    window: windowField(socket),
    options: establishedOptions(socket),
    identification: socket.nextIdentification(),
    what: 'asks % whether it is still there',
  });
}

export function sendPiece(socket: TcpSocket, piece: SendPiece): void {
  piece.sentAt = socket.namespace.environment.clock.now;
  const { snmp } = socket.namespace;
  if (piece.transmissions === 0) snmp.tcpExtended.TCPOrigDataSent++;
  else snmp.tcp.RetransSegs++;
  piece.transmissions++;
  acknowledged(socket);
  const flags = piece.fin
    ? piece.data.length > 0
      ? finPushFlags
      : finFlags
    : piece.push
      ? pushFlags
      : ackFlags;
  sendSegment(socket, {
    flags,
    sequence: piece.sequence,
    data: piece.data,
    window: windowField(socket),
    options: establishedOptions(socket),
    again: piece.transmissions > 1,
    identification: socket.nextIdentification(),
    what: socket.namespace.environment.journeys.recording ? pieceText(piece) : '',
  });
}

function pieceText(piece: SendPiece): string {
  const again = piece.transmissions > 1 ? ' again' : '';
  const fin = piece.fin ? ' and that this was all (FIN)' : '';
  if (piece.data.length > 0) return `sends ${octetsText(piece.data.length)} to %${fin}${again}`;
  return `tells % that this was all (FIN)${again}`;
}

/** After a read: tell the peer when the window has opened wide (tcp_cleanup_rbuf). */
export function updateWindow(socket: TcpSocket): void {
  if (!socket.isConnected || socket.peerFinished) return;
  const promised = distance(socket.receiveNext, socket.receiveEdge);
  const free = socket.receiveSpace - socket.unread;
  if (promised * 2 <= socket.receiveSpace && free >= promised * 2) acknowledge(socket);
}
