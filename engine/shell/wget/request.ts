/**
 * The request GNU wget sends (http.c): headers in its order; one that the user gives takes the place of wget's own.
 */
import { utf8 } from '../../net/wire/utf8.ts';
import { basic } from '../curl/request.ts';
import { hostHeader, type CurlUrl, urlText } from '../curl/url.ts';
import type { WgetOptions } from './options.ts';

export interface WgetRequest {
  readonly method: string;
  readonly head: string;
  readonly body: Uint8Array;
}

export interface RequestMatter {
  readonly url: CurlUrl;
  /** What -c has already; 0: nothing. */
  readonly from: number;
  /** Redirected: the body stays behind. */
  readonly withoutBody: boolean;
  readonly body: Uint8Array | undefined;
  readonly withPassword: boolean;
  readonly throughProxy: boolean;
  readonly cookie: string | undefined;
}

export function credentials({ values }: WgetOptions, url: CurlUrl): string | undefined {
  const user = values.get('http-user') ?? values.get('user');
  if (url.user !== undefined) return url.user;
  return user === undefined
    ? undefined
    : `${user}:${values.get('http-password') ?? values.get('password') ?? ''}`;
}

export function buildRequest(options: WgetOptions, matter: RequestMatter): WgetRequest {
  const { flags, values, headers } = options;
  const { url, from, throughProxy } = matter;
  const body = matter.withoutBody ? undefined : matter.body;
  const posts = values.has('post-data') || values.has('post-file');
  const wanted =
    values.get('method')?.toUpperCase() ?? (posts ? 'POST' : flags.has('spider') ? 'HEAD' : 'GET');
  const method = matter.withoutBody && wanted === 'POST' ? 'GET' : wanted;
  const lines: [string, string][] = [['Host', hostHeader(url)]];
  const put = (name: string, value: string | undefined) => {
    if (value === undefined) return;
    const known = lines.findIndex(([other]) => other.toLowerCase() === name.toLowerCase());
    if (known < 0) lines.push([name, value]);
    else lines[known] = [name, value];
  };
  put('Referer', values.get('referer'));
  if (flags.has('no-cache')) {
    put('Cache-Control', 'no-cache');
    put('Pragma', 'no-cache');
  }
  if (from > 0) put('Range', `bytes=${String(from)}-`);
  put('User-Agent', values.get('user-agent') ?? 'Wget/1.21.3');
  put('Accept', '*/*');
  const compression = values.get('compression');
  put('Accept-Encoding', compression === 'auto' || compression === 'gzip' ? 'gzip' : 'identity');
  if (matter.withPassword) put('Authorization', basic(credentials(options, url)));
  put(
    throughProxy ? 'Proxy-Connection' : 'Connection',
    flags.has('no-http-keep-alive') ? 'Close' : 'Keep-Alive',
  );
  if (body !== undefined) {
    put('Content-Type', 'application/x-www-form-urlencoded');
    put('Content-Length', String(body.length));
  }
  put('Cookie', matter.cookie);
  for (const header of headers) {
    const colon = header.indexOf(':');
    put(header.slice(0, colon), header.slice(colon + 1).trim());
  }
  const target = throughProxy ? urlText(url) : url.target;
  const text = lines
    .filter(([name, value]) => value !== '' || name === 'Host')
    .map(([name, value]) => `${name}: ${value}\r\n`);
  return { method, head: `${method} ${target} HTTP/1.1\r\n${text.join('')}\r\n`, body: body ?? utf8('') };
}
