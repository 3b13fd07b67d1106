/**
 * `curl telnet://`: standard input to the other side, what it says to the output, until input or connection end
 * (libcurl's telnet.c). The end of a pipe is no end of the input, the end of a file is: poll(2) tells them apart, and we
 * by whether anything was there. Left out: telnet's options.
 */
import { millisecond } from '../../clock/clock.ts';
import type { Running } from '../../linux/process/wait.ts';
import type { TcpSocket } from '../../linux/socket/tcp/tcp-socket.ts';
import { utf8 } from '../../net/wire/utf8.ts';
import type { Limits } from './connection.ts';
import type { CurlOutput } from './output.ts';
import type { CurlSession } from './session.ts';

export function* telnet(
  { process }: CurlSession,
  output: CurlOutput,
  socket: TcpSocket,
  limits: Limits,
): Running<void> {
  const greetingUntil = process.clock.now + millisecond;
  let hasTyped = false;
  let ended = false;
  for (;;) {
    const data = socket.takeReceived();
    if (typeof data === 'object') {
      if (data.length === 0) return;
      output.body(data);
      continue;
    }
    if (data !== 'EAGAIN') return;
    const typed = ended ? '' : process.stdin.read();
    if (typed === undefined) {
      ended = true;
      continue;
    }
    if (ended && !hasTyped && process.clock.now >= greetingUntil) return;
    if (typed !== '') {
      hasTyped = true;
      socket.send(utf8(typed.replaceAll('\n', '\r\n')));
      continue;
    }
    if (limits.end !== undefined && process.clock.now >= limits.end) return;
    const on = ended ? [socket.readable] : [socket.readable, process.stdin.readable];
    const until = ended && !hasTyped ? greetingUntil : limits.end;
    yield until === undefined ? { on } : { on, until };
  }
}
