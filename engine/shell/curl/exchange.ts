/**
 * One request and its answer over a connection (libcurl's http.c, transfer.c).
 */
import { millisecond, second, type Time } from '../../clock/clock.ts';
import { strerror } from '../../linux/errno.ts';
import { headerOf } from '../../linux/program/http/message.ts';
import type { Running } from '../../linux/process/wait.ts';
import { joined } from '../../net/wire/octets.ts';
import { utf8 } from '../../net/wire/utf8.ts';
import type { Limits } from './connection.ts';
import { type CurlFailure, failure } from './failure.ts';
import type { CurlOptions } from './options.ts';
import type { CurlOutput } from './output.ts';
import type { CurlRequest } from './request.ts';
import { ResponseReader } from './response.ts';
import type { Connection, CurlSession } from './session.ts';
import type { CurlUrl } from './url.ts';
import { urlText } from './url.ts';
import type { TransferFacts } from './write-out.ts';

/** How an exchange went, when it did not fail: is the connection of further use? */
export type Exchanged = 'keep' | 'close';

export function* exchange(
  session: CurlSession,
  options: CurlOptions,
  output: CurlOutput,
  url: CurlUrl,
  { socket }: Connection,
  request: CurlRequest,
  limits: Limits,
  facts: TransferFacts,
): Running<Exchanged | CurlFailure> {
  const { trace, process } = session;
  const { clock } = process;
  const { flags, values } = options;
  const head = utf8(request.head);
  trace.sentHead(request.head);
  facts.requestOctets += head.length;
  let bodyWaits = request.sends === 'when asked';
  const send = (bytes: Uint8Array) => {
    const errno = socket.send(bytes);
    return errno === undefined ? undefined : failure(55, `Send failure: ${strerror(errno)}`);
  };
  const sendBody = () => {
    bodyWaits = false;
    trace.data('sent', request.body);
    facts.sent += request.body.length;
    const problem = send(request.body);
    if (problem === undefined && request.sends !== 'together')
      trace.info('We are completely uploaded and fine');
    return problem;
  };
  facts.toSend = request.body.length;
  if (request.sends === 'together') {
    trace.data('sent', request.body);
    facts.sent += request.body.length;
    const problem = send(joined([head, request.body]));
    if (problem !== undefined) return problem;
  } else {
    const problem = send(head) ?? (bodyWaits ? undefined : sendBody());
    if (problem !== undefined) return problem;
  }
  const patience = Math.round(Number(values.get('expect100-timeout') ?? 1) * second);
  const asksUntil = clock.now + patience;

  const reader = new ResponseReader(flags.has('head') || request.method === 'HEAD', {
    raw: flags.has('raw'),
    ignoresLength: flags.has('ignore-content-length'),
    takesOld: flags.has('http0.9'),
  });
  const lines = new HeadLines(session, options, output, url, facts);
  const speed = new SpeedLimit(options, clock.now);
  for (;;) {
    if (reader.complete) break;
    const waits = [limits.end, bodyWaits ? asksUntil : undefined, speed.next(clock.now, reader.received)];
    const until = Math.min(...waits.map((time) => time ?? Number.POSITIVE_INFINITY));
    const bytes = yield* socket.receive(Number.isFinite(until) ? until : undefined);
    if (bytes === 'EINTR') continue;
    if (bytes === 'EAGAIN') {
      if (limits.end !== undefined && clock.now >= limits.end)
        return timedOut(reader, clock.now - limits.start);
      if (bodyWaits && clock.now >= asksUntil) {
        trace.info('Done waiting for 100-continue');
        const problem = sendBody();
        if (problem !== undefined) return problem;
      }
      const slow = speed.failure(clock.now, reader.received);
      if (slow !== undefined) return slow;
      continue;
    }
    if (typeof bytes === 'string') return failure(56, `Recv failure: ${strerror(bytes)}`);
    if (bytes.length === 0) {
      if (!reader.hasBytes) return failure(52, 'Empty reply from server');
      if (reader.missing !== undefined && reader.missing > 0)
        return failure(18, `transfer closed with ${String(reader.missing)} bytes remaining to read`);
      if (reader.head === undefined && !reader.isOld) return 'keep';
      break;
    }
    if (facts.startTransfer === 0) facts.startTransfer = clock.now - limits.start;
    const part = reader.take(bytes);
    const problem = lines.show(reader);
    if (problem !== undefined) return problem;
    if (part === 'old') return failure(1, 'Received HTTP/0.9 when not allowed');
    if (part === 'malformed') return failure(1, 'Unsupported HTTP version in response');
    if (bodyWaits && (reader.continued || reader.head !== undefined)) {
      const failed = reader.continued ? sendBody() : undefined;
      bodyWaits = false;
      if (failed !== undefined) return failed;
    }
    facts.received = reader.received;
    if (part.length > 0) {
      if (lines.ignoresBody) {
        if (mustClose(reader)) return 'close';
        if (!lines.saidSo) trace.info('Ignoring the response-body');
        lines.saidSo = true;
      } else {
        trace.data('received', part);
        output.body(part);
      }
    }
  }
  facts.received = reader.received;
  if (flags.has('fail-with-body') && facts.status >= 400)
    return failure(22, `The requested URL returned error: ${String(facts.status)}`);
  return mustClose(reader) ? 'close' : 'keep';
}

