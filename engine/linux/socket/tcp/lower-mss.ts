/**
 * Segments that have become too long for their way: an ICMP error said so (tcp_v4_mtu_reduced), or the device it leaves
 * by has a smaller MTU by now (tcp_current_mss, net/ipv4/tcp_output.c). Left out: growing again.
 */
import { segmentSize } from './handshake.ts';
import { sendPiece } from './output.ts';
import type { TcpSocket } from './tcp-socket.ts';

/** Before anything is sent: what ip(8) did to the device counts without anybody saying so. */
export function followDevice(socket: TcpSocket): void {
  const mtu = socket.firstDevice?.mtu;
  if (mtu === undefined || mtu >= socket.firstMtu) return;
  socket.firstMtu = mtu;
  lowerMss(socket, mtu);
}

/** tcp_v4_mtu_reduced: cut what is queued anew and send the first piece again. */
export function lowerMss(socket: TcpSocket, mtu: number): void {
  const size = segmentSize(socket, Math.max(mtu, 68), 65_535);
  if (size >= socket.mss) return;
  socket.mss = size;
  const cut = (pieces: TcpSocket['unsent']) => {
    const all = pieces.splice(0);
    for (const piece of all)
      for (let at = 0; at === 0 || at < piece.data.length; at += size) {
        const last = at + size >= piece.data.length;
        pieces.push({
          sequence: (piece.sequence + at) >>> 0,
          data: piece.data.subarray(at, at + size),
          push: piece.push && last,
          fin: piece.fin && last,
          sentAt: piece.sentAt,
          transmissions: piece.transmissions,
        });
      }
  };
  cut(socket.inFlight);
  cut(socket.unsent);
  for (const piece of socket.inFlight) sendPiece(socket, piece);
}
