/**
 * HTTPS as far as it can go: no program of this world speaks TLS. The ClientHello goes out, and what comes back is named
 * as GnuTLS would.
 */
import { second } from '../../clock/clock.ts';
import type { Running } from '../../linux/process/wait.ts';
import type { TcpSocket } from '../../linux/socket/tcp/tcp-socket.ts';
import type { ShellProcess } from '../command.ts';

export function* secureConnect(
  process: ShellProcess,
  socket: TcpSocket,
  seconds: number | undefined,
): Running<string> {
  const hello = new Uint8Array(384);
  hello.set([0x16, 0x03, 0x01, 0x01, 0x7b, 0x01, 0x00, 0x01, 0x77, 0x03, 0x03]);
  socket.send(hello);
  const until = seconds === undefined ? undefined : process.clock.now + seconds * second;
  for (;;) {
    const answer = yield* socket.receive(until);
    if (answer === 'EINTR') continue;
    if (answer === 'EAGAIN') return '';
    if (typeof answer === 'string') return 'GnuTLS: Error in the pull function.\n';
    if (answer.length === 0) return 'GnuTLS: The TLS connection was non-properly terminated.\n';
    return answer[0] === 0x16
      ? 'wget: not simulated: TLS\n'
      : 'GnuTLS: An unexpected TLS packet was received.\n';
  }
}
