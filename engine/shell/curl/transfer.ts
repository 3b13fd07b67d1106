/**
 * One URL: connect, ask, read the answer, follow redirections (libcurl's multi.c, transfer.c, http.c).
 */
import { millisecond, second } from '../../clock/clock.ts';
import { strerror } from '../../linux/errno.ts';
import { headerOf } from '../../linux/program/http/message.ts';
import type { Running } from '../../linux/process/wait.ts';
import type { ShellProcess } from '../command.ts';
import { utf8 } from '../../net/wire/utf8.ts';
import { connect, type Connection, type Limits } from './connection.ts';
import { type CurlFailure, failure } from './failure.ts';
import type { CurlOptions } from './options.ts';
import type { CurlOutput } from './output.ts';
import { buildRequest, postData } from './request.ts';
import { ResponseReader } from './response.ts';
import { secureConnect } from './secure.ts';
import { telnet } from './telnet.ts';
import { type CurlUrl, follow, parseUrl, urlText } from './url.ts';
import type { TransferFacts } from './write-out.ts';

/** What is kept between transfers: the open connection and how many there were. */
export interface ConnectionCache {
  open: Connection | undefined;
  count: number;
}

const mostRedirects = 50;

export function* transfer(
  process: ShellProcess,
  options: CurlOptions,
  output: CurlOutput,
  text: string,
  cache: ConnectionCache,
  facts: TransferFacts,
): Running<CurlFailure | undefined> {
  const start = process.clock.now;
  const end =
    options.maxTime === undefined ? undefined : start + Math.round(options.maxTime * second) + millisecond;
  const limits: Limits = { start, end };
  const data = postData(options, process.files);
  if (data !== undefined && 'unreadable' in data)
    return failure(26, 'Failed to open/read local data from file/application');
  let method = options.values.get('request');
  let body = data;
  let address = text;
  const limit = Number(options.values.get('max-redirs') ?? mostRedirects);
  for (let hops = 0; ; hops++) {
    const url = parseUrl(address);
    if (url === 'malformed') return failure(3, 'URL using bad/illegal format or missing URL');
    if ('unsupported' in url)
      return failure(1, `Protocol "${url.unsupported}" not supported or disabled in libcurl`);
    if ('notSimulated' in url) return failure(1, `not simulated: ${url.notSimulated}`);
    facts.url = urlText(url);
    facts.scheme = url.scheme;
    const outcome = yield* once(process, options, output, url, cache, facts, limits, method, body);
    if (outcome !== undefined) return outcome;
    const location = headerOf(facts.headers, 'location');
    const redirected = facts.status >= 300 && facts.status < 400 && location !== undefined;
    if (!redirected) return undefined;
    const next = follow(url, location);
    if (!options.flags.has('location')) {
      facts.redirectUrl = next;
      return undefined;
    }
    if (limit >= 0 && hops >= limit) return failure(47, `Maximum (${String(limit)}) redirects followed`);
    facts.redirects++;
    facts.redirectTime = process.clock.now - start;
    if (facts.status !== 307 && facts.status !== 308 && body !== undefined) {
      body = undefined;
      if (method === 'POST') method = undefined;
    }
    output.info(`Issue another request to this URL: '${next}'`);
    address = next;
  }
}

