/**
 * The request curl sends (http.c of libcurl): method, headers in its order, and the body from -d, -F or -T.
 */
import { toBase64 } from '../../net/base64/base64.ts';
import { joined } from '../../net/wire/octets.ts';
import { utf8 } from '../../net/wire/utf8.ts';
import type { PostData } from './data.ts';
import type { CurlOptions } from './options.ts';
import type { CurlProxy } from './proxy.ts';
import { hostHeader, type CurlUrl, urlText } from './url.ts';

export interface CurlRequest {
  readonly method: string;
  /** With all headers and the blank line. */
  readonly head: string;
  readonly body: Uint8Array;
  /** How the body goes: with the head, after it, or after the server has said `100 Continue`. */
  readonly sends: 'together' | 'apart' | 'when asked';
}

/** What a request is made of, besides the options. */
export interface RequestMatter {
  readonly url: CurlUrl;
  readonly method: string | undefined;
  readonly data: PostData | undefined;
  readonly form: { readonly body: Uint8Array; readonly boundary: string } | undefined;
  /** undefined: nothing to upload. */
  readonly upload: { readonly content: Uint8Array; readonly fromInput: boolean } | undefined;
  readonly credentials: string | undefined;
  /** Headers of the reader's own that name secrets stay with the host they were for. */
  readonly sameHost: boolean;
  readonly cookie: string | undefined;
  readonly referer: string | undefined;
  readonly range: string | undefined;
  /** An HTTP proxy that is asked for the whole URL. */
  readonly proxy: CurlProxy | undefined;
}

/** Above this, the server is asked before the body goes. */
const largePost = 1024 * 1024;

export function buildRequest(options: CurlOptions, matter: RequestMatter): CurlRequest {
  const { flags, values } = options;
  const { url, data, form, upload, proxy } = matter;
  const usual = flags.has('head')
    ? 'HEAD'
    : upload !== undefined
      ? 'PUT'
      : form !== undefined || data !== undefined
        ? 'POST'
        : 'GET';
  const method = matter.method ?? usual;
  const old = flags.has('http1.0');
  const own = new Map<string, string | undefined>();
  const extra: string[] = [];
  for (const header of options.headers) {
    const match = /^([^:;]+)([:;])\s*(.*)$/.exec(header);
    if (match === null) continue;
    const [, name = '', sign, value = ''] = match;
    const key = name.toLowerCase();
    if (sign === ';') extra.push(`${name}:`);
    else if (value === '') own.set(key, undefined);
    else {
      own.set(key, value);
      const isSecret = key === 'authorization' || key === 'cookie';
      if (key !== 'host' && (matter.sameHost || !isSecret || flags.has('location-trusted')))
        extra.push(`${name}: ${value}`);
    }
  }
  const chunked =
    (own.get('transfer-encoding')?.toLowerCase() === 'chunked' || upload?.fromInput === true) && !old;
  let body = form?.body ?? upload?.content ?? utf8(data?.text ?? '');
  const { length } = body;
  if (chunked && (upload !== undefined || data !== undefined)) body = inChunks(body);
  const target = values.get('request-target') ?? (proxy === undefined ? url.target : urlText(url));
  const lines = [`${method} ${target} HTTP/${old ? '1.0' : '1.1'}`];
  const put = (name: string, value: string | undefined) => {
    if (value !== undefined && !own.has(name.toLowerCase())) lines.push(`${name}: ${value}`);
  };
  const host = own.has('host') && matter.sameHost ? own.get('host') : hostHeader(url);
  if (host !== undefined) lines.push(`Host: ${host}`);
  put('Proxy-Authorization', basic(proxy?.credentials));
  const token = values.get('oauth2-bearer');
  put('Authorization', token === undefined ? basic(matter.credentials) : `Bearer ${token}`);
  put('Range', matter.range === undefined ? undefined : `bytes=${matter.range}`);
  put('User-Agent', (values.get('user-agent') ?? 'curl/7.88.1') || undefined);
  const json = data?.json === true;
  if (!json) put('Accept', '*/*');
  if (flags.has('tr-encoding')) lines.push('Connection: TE', 'TE: gzip');
  put('Accept-Encoding', flags.has('compressed') ? 'deflate, gzip, br, zstd' : undefined);
  put('Referer', matter.referer);
  put('Proxy-Connection', proxy === undefined ? undefined : 'Keep-Alive');
  if (flags.has('http2') && url.scheme === 'http')
    lines.push(
      'Connection: Upgrade, HTTP2-Settings',
      'Upgrade: h2c',
      'HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA',
    );
  put('Cookie', matter.cookie);
  const since = values.get('time-cond');
  if (since !== undefined) {
    const name = since.startsWith('-')
      ? 'If-Unmodified-Since'
      : since.startsWith('=')
        ? 'Last-Modified'
        : 'If-Modified-Since';
    put(name, new Date(Date.parse(since.replace(/^[-+=]/, ''))).toUTCString());
  }
  if (json) put('Content-Type', 'application/json');
  if (json) put('Accept', 'application/json');
  lines.push(...extra);
  let sends: CurlRequest['sends'] = 'together';
  if (upload !== undefined || form !== undefined || data !== undefined) {
    if (!chunked) put('Content-Length', String(length));
    else if (!own.has('transfer-encoding')) lines.push('Transfer-Encoding: chunked');
    if (form !== undefined) put('Content-Type', `multipart/form-data; boundary=${form.boundary}`);
    else if (data !== undefined && !json) put('Content-Type', 'application/x-www-form-urlencoded');
    if (upload !== undefined || form !== undefined) sends = 'apart';
    const asks =
      !old &&
      (own.get('expect') !== undefined ||
        ((upload !== undefined || length > largePost) && !own.has('expect')));
    if (asks) sends = 'when asked';
    if (asks) put('Expect', '100-continue');
  }
  return { method, head: `${lines.join('\r\n')}\r\n\r\n`, body, sends };
}

function inChunks(body: Uint8Array): Uint8Array {
  if (body.length === 0) return utf8('0\r\n\r\n');
  return joined([utf8(`${body.length.toString(16)}\r\n`), body, utf8('\r\n0\r\n\r\n')]);
}

export function basic(credentials: string | undefined): string | undefined {
  if (credentials === undefined) return undefined;
  return `Basic ${toBase64(utf8(credentials.includes(':') ? credentials : `${credentials}:`))}`;
}
