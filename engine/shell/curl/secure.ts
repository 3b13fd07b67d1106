/**
 * HTTPS as far as it can go: no program of this world speaks TLS. The ClientHello is sent (its size is right, its
 * content is zeros after the header), and what comes back is named as OpenSSL would.
 */
import type { Running } from '../../linux/process/wait.ts';
import type { TcpSocket } from '../../linux/socket/tcp/tcp-socket.ts';
import type { ShellProcess } from '../command.ts';
import type { Limits } from './connection.ts';
import { type CurlFailure, failure } from './failure.ts';
import type { CurlOutput } from './output.ts';
import type { CurlUrl } from './url.ts';

/** A TLS record of 512 octets that holds a ClientHello. */
function clientHello(): Uint8Array {
  const record = new Uint8Array(517);
  record.set([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03]);
  return record;
}

export function* secureConnect(
  process: ShellProcess,
  socket: TcpSocket,
  url: CurlUrl,
  output: CurlOutput,
  limits: Limits,
): Running<CurlFailure> {
  const where = `${url.host}:${String(url.port)}`;
  output.info('ALPN: offers h2,http/1.1');
  output.info('TLSv1.3 (OUT), TLS handshake, Client hello (1):');
  socket.send(clientHello());
  for (;;) {
    const answer = yield* socket.receive(limits.end);
    if (answer === 'EINTR') continue;
    if (answer === 'EAGAIN') {
      const spent = Math.floor((process.clock.now - limits.start) / 1000);
      return failure(28, `SSL connection timeout after ${String(spent)} milliseconds`);
    }
    if (answer === 'ECONNRESET')
      return failure(35, `OpenSSL SSL_connect: Connection reset by peer in connection to ${where} `);
    if (typeof answer === 'string' || answer.length === 0)
      return failure(35, `OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to ${where} `);
    if (answer[0] === 0x16) return failure(35, 'not simulated: TLS');
    return failure(35, 'OpenSSL/3.0.19: error:0A00010B:SSL routines::wrong version number');
  }
}
