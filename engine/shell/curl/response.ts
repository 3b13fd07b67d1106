/**
 * Reading a response as it arrives: head, then a body by its length, in chunks, or to the end of the connection
 * (RFC 9112 section 6.3).
 */
import { endOfHead, headerOf, joined, readHeaders } from '../../linux/program/http/message.ts';
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

export class ResponseReader {
  head: ResponseHead | undefined;
  /** The body has ended; what comes after belongs to another response. */
  complete = false;
  received = 0;
  #pending: Uint8Array = nothing;
  #left: number | undefined;
  #chunked = false;
  readonly #withoutBody: boolean;

  /** @param withoutBody the answer to HEAD */
  constructor(withoutBody: boolean) {
    this.#withoutBody = withoutBody;
  }

  /** Octets of the body still missing; undefined when nobody said how many there are. */
  get missing(): number | undefined {
    return this.#left;
  }

  get hasBytes(): boolean {
    return this.#pending.length > 0 || this.head !== undefined;
  }

  get contentLength(): number | undefined {
    const text = this.head === undefined ? undefined : headerOf(this.head.headers, 'content-length');
    return text === undefined ? undefined : Number(text);
  }

  /** @returns `malformed` when it is not HTTP; else what of the body came with these octets */
  take(bytes: Uint8Array): Uint8Array | 'malformed' {
    this.#pending = joined(this.#pending, bytes);
    if (this.head === undefined) {
      const end = endOfHead(this.#pending);
      if (!startsLikeHttp(this.#pending)) return 'malformed';
      if (end === undefined) return nothing;
      const lines = fromUtf8(this.#pending.subarray(0, end)).split('\r\n');
      const first = /^HTTP\/(\d(?:\.\d)?) (\d{3})/.exec(lines[0] ?? '');
      if (first === null) return 'malformed';
      this.head = {
        version: first[1] ?? '',
        status: Number(first[2]),
        lines,
        headers: readHeaders(lines.slice(1)),
        octets: end + 4,
      };
      this.#pending = this.#pending.subarray(end + 4);
      this.#begin(this.head);
    }
    return this.#body();
  }

  #begin(head: ResponseHead): void {
    const { status } = head;
    if (this.#withoutBody || status === 204 || status === 304 || status < 200) {
      this.complete = true;
      return;
    }
    this.#chunked = headerOf(head.headers, 'transfer-encoding')?.toLowerCase() === 'chunked';
    const length = this.contentLength;
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
    for (;;) {
      const end = this.#pending.indexOf(10);
      if (end < 0) return out;
      const size = Number.parseInt(fromUtf8(this.#pending.subarray(0, end)), 16);
      if (Number.isNaN(size)) {
        this.complete = true;
        return out;
      }
      if (this.#pending.length < end + 1 + size + 2) return out;
      out = joined(out, this.#pending.subarray(end + 1, end + 1 + size));
      this.received += size;
      this.#pending = this.#pending.subarray(end + 1 + size + 2);
      if (size === 0) {
        this.complete = true;
        return out;
      }
    }
  }
}

function startsLikeHttp(bytes: Uint8Array): boolean {
  const start = 'HTTP/';
  for (let at = 0; at < Math.min(start.length, bytes.length); at++)
    if (bytes[at] !== start.charCodeAt(at)) return false;
  return true;
}