function* once(
  process: ShellProcess,
  options: CurlOptions,
  output: CurlOutput,
  url: CurlUrl,
  cache: ConnectionCache,
  facts: TransferFacts,
  limits: Limits,
  method: string | undefined,
  data: { readonly text: string; readonly json: boolean } | undefined,
): Running<CurlFailure | undefined> {
  const { clock } = process;
  const started = limits.start;
  const closing = (number: number) => {
    output.info(`Closing connection ${String(number)}`);
  };
  let connection = reusable(cache, url);
  if (connection === undefined) {
    cache.open?.socket.close();
    cache.open = undefined;
    const number = cache.count;
    const connected = yield* connect(process, options, output, url, number, limits);
    if ('code' in connected) {
      output.info(connected.message);
      closing(number);
      return connected;
    }
    cache.count++;
    connection = connected.connection;
    facts.connects++;
    facts.nameLookup = connected.nameLookup - started;
    facts.connected = connected.connected - started;
  } else {
    output.info('Found bundle for host: 0x5581c3f7a2b0 [serially]');
    output.info('Can not multiplex, even if we wanted to');
    output.info(`Re-using existing connection #${String(connection.number)} with host ${url.host}`);
  }
  const { socket, number } = connection;
  facts.preTransfer = clock.now - started;
  facts.remoteAddress = socket.remoteAddress.text;
  facts.remotePort = socket.remotePort;
  facts.localAddress = socket.localAddress.text;
  facts.localPort = socket.localPort;
  const end = (failed: CurlFailure): CurlFailure => {
    output.info(failed.message);
    closing(number);
    socket.close();
    cache.open = undefined;
    return failed;
  };
  if (url.scheme === 'telnet') {
    yield* telnet(process, socket, limits);
    closing(number);
    socket.close();
    return undefined;
  }
  if (url.scheme === 'https') return end(yield* secureConnect(process, socket, url, output, limits));

  const credentials = options.values.get('user') ?? url.user;
  if (credentials !== undefined)
    output.info(`Server auth using Basic with user '${credentials.split(':')[0] ?? ''}'`);
  const request = buildRequest(options, url, data, method);
  facts.method = request.method;
  const head = utf8(request.head);
  output.sentHead(request.head);
  facts.requestOctets += head.length;
  facts.sent = request.body.length;
  const all = new Uint8Array(head.length + request.body.length);
  all.set(head);
  all.set(request.body, head.length);
  output.sentBody(request.body);
  const sent = socket.send(all);
  if (sent !== undefined) return end(failure(55, `Send failure: ${strerror(sent)}`));

  const reader = new ResponseReader(request.method === 'HEAD');
  let shown = 0;
  while (!reader.complete) {
    const bytes = yield* socket.receive(limits.end);
    if (bytes === 'EAGAIN') return end(timedOut(reader, clock.now - started));
    if (bytes === 'EINTR') continue;
    if (typeof bytes === 'string') return end(failure(56, `Recv failure: ${strerror(bytes)}`));
    if (bytes.length === 0) {
      if (!reader.hasBytes) return end(failure(52, 'Empty reply from server'));
      if (reader.missing !== undefined && reader.missing > 0)
        return end(failure(18, `transfer closed with ${String(reader.missing)} bytes remaining to read`));
      break;
    }
    if (facts.startTransfer === 0) facts.startTransfer = clock.now - started;
    const part = reader.take(bytes);
    if (part === 'malformed') return end(failure(1, 'Received HTTP/0.9 when not allowed'));
    const answer = reader.head;
    if (answer === undefined) continue;
    if (shown === 0) {
      shown = 1;
      facts.status = answer.status;
      facts.version = answer.version;
      facts.headers = answer.headers;
      facts.headerOctets += answer.octets;
      const include = options.flags.has('include') || options.flags.has('head');
      for (const line of answer.lines) output.receivedHeadLine(line, include);
      if (options.flags.has('fail') && answer.status >= 400)
        return end(failure(22, `The requested URL returned error: ${String(answer.status)}`));
      output.receivedHeadLine('', include);
    }
    facts.received = reader.received;
    const ignored =
      answer.status >= 300 &&
      answer.status < 400 &&
      options.flags.has('location') &&
      headerOf(answer.headers, 'location') !== undefined;
    if (!ignored) output.body(part);
  }
  facts.received = reader.received;
  const answer = reader.head;
  const closes =
    answer === undefined ||
    answer.version === '1.0' ||
    headerOf(answer.headers, 'connection')?.toLowerCase() === 'close' ||
    (reader.contentLength === undefined && request.method !== 'HEAD' && !reader.complete);
  if (closes) {
    cache.open = undefined;
    closing(number);
    socket.close();
  } else {
    cache.open = connection;
    output.info(`Connection #${String(number)} to host ${url.host} left intact`);
  }
  if (options.flags.has('fail-with-body') && facts.status >= 400)
    return failure(22, `The requested URL returned error: ${String(facts.status)}`);
  return undefined;
}

function timedOut(reader: ResponseReader, elapsed: number): CurlFailure {
  const spent = String(Math.floor(elapsed / millisecond));
  const length = reader.contentLength;
  const bytes = length === undefined ? '' : ` out of ${String(length)}`;
  return failure(
    28,
    `Operation timed out after ${spent} milliseconds with ${String(reader.received)}${bytes} bytes received`,
  );
}

function reusable(cache: ConnectionCache, url: CurlUrl): Connection | undefined {
  const open = cache.open;
  if (open === undefined || open.host !== url.host || open.port !== url.port) return undefined;
  return open.socket.state === 'established' ? open : undefined;
}
