/**
 * The retransmission timer of a connection. It is moved at every acknowledgement, so it is lazy: left where it is when
 * it is due earlier, it looks again when it goes off (the clock's queue stays short).
 */
import { timerExpiry } from '../../timer/wheel.ts';
import type { TcpSocket } from './tcp-socket.ts';

/** Have it go off one timeout from now. */
export function restartRetransmission(socket: TcpSocket): void {
  const { clock } = socket.namespace.environment;
  const due = timerExpiry(clock.now, socket.timeout);
  socket.retransmitAt = due;
  const timer = socket.retransmitTimer;
  if (timer?.pending === true && timer.at <= due) return;
  timer?.cancel();
  socket.retransmitTimer = clock.at(due, () => {
    wentOff(socket);
  });
}

export function armRetransmission(socket: TcpSocket): void {
  if (socket.retransmitAt === undefined) restartRetransmission(socket);
}

export function stopRetransmission(socket: TcpSocket): void {
  socket.retransmitAt = undefined;
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
  socket.retransmissionTimeout();
}
