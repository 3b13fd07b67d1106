/**
 * Keepalive (RFC 9293 section 3.8.4; tcp_keepalive_timer of net/ipv4/tcp_timer.c): a connection on which nothing happened
 * for long is asked whether the peer is still there, and reset when it does not answer.
 */
import { second, type Time } from '../../../clock/clock.ts';
import { timerExpiry } from '../../timer/wheel.ts';
import { sendProbe } from './output.ts';
import { resetConnection } from './reset.ts';
import type { TcpSocket } from './tcp-socket.ts';
import { timeOut } from './timers.ts';

export interface KeepAlive {
  /** Before the first question. */
  readonly idle: Time;
  /** Between questions. */
  readonly interval: Time;
  readonly probes: number;
}

export function setKeepAlive(socket: TcpSocket, wanted: Partial<KeepAlive> | undefined): void {
  const { sysctl } = socket.namespace;
  socket.keepAliveTimer?.cancel();
  socket.keepAlive =
    wanted === undefined
      ? undefined
      : {
          idle: wanted.idle ?? sysctl.number('net.ipv4.tcp_keepalive_time') * second,
          interval: wanted.interval ?? sysctl.number('net.ipv4.tcp_keepalive_intvl') * second,
          probes: wanted.probes ?? sysctl.number('net.ipv4.tcp_keepalive_probes'),
        };
  startKeepAlive(socket);
}

/** When the option is set on a connection, or a socket with it becomes one. */
export function startKeepAlive(socket: TcpSocket): void {
  if (socket.keepAlive !== undefined && socket.isConnected) arm(socket, socket.keepAlive.idle);
}

function arm(socket: TcpSocket, delay: Time): void {
  const { clock } = socket.namespace.environment;
  socket.keepAliveTimer?.cancel();
  socket.keepAliveTimer = clock.at(timerExpiry(clock.now, delay), () => {
    wentOff(socket);
  });
}

function wentOff(socket: TcpSocket): void {
  const { keepAlive } = socket;
  if (keepAlive === undefined || !socket.isConnected || socket.isClosed) return;
  if (socket.inFlight.length > 0 || socket.unsent.length > 0) {
    arm(socket, keepAlive.idle);
    return;
  }
  const silence = socket.namespace.environment.clock.now - socket.lastReceivedAt;
  if (silence < keepAlive.idle) {
    socket.keepAliveProbes = 0;
    arm(socket, keepAlive.idle - silence);
    return;
  }
  if (socket.keepAliveProbes >= keepAlive.probes) {
    resetConnection(socket);
    timeOut(socket);
    return;
  }
  socket.keepAliveProbes++;
  socket.count('TCPKeepAlive');
  sendProbe(socket);
  arm(socket, keepAlive.interval);
}
