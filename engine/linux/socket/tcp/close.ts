/**
 * Closing a connection from this end: shutdown(2) and close(2) (tcp_shutdown, __tcp_close of net/ipv4/tcp.c).
 */
import { second } from '../../../clock/clock.ts';
import { queueFin } from './output.ts';
import { resetConnection } from './reset.ts';
import type { TcpSocket } from './tcp-socket.ts';

/** Send the FIN once everything before it is sent. */
export function beginClose(socket: TcpSocket): void {
  if (socket.sendShut) return;
  socket.sendShut = true;
  if (socket.state === 'established') socket.state = 'finWait1';
  else if (socket.state === 'closeWait') socket.state = 'lastAck';
  else return;
  queueFin(socket);
}

/** The program lets go: the kernel finishes alone. Unread data means that the peer gets a reset (RFC 2525 section 2.17). */
export function endReceive(socket: TcpSocket): void {
  switch (socket.state) {
    case 'closed':
    case 'synSent':
      socket.destroy();
      return;
    case 'listen':
      for (const waiting of socket.acceptQueue.splice(0)) abort(waiting);
      for (const child of socket.namespace.sockets.tcpSockets)
        if (child.state === 'synReceived' && child.listener === socket) abort(child);
      socket.destroy();
      return;
    case 'synReceived':
    case 'timeWait':
      socket.destroy();
      return;
    default:
  }
  if (socket.unread > 0 || socket.resetsOnClose) {
    socket.count(socket.unread > 0 ? 'TCPAbortOnClose' : 'TCPAbortOnData');
    abort(socket);
    return;
  }
  socket.orphaned = true;
  beginClose(socket);
  if (socket.state === 'finWait2') waitForFin(socket);
}

/** FIN-WAIT-2 without a program does not last for ever (net.ipv4.tcp_fin_timeout). */
export function waitForFin(socket: TcpSocket): void {
  const { environment, sysctl } = socket.namespace;
  socket.count('TW');
  socket.finWaitTimer = environment.clock.after(sysctl.number('net.ipv4.tcp_fin_timeout') * second, () => {
    socket.destroy();
  });
}

function abort(socket: TcpSocket): void {
  resetConnection(socket);
  socket.orphaned = true;
  socket.destroy();
}
