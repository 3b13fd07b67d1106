/**
 * One HTTP exchange as GNU wget leads it (http.c, gethttp(); retr.c, fd_read_body()): the request, the head, then the body
 * piece by piece.
 */
import { millisecond, second } from '../../clock/clock.ts';
import { type Errno, strerror } from '../../linux/errno.ts';
import { headerOf, readHeaders } from '../../linux/program/http/message.ts';
import type { Running } from '../../linux/process/wait.ts';
import { joined } from '../../net/wire/octets.ts';
import { utf8 } from '../../net/wire/utf8.ts';
import type { ShellProcess } from '../command.ts';
import { ResponseReader } from '../curl/response.ts';
import type { Connection } from './connect.ts';
import type { Gauge } from './progress.ts';
import type { WgetRequest } from './request.ts';

export interface AnswerHead {
  readonly status: number;
  readonly reason: string;
  readonly lines: readonly string[];
  readonly headers: readonly (readonly [string, string])[];
  /** Of the body; undefined: nobody said. */
  readonly length: number | undefined;
  readonly isOld: boolean;
}

/** What one waits when somebody looks on. */
const tick = 950 * millisecond;

export class Exchange {
  readonly #process: ShellProcess;
  readonly #connection: Connection;
  /** Microseconds; undefined: no limit. */
  readonly #patience: number | undefined;
  readonly #reader: ResponseReader;
  /** Of the body, what came with the head. */
  #waiting: Uint8Array = new Uint8Array(0);
  #ended = false;

  constructor(
    process: ShellProcess,
    connection: Connection,
    seconds: number | undefined,
    request: WgetRequest,
  ) {
    this.#process = process;
    this.#connection = connection;
    this.#patience = seconds === undefined ? undefined : Math.round(seconds * second);
    this.#reader = new ResponseReader(request.method === 'HEAD', { takesOld: true });
    connection.socket.send(joined([utf8(request.head), request.body]));
  }

  /** @returns what wget says when no head comes */
  *head(): Running<AnswerHead | string> {
    const reader = this.#reader;
    const { clock } = this.#process;
    while (reader.head === undefined && !reader.isOld) {
      const until = this.#patience === undefined ? undefined : clock.now + this.#patience;
      const bytes = yield* this.#connection.socket.receive(until);
      if (bytes === 'EINTR') continue;
      if (typeof bytes === 'string')
        return `Read error (${strerror(bytes === 'EAGAIN' ? 'ETIMEDOUT' : bytes)}) in headers.`;
      if (bytes.length === 0) {
        this.#ended = true;
        if (reader.lines.length === 0) return 'No data received.';
        return this.#headOf(reader.lines);
      }
      const part = reader.take(bytes);
      if (part === 'malformed') return '-1';
      if (typeof part === 'object') this.#waiting = joined([this.#waiting, part]);
    }
    if (reader.isOld)
      return {
        status: 200,
        reason: 'No headers, assuming HTTP/0.9',
        lines: [],
        headers: [],
        length: undefined,
        isOld: true,
      };
    return this.#headOf(reader.head?.lines ?? []);
  }

  #headOf(lines: readonly string[]): AnswerHead {
    const headers = readHeaders(lines.slice(1));
    const [, status, reason = ''] = /^HTTP\/\S+ (\d+) ?(.*)$/.exec(lines[0] ?? '') ?? [];
    const length = headerOf(headers, 'content-length');
    const chunked = headerOf(headers, 'transfer-encoding') !== undefined;
    return {
      status: Number(status),
      reason,
      lines,
      headers,
      length: length === undefined || chunked ? undefined : Number(length),
      isOld: false,
    };
  }

  /**
   * @param take gets the pieces
   * @returns why reading failed; seconds it took
   */
  *body(
    gauge: Gauge | undefined,
    take: (piece: Uint8Array) => void,
  ): Running<{ readonly errno: Errno | undefined; readonly seconds: number }> {
    const { clock } = this.#process;
    const began = clock.now;
    const elapsed = () => (clock.now - began) / second;
    const got = (piece: Uint8Array) => {
      if (piece.length === 0) return;
      take(piece);
      gauge?.update(piece.length, elapsed());
    };
    got(this.#waiting);
    this.#waiting = new Uint8Array(0);
    let errno: Errno | undefined;
    let heardAt = clock.now;
    while (!this.#reader.complete && !this.#ended) {
      const patience = this.#patience === undefined ? undefined : heardAt + this.#patience;
      const look = gauge?.isInteractive === true ? clock.now + tick : undefined;
      const until = Math.min(patience ?? Number.POSITIVE_INFINITY, look ?? Number.POSITIVE_INFINITY);
      const bytes = yield* this.#connection.socket.receive(Number.isFinite(until) ? until : undefined);
      if (bytes === 'EINTR') continue;
      if (bytes === 'EAGAIN') {
        if (patience !== undefined && clock.now >= patience) {
          errno = 'ETIMEDOUT';
          break;
        }
        gauge?.update(0, elapsed());
        continue;
      }
      heardAt = clock.now;
      if (typeof bytes === 'string') {
        errno = bytes;
        break;
      }
      if (bytes.length === 0) this.#ended = true;
      else {
        const part = this.#reader.take(bytes);
        if (typeof part === 'object') got(part);
      }
    }
    return { errno, seconds: elapsed() };
  }

  /** The connection can be asked again. */
  get isReusable(): boolean {
    const { head, complete } = this.#reader;
    if (head === undefined || !complete) return false;
    const connection = headerOf(head.headers, 'connection')?.toLowerCase();
    return head.version === '1.1' ? connection !== 'close' : connection === 'keep-alive';
  }
}
