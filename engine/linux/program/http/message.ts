/**
 * HTTP/1.1 requests and responses as values and octets (RFC 9112), as far as the servers and clients of this world
 * talk. Left out: chunked bodies, trailers, continuation lines.
 */
import { fromUtf8, utf8 } from '../../../net/wire/utf8.ts';

export interface HttpRequest {
  readonly method: string;
  /** Path and query, as sent. */
  readonly target: string;
  readonly version: string;
  /** In the order and case of arrival. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
}

export interface HttpResponse {
  readonly status: number;
  readonly reason: string;
  /** Written in this order; `Content-Length` is the server's own to give. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
  /** Close the connection afterwards. */
  readonly close: boolean;
}

/** Where the blank line that ends a message's head begins; undefined while it has not come. */
export function endOfHead(bytes: Uint8Array): number | undefined {
  for (let at = 3; at < bytes.length; at++)
    if (bytes[at] === 10 && bytes[at - 1] === 13 && bytes[at - 2] === 10 && bytes[at - 3] === 13)
      return at - 3;
  return undefined;
}

/** @returns undefined while it is not complete; `malformed` when it never will be a request; else it and its length */
export function readRequest(
  bytes: Uint8Array,
): { readonly request: HttpRequest; readonly length: number } | 'malformed' | undefined {
  const end = endOfHead(bytes);
  if (end === undefined) return bytes.length > 65_536 ? 'malformed' : undefined;
  const head = fromUtf8(bytes.subarray(0, end));
  const lineEnd = head.indexOf('\r\n');
  const first = lineEnd < 0 ? head : head.slice(0, lineEnd);
  const [method = '', target = '', protocol = '', ...rest] = first.split(' ');
  if (rest.length > 0 || target === '' || !protocol.startsWith('HTTP/')) return 'malformed';
  let length = 0;
  const start = end + 4;
  if (bytes.length > start || /\r\ncontent-length:/i.test(head)) {
    length = Number(headerOf(headersIn(head), 'content-length') ?? 0);
    if (!Number.isInteger(length) || length < 0) return 'malformed';
    if (bytes.length < start + length) return undefined;
  }
  const request = new ReceivedRequest(
    method,
    target,
    protocol.slice(5),
    head,
    bytes.subarray(start, start + length),
  );
  return { request, length: start + length };
}

/** Most requests are answered without a look at their headers, so these are split when somebody asks. */
class ReceivedRequest implements HttpRequest {
  readonly method: string;
  readonly target: string;
  readonly version: string;
  readonly body: Uint8Array;
  readonly #head: string;
  #headers: HttpRequest['headers'] | undefined;

  constructor(method: string, target: string, version: string, head: string, body: Uint8Array) {
    this.method = method;
    this.target = target;
    this.version = version;
    this.#head = head;
    this.body = body;
  }

  get headers(): HttpRequest['headers'] {
    this.#headers ??= headersIn(this.#head);
    return this.#headers;
  }
}

const headersIn = (head: string) => readHeaders(head.split('\r\n').slice(1));

export function readHeaders(lines: readonly string[]): (readonly [name: string, value: string])[] {
  return lines.flatMap((line) => {
    const colon = line.indexOf(':');
    return colon < 1 ? [] : [[line.slice(0, colon), line.slice(colon + 1).trim()] as const];
  });
}

/** The first header of that name, in any case. */
export function headerOf(headers: HttpRequest['headers'], name: string): string | undefined {
  const wanted = name.toLowerCase();
  return headers.find(([candidate]) => candidate.toLowerCase() === wanted)?.[1];
}

/** @param withBody false for the answer to HEAD */
export function writeResponse(response: HttpResponse, withBody: boolean): Uint8Array {
  let head = `HTTP/1.1 ${String(response.status)} ${response.reason}\r\n`;
  for (const [name, value] of response.headers) head += `${name}: ${value}\r\n`;
  const start = utf8(`${head}\r\n`);
  if (!withBody || response.body.length === 0) return start;
  const all = new Uint8Array(start.length + response.body.length);
  all.set(start);
  all.set(response.body, start.length);
  return all;
}

/** `Sun, 22 Nov 2026 23:55:09 GMT` (RFC 9110 section 5.6.7). @param wallTime milliseconds since 1970 */
export function httpDate(wallTime: number): string {
  const second = Math.floor(wallTime / 1000);
  if (second !== lastSecond) {
    lastSecond = second;
    lastDate = new Date(second * 1000).toUTCString();
  }
  return lastDate;
}

/** The last answer: a server gives many in one second. */
let lastSecond = -1;
let lastDate = '';
