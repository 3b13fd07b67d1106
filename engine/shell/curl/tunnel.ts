/**
 * CONNECT: a tunnel through an HTTP proxy (libcurl's cf-h1-proxy.c, RFC 9110 section 9.3.6).
 */
import { millisecond } from '../../clock/clock.ts';
import { strerror } from '../../linux/errno.ts';
import type { Running } from '../../linux/process/wait.ts';
import { utf8 } from '../../net/wire/utf8.ts';
import { type CurlFailure, failure } from './failure.ts';
import type { CurlProxy } from './proxy.ts';
import { basic } from './request.ts';
import { ResponseReader } from './response.ts';
import type { Connection } from './session.ts';
import type { Transfer } from './transfer.ts';
import type { CurlUrl } from './url.ts';

export function* tunnel(
  { session, options, limits, facts }: Transfer,
  url: CurlUrl,
  { socket }: Connection,
  proxy: CurlProxy,
): Running<CurlFailure | undefined> {
  const { trace, process } = session;
  const host = url.host.includes(':') ? `[${url.host}]` : url.host;
  const place = `${host}:${String(url.port)}`;
  trace.info('allocate connect buffer');
  trace.info(`Establish HTTP proxy tunnel to ${place}`);
  if (proxy.credentials !== undefined)
    trace.info(`Proxy auth using Basic with user '${proxy.credentials.split(':')[0] ?? ''}'`);
  const lines = [`CONNECT ${place} HTTP/1.1`, `Host: ${place}`];
  const password = basic(proxy.credentials);
  if (password !== undefined) lines.push(`Proxy-Authorization: ${password}`);
  lines.push(
    `User-Agent: ${options.values.get('user-agent') ?? 'curl/7.88.1'}`,
    'Proxy-Connection: Keep-Alive',
  );
  const head = `${lines.join('\r\n')}\r\n\r\n`;
  trace.sentHead(head);
  const refused = socket.send(utf8(head));
  if (refused !== undefined) return failure(55, `Send failure: ${strerror(refused)}`);
  const reader = new ResponseReader(true);
  let shown = 0;
  while (reader.head === undefined) {
    const bytes = yield* socket.receive(limits.end);
    if (bytes === 'EINTR') continue;
    if (bytes === 'EAGAIN') {
      const spent = Math.floor((process.clock.now - limits.start) / millisecond);
      return failure(28, `Proxy CONNECT aborted due to timeout after ${String(spent)} milliseconds`);
    }
    if (typeof bytes === 'string') return failure(56, `Recv failure: ${strerror(bytes)}`);
    if (bytes.length === 0) return failure(56, 'Proxy CONNECT aborted');
    if (typeof reader.take(bytes) === 'string') return failure(56, 'Proxy CONNECT aborted');
    while (shown < reader.lines.length) {
      const line = reader.lines[shown++] ?? '';
      const status = Number(/^HTTP\/\S+ (\d+)/.exec(reader.lines[0] ?? '')?.[1]);
      const sized = reader.lines.some((other) => /^content-length:/i.test(other));
      if (line === '' && status === 200 && sized)
        trace.info('Ignoring Content-Length in CONNECT 200 response');
      trace.receivedHeadLine(`${line}\r\n`);
    }
  }
  const { status } = reader.head;
  facts.connectStatus = status;
  trace.info('CONNECT phase completed');
  if (status >= 200 && status < 300) {
    trace.info(`CONNECT tunnel established, response ${String(status)}`);
    return undefined;
  }
  return failure(56, `CONNECT tunnel failed, response ${String(status)}`);
}
