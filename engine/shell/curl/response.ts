/**
 * Reading a response as it arrives: head line by line, then a body by its length, in chunks, or to the end of the
 * connection (RFC 9112 section 6.3). Interim responses (1xx) pass by.
 */
import { headerOf, readHeaders } from '../../linux/program/http/message.ts';
import { joined } from '../../net/wire/octets.ts';
import { fromUtf8 } from '../../net/wire/utf8.ts';

const nothing = new Uint8Array(0);

export interface ResponseHead {
  readonly version: string;
  readonly status: number;
  /** Each line as it came, without its end. */
  readonly lines: readonly string[];
  readonly headers: readonly (readonly [string, string])[];
  readonly octets: number;
}

export interface ReaderOptions {
  /** Chunks are handed on as they came. */
  readonly raw?: boolean;
  readonly ignoresLength?: boolean;
  /** An answer without a head (HTTP/0.9) is a body. */
  readonly takesOld?: boolean;
}

export class ResponseReader {
  head: ResponseHead | undefined;
  /** Lines of the head that have arrived, with those of interim responses; the empty ones too. */
  readonly lines: string[] = [];
  /** A 100 (Continue) has come. */
  continued = false;
  /** The body has ended; what comes after belongs to another response. */
  complete = false;
  received = 0;
  /** No head at all: what comes is the body. */
  isOld = false;
  /** Nothing tells where the body ends but the end of the connection. */
  unsized = false;
  #pending: Uint8Array = nothing;
  #left: number | undefined;
  #chunked = false;
  #own: string[] = [];
  #octets = 0;
  readonly #withoutBody: boolean;
  readonly #options: ReaderOptions;

  /** @param withoutBody the answer to HEAD */
  constructor(withoutBody: boolean, options: ReaderOptions = {}) {
    this.#withoutBody = withoutBody;
    this.#options = options;
  }

  /** Octets of the body still missing; undefined when nobody said how many there are. */
  get missing(): number | undefined {
    return this.#left;
  }

  get hasBytes(): boolean {
    return this.#pending.length > 0 || this.lines.length > 0 || this.isOld;
  }

  get contentLength(): number | undefined {
    if (this.#options.ignoresLength === true) return undefined;
    const text = this.head === undefined ? undefined : headerOf(this.head.headers, 'content-length');
    return text === undefined ? undefined : Number(text);
  }

  /** @returns why it is no HTTP; else what of the body came with these octets */
  take(bytes: Uint8Array): Uint8Array | 'old' | 'malformed' {
    this.#pending = joined([this.#pending, bytes]);
    while (this.head === undefined && !this.isOld) {
      if (this.#own.length === 0 && !startsLikeHttp(this.#pending)) {
        if (this.#options.takesOld !== true) return 'old';
        this.isOld = true;
        this.unsized = true;
        break;
      }
      const end = this.#pending.indexOf(10);
      if (end < 0) return nothing;
      const line = fromUtf8(this.#pending.subarray(0, end)).replace(/\r$/, '');
      this.#pending = this.#pending.subarray(end + 1);
      this.#octets += end + 1;
      if (!this.#line(line)) return 'malformed';
    }
    return this.#body();
  }

  /** @returns whether it can be a line of a head */
  #line(line: string): boolean {
    const own = this.#own;
    if (own.length === 0 && !/^HTTP\/\d(?:\.\d)? \d{3}(?!\d)/.test(line)) return false;
    this.lines.push(line);
    if (line !== '') {
      own.push(line);
      return true;
    }
    const [, version = '', code] = /^HTTP\/(\S+) (\d{3})/.exec(own[0] ?? '') ?? [];
    const status = Number(code);
    if (status >= 100 && status < 200 && status !== 101) {
      this.continued ||= status === 100;
      this.#own = [];
      return true;
    }
    const headers = readHeaders(own.slice(1));
    this.head = { version, status, lines: own, headers, octets: this.#octets };
    this.#begin(this.head);
    return true;
  }

  #begin(head: ResponseHead): void {
    const { status } = head;
    if (this.#withoutBody || status === 204 || status === 304 || status < 200) {
      this.complete = true;
      return;
    }
    this.#chunked = headerOf(head.headers, 'transfer-encoding')?.toLowerCase() === 'chunked';
    const length = this.contentLength;
    this.unsized = !this.#chunked && length === undefined;
    if (!this.#chunked && length !== undefined) {
      this.#left = length;
      if (length === 0) this.complete = true;
    }
  }

  #body(): Uint8Array {
    if (this.complete) return nothing;
    if (this.#chunked) return this.#chunks();
    let body = this.#pending;
    this.#pending = nothing;
    if (this.#left !== undefined) {
      body = body.subarray(0, this.#left);
      this.#left -= body.length;
      if (this.#left === 0) this.complete = true;
    }
    this.received += body.length;
    return body;
  }

  #chunks(): Uint8Array {
    let out: Uint8Array = nothing;
    const raw = this.#options.raw === true;
    while (!this.complete) {
      const end = this.#pending.indexOf(10);
      if (end < 0) break;
      const size = Number.parseInt(fromUtf8(this.#pending.subarray(0, end)), 16);
      const next = end + 1 + size + 2;
      if (Number.isNaN(size)) this.complete = true;
      else if (this.#pending.length < next) break;
      else {
        out = joined([
          out,
          raw ? this.#pending.subarray(0, next) : this.#pending.subarray(end + 1, next - 2),
        ]);
        this.#pending = this.#pending.subarray(next);
        if (size === 0) this.complete = true;
      }
    }
    this.received += out.length;
    return out;
  }
}

function startsLikeHttp(bytes: Uint8Array): boolean {
  const start = 'HTTP/';
  for (let at = 0; at < Math.min(start.length, bytes.length); at++)
    if (bytes[at] !== start.charCodeAt(at)) return false;
  return true;
}
