/**
 * HTTPS as far as it can go: no program of this world speaks TLS. The ClientHello is sent (its size is right, its
 * content is zeros after the header), and what comes back is named as OpenSSL would.
 */
import { millisecond } from '../../clock/clock.ts';
import type { Running } from '../../linux/process/wait.ts';
import type { TcpSocket } from '../../linux/socket/tcp/tcp-socket.ts';
import type { Limits } from './connection.ts';
import { type CurlFailure, failure } from './failure.ts';
import type { CurlOptions } from './options.ts';
import type { CurlSession } from './session.ts';
import type { CurlUrl } from './url.ts';

/** A TLS record of 512 octets that holds a ClientHello. */
function clientHello(): Uint8Array {
  const record = new Uint8Array(517);
  record.set([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03]);
  return record;
}

export function* secureConnect(
  { process, trace }: CurlSession,
  { flags, values }: CurlOptions,
  socket: TcpSocket,
  url: CurlUrl,
  limits: Limits,
): Running<CurlFailure> {
  const where = `${url.host}:${String(url.port)}`;
  if (!flags.has('no-alpn')) trace.info(`ALPN: offers ${flags.has('http1.1') ? '' : 'h2,'}http/1.1`);
  const hello = clientHello();
  trace.info('TLSv1.3 (OUT), TLS handshake, Client hello (1):');
  trace.data('sentSecurely', hello.subarray(5));
  socket.send(hello);
  if (!flags.has('insecure')) {
    trace.info(` CAfile: ${values.get('cacert') ?? '/etc/ssl/certs/ca-certificates.crt'}`);
    trace.info(` CApath: ${values.get('capath') ?? '/etc/ssl/certs'}`);
  }
  for (;;) {
    const answer = yield* socket.receive(limits.end);
    if (answer === 'EINTR') continue;
    if (answer === 'EAGAIN') {
      const spent = Math.floor((process.clock.now - limits.start) / millisecond);
      return failure(28, `Connection timed out after ${String(spent)} milliseconds`);
    }
    if (answer === 'ECONNRESET') {
      trace.info('Recv failure: Connection reset by peer');
      trace.info(`OpenSSL SSL_connect: Connection reset by peer in connection to ${where} `);
      return failure(35, 'Recv failure: Connection reset by peer', 'told');
    }
    if (typeof answer === 'string' || answer.length === 0)
      return failure(35, `OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to ${where} `);
    if (answer[0] === 0x16) return failure(35, 'not simulated: TLS');
    return failure(35, 'OpenSSL/3.0.19: error:0A00010B:SSL routines::wrong version number');
  }
}
