/**
 * `curl telnet://`: standard input to the other side, what it says to standard output, until input or connection end
 * (libcurl's telnet.c). Left out: telnet's options.
 */
import type { Running } from '../../linux/process/wait.ts';
import type { TcpSocket } from '../../linux/socket/tcp/tcp-socket.ts';
import { fromUtf8, utf8 } from '../../net/wire/utf8.ts';
import type { ShellProcess } from '../command.ts';
import type { Limits } from './connection.ts';

export function* telnet(process: ShellProcess, socket: TcpSocket, limits: Limits): Running<void> {
  for (;;) {
    const data = socket.takeReceived();
    if (typeof data === 'object') {
      if (data.length === 0) return;
      process.print(fromUtf8(data));
      continue;
    }
    if (data !== 'EAGAIN') return;
    const typed = process.stdin.read();
    if (typed === undefined) return;
    if (typed !== '') {
      socket.send(utf8(typed.replaceAll('\n', '\r\n')));
      continue;
    }
    if (limits.end !== undefined && process.clock.now >= limits.end) return;
    const on = [socket.readable, process.stdin.readable];
    yield limits.end === undefined ? { on } : { on, until: limits.end };
  }
}
