/**
 * The receive queue of a connection: data in order for the program, data ahead of its turn kept aside
 * (tcp_data_queue, tcp_ofo_queue).
 */
import type { Tcp } from '../../../net/packet/transport.ts';
import { tellAside, tellNoMore, tellTwice } from './sack.ts';
import { advance, before, distance } from './sequence.ts';
import type { TcpSocket } from './tcp-socket.ts';

/** When to acknowledge. */
export type AckDemand = 'now' | 'soon' | 'none';

export function receiveData(socket: TcpSocket, tcp: Tcp): AckDemand {
  let { data } = tcp;
  let { sequence } = tcp;
  const behind = distance(sequence, socket.receiveNext);
  if (behind > 0) {
    const end = advance(sequence, data.length + (tcp.flags.fin ? 1 : 0));
    const isOld = behind >= data.length && !(tcp.flags.fin && behind === data.length);
    tellTwice(socket, sequence, isOld ? end : socket.receiveNext);
    if (isOld) {
      socket.count('DelayedACKLost');
      return 'now';
    }
    data = data.subarray(behind);
    sequence = socket.receiveNext;
  }
  if (sequence !== socket.receiveNext) {
    keepAside(socket, sequence, data, tcp.flags.fin);
    return 'now';
  }
  if (socket.unread > 0) socket.count('TCPRcvCoalesce');
  append(socket, data);
  if (tcp.flags.fin) finish(socket);
  const filled = socket.outOfOrder.length > 0 && takeAside(socket);
  if (socket.sackBlocks !== undefined) tellNoMore(socket);
  socket.readable.wake();
  if (filled) return 'now';
  if (data.length === 0) return 'soon';
  if (socket.quickAcks > 0) {
    socket.quickAcks--;
    return 'now';
  }
  return socket.pendingAcks > 0 ? 'now' : 'soon';
}

function append(socket: TcpSocket, data: Uint8Array): void {
  if (data.length === 0) return;
  socket.received.push(data);
  socket.unread += data.length;
  socket.receiveNext = advance(socket.receiveNext, data.length);
  // tcp_grow_window: up to 64 kB for a peer that fills its segments.
  if (data.length >= 128) socket.receiveSpace = Math.min(65_535, socket.receiveSpace + 2 * socket.mss);
}

function finish(socket: TcpSocket): void {
  socket.receiveNext = advance(socket.receiveNext, 1);
  socket.peerFinished = true;
}

function keepAside(socket: TcpSocket, sequence: number, data: Uint8Array, fin: boolean): void {
  const end = advance(sequence, data.length + (fin ? 1 : 0));
  if (socket.outOfOrder.some((piece) => piece.sequence === sequence)) {
    tellTwice(socket, sequence, end);
    return;
  }
  socket.predicts = false;
  socket.count('TCPOFOQueue');
  tellAside(socket, sequence, end);
  socket.outOfOrder.push({ sequence, data, fin, push: false, sentAt: 0, transmissions: 0 });
  socket.outOfOrder.sort((one, other) => distance(other.sequence, one.sequence));
}

function takeAside(socket: TcpSocket): boolean {
  let taken = false;
  let piece = socket.outOfOrder[0];
  while (piece !== undefined && !before(socket.receiveNext, piece.sequence)) {
    socket.outOfOrder.shift();
    taken = true;
    const behind = distance(piece.sequence, socket.receiveNext);
    if (behind <= piece.data.length) {
      append(socket, piece.data.subarray(behind));
      if (piece.fin) finish(socket);
    }
    piece = socket.outOfOrder[0];
  }
  return taken;
}
