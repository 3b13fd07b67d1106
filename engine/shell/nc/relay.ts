/**
 * Carrying text between standard streams and a socket until one side has ended (netcat.c, readwrite()).
 */
import { second, type Time } from '../../clock/clock.ts';
import type { Running } from '../../linux/process/wait.ts';
import type { TcpSocket } from '../../linux/socket/tcp/tcp-socket.ts';
import type { UdpSocket } from '../../linux/socket/udp/udp-socket.ts';
import { fromUtf8, utf8 } from '../../net/wire/utf8.ts';
import type { ShellProcess } from '../command.ts';
import type { NcOptions } from './options.ts';
import { refusals } from './telnet.ts';

export function* relay(
  process: ShellProcess,
  socket: TcpSocket | UdpSocket,
  options: NcOptions,
): Running<void> {
  const { clock, stdin } = process;
  if (socket.protocol === 'tcp') socket.nagle = true;
  let reading = !options.flags.has('d');
  let receiving = true;
  let quitAt: Time | undefined;
  let packets = 0;
  let lastActivity = clock.now;
  for (;;) {
    let active = false;
    while (receiving) {
      const data = take(socket);
      if (data === 'EAGAIN') break;
      active = true;
      if (typeof data === 'string' || (data.length === 0 && socket.protocol === 'tcp')) {
        receiving = false;
        break;
      }
      const refused = options.flags.has('t') ? refusals(data) : new Uint8Array();
      if (refused.length > 0) socket.send(refused);
      process.print(fromUtf8(data));
      packets++;
      if (options.receiveLimit !== undefined && packets >= options.receiveLimit) return;
    }
    if (quitAt !== undefined) {
      while (clock.now < quitAt) yield { on: [], until: quitAt };
      return;
    }
    if (!receiving && (socket.protocol === 'udp' || !reading || options.flags.has('N') || isClosed(socket)))
      return;
    if (!receiving && stdin.terminal === undefined && !reading) return;
    if (reading) {
      const text = stdin.read();
      if (text === undefined) {
        reading = false;
        active = true;
        // -q shuts the socket as -N does; its seconds count where nobody can answer any more.
        const shuts = options.flags.has('N') || options.quitAfter !== undefined;
        if (shuts && socket.protocol === 'tcp') socket.shutdown();
        if (options.quitAfter !== undefined && socket.protocol === 'udp') {
          receiving = false;
          quitAt = clock.now + options.quitAfter * second;
          continue;
        }
        if (!receiving) return;
      } else if (text !== '') {
        active = true;
        if (socket.send(utf8(options.flags.has('C') ? text.replaceAll('\n', '\r\n') : text)) !== undefined)
          return;
      }
    }
    if (active) {
      lastActivity = clock.now;
      continue;
    }
    const idleAt = options.timeout === undefined ? undefined : lastActivity + options.timeout * second;
    if (idleAt !== undefined && clock.now >= idleAt) return;
    const on = reading ? [socket.readable, stdin.readable] : [socket.readable];
    yield idleAt === undefined ? { on } : { on, until: idleAt };
  }
}

function isClosed(socket: TcpSocket | UdpSocket): boolean {
  return socket.protocol === 'tcp' && socket.state !== 'closeWait';
}

function take(socket: TcpSocket | UdpSocket): Uint8Array | string {
  if (socket.protocol === 'tcp') return socket.takeReceived();
  const error = socket.takeError();
  if (error !== undefined) return error;
  return socket.takeDatagram()?.data ?? 'EAGAIN';
}