function mustClose(reader: ResponseReader): boolean {
  const { head } = reader;
  if (head === undefined) return true;
  return (
    head.version.startsWith('1.0') ||
    headerOf(head.headers, 'connection')?.toLowerCase() === 'close' ||
    (reader.unsized && !reader.complete)
  );
}

/** The lines of a response's head as they come: told, counted, remembered, and, with -i, put out. */
class HeadLines {
  readonly #session: CurlSession;
  readonly #options: CurlOptions;
  readonly #output: CurlOutput;
  readonly #url: CurlUrl;
  readonly #facts: TransferFacts;
  #shown = 0;
  ignoresBody = false;
  saidSo = false;

  constructor(
    session: CurlSession,
    options: CurlOptions,
    output: CurlOutput,
    url: CurlUrl,
    facts: TransferFacts,
  ) {
    this.#session = session;
    this.#options = options;
    this.#output = output;
    this.#url = url;
    this.#facts = facts;
  }

  show(reader: ResponseReader): CurlFailure | undefined {
    const { flags } = this.#options;
    const facts = this.#facts;
    const include = flags.has('include') || flags.has('head');
    while (this.#shown < reader.lines.length) {
      const line = reader.lines[this.#shown++] ?? '';
      const text = `${line}\r\n`;
      const isFirst = /^HTTP\/(\S+) (\d{3})/.exec(line);
      if (isFirst !== null && (this.#shown === 1 || reader.lines[this.#shown - 2] === '')) {
        facts.version = isFirst[1] ?? '';
        facts.status = Number(isFirst[2]);
        facts.headers = [];
        if (facts.version === '1.0') this.#session.trace.info('HTTP 1.0, assume close after body');
      } else this.#header(line);
      if (line === '') {
        // The empty line is put out before it is told of, even when all fails there.
        if (include) this.#output.headLine(text, urlText(this.#url));
        const problem = this.#atEnd(reader);
        if (problem !== undefined) return problem;
      }
      if (line !== '' || facts.status >= 200) this.#session.trace.receivedHeadLine(text);
      if (include && line !== '') this.#output.headLine(text, urlText(this.#url));
      if (this.#options.values.get('dump-header') === '-') this.#session.standardOutput.write(text);
      facts.headText += text;
      facts.headerOctets += text.length;
    }
    return undefined;
  }

  #header(line: string): void {
    const { cookies, process, trace } = this.#session;
    const colon = line.indexOf(':');
    if (colon < 1) return;
    const name = line.slice(0, colon);
    const value = line.slice(colon + 1).trim();
    this.#facts.headers = [...this.#facts.headers, [name, value]];
    if (name.toLowerCase() === 'www-authenticate' && this.#facts.sentPassword && /^basic\b/i.test(value))
      trace.info('Authentication problem. Ignoring this.');
    if (name.toLowerCase() === 'set-cookie' && cookies !== undefined) {
      const now = Math.floor(process.place.environment.wallTime / 1000);
      const told = cookies.receive(value, this.#url.host, this.#url.target, now);
      if (told !== undefined) trace.info(told);
    }
  }

  #atEnd(reader: ResponseReader): CurlFailure | undefined {
    const { flags, values } = this.#options;
    const { trace } = this.#session;
    const { status, headers, version } = this.#facts;
    if (status < 200) return undefined;
    if (flags.has('fail') && status >= 400)
      return failure(22, `The requested URL returned error: ${String(status)}`);
    const sized =
      headerOf(headers, 'content-length') !== undefined ||
      headerOf(headers, 'transfer-encoding') !== undefined;
    if (
      version !== '1.0' &&
      !sized &&
      !reader.complete &&
      headerOf(headers, 'connection')?.toLowerCase() !== 'close'
    )
      trace.info('no chunk, no close, no size. Assume close to signal end');
    const most = values.get('max-filesize');
    const length = headerOf(headers, 'content-length');
    if (most !== undefined && length !== undefined && Number(length) > Number(most))
      return failure(63, 'Maximum file size exceeded');
    const moves = status >= 300 && status < 400 && headerOf(headers, 'location') !== undefined;
    const asksAgain =
      status === 401 && flags.has('anyauth') && values.has('user') && !this.#facts.sentPassword;
    this.ignoresBody = (moves && flags.has('location')) || asksAgain;
    return undefined;
  }
}

/** `-Y` octets a second over `-y` seconds, or it is too slow. */
class SpeedLimit {
  readonly #least: number;
  readonly #seconds: number;
  #since: Time;
  #counted = 0;

  constructor({ values }: CurlOptions, now: Time) {
    this.#least = Number(values.get('speed-limit') ?? (values.has('speed-time') ? 1 : 0));
    this.#seconds = Number(values.get('speed-time') ?? 30);
    this.#since = now;
  }

  next(now: Time, received: number): Time | undefined {
    if (this.#least === 0) return undefined;
    if (received - this.#counted >= this.#least * this.#seconds) {
      this.#since = now;
      this.#counted = received;
    }
    return this.#since + this.#seconds * second;
  }

  failure(now: Time, received: number): CurlFailure | undefined {
    const end = this.next(now, received);
    if (end === undefined || now < end) return undefined;
    return failure(
      28,
      `Operation too slow. Less than ${String(this.#least)} bytes/sec transferred the last ${String(this.#seconds)} seconds`,
    );
  }
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
