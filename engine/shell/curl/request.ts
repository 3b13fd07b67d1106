/**
 * The request curl sends (http.c of libcurl): method, headers in its order, body from -d and its kin.
 */
import type { FileTree } from '../../linux/file/file-tree.ts';
import { utf8 } from '../../net/wire/utf8.ts';
import type { CurlOptions } from './options.ts';
import { hostHeader, type CurlUrl } from './url.ts';

export interface CurlRequest {
  readonly method: string;
  /** With all headers and the blank line. */
  readonly head: string;
  readonly body: Uint8Array;
}

/** The data of all -d, joined; undefined without any. @returns an error text when a file cannot be read */
export function postData(
  options: CurlOptions,
  files: FileTree,
): { readonly text: string; readonly json: boolean } | { readonly unreadable: string } | undefined {
  if (options.data.length === 0) return undefined;
  const parts: string[] = [];
  let json = false;
  for (const entry of options.data) {
    const space = entry.indexOf(' ');
    const kind = entry.slice(0, space);
    const value = entry.slice(space + 1);
    if (kind === 'json') json = true;
    if (kind === 'data-urlencode') parts.push(urlEncoded(value));
    else if (value.startsWith('@') && kind !== 'data-raw') {
      const text = files.text(value.slice(1));
      if (text === undefined) return { unreadable: value.slice(1) };
      parts.push(kind === 'data-binary' || kind === 'json' ? text : text.replace(/[\r\n]/g, ''));
    } else parts.push(value);
  }
  return { text: parts.join(json ? '' : '&'), json };
}

/** `name=content`, the content encoded; `=content` and `content` without a name. */
function urlEncoded(value: string): string {
  const equals = value.indexOf('=');
  const encode = (text: string) =>
    encodeURIComponent(text).replace(
      /[!'()*]/g,
      (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  if (equals < 0) return encode(value);
  const name = value.slice(0, equals);
  return `${name}${name === '' ? '' : '='}${encode(value.slice(equals + 1))}`;
}

export function buildRequest(
  options: CurlOptions,
  url: CurlUrl,
  data: { readonly text: string; readonly json: boolean } | undefined,
  method: string | undefined,
): CurlRequest {
  const { flags, values } = options;
  const inUrl = flags.has('get') && data !== undefined;
  const body = data === undefined || inUrl ? new Uint8Array(0) : utf8(data.text);
  const usual = flags.has('head') ? 'HEAD' : data !== undefined && !inUrl ? 'POST' : 'GET';
  const used = method ?? usual;
  const target = values.get('request-target') ?? (inUrl ? withQuery(url.target, data.text) : url.target);

  const own = new Map<string, string | undefined>();
  const extra: string[] = [];
  for (const header of options.headers) {
    const match = /^([^:;]+)([:;])\s*(.*)$/.exec(header);
    if (match === null) continue;
    const [, name = '', sign, value = ''] = match;
    if (sign === ';') extra.push(`${name}:`);
    else if (value === '') own.set(name.toLowerCase(), undefined);
    else {
      if (name.toLowerCase() !== 'host') extra.push(`${name}: ${value}`);
      own.set(name.toLowerCase(), value);
    }
  }
  const lines = [`${used} ${target} HTTP/${flags.has('http1.0') ? '1.0' : '1.1'}`];
  const put = (name: string, value: string | undefined) => {
    if (value !== undefined && !own.has(name.toLowerCase())) lines.push(`${name}: ${value}`);
  };
  if (!own.has('host')) lines.push(`Host: ${hostHeader(url)}`);
  else if (own.get('host') !== undefined) lines.push(`Host: ${own.get('host') ?? ''}`);
  const credentials = values.get('user') ?? url.user;
  put(
    'Authorization',
    credentials === undefined ? undefined : `Basic ${base64(utf8(withColon(credentials)))}`,
  );
  put('User-Agent', values.get('user-agent') ?? 'curl/7.88.1');
  put('Accept', data?.json === true ? 'application/json' : '*/*');
  put('Accept-Encoding', flags.has('compressed') ? 'deflate, gzip, br, zstd' : undefined);
  put('Referer', values.get('referer'));
  put('Cookie', values.get('cookie')?.includes('=') === true ? values.get('cookie') : undefined);
  if (data?.json === true && !own.has('content-type')) lines.push('Content-Type: application/json');
  lines.push(...extra);
  if (data !== undefined && !inUrl) {
    put('Content-Length', String(body.length));
    if (!data.json) put('Content-Type', 'application/x-www-form-urlencoded');
  }
  return { method: used, head: `${lines.join('\r\n')}\r\n\r\n`, body };
}

function withQuery(target: string, query: string): string {
  return `${target}${target.includes('?') ? '&' : '?'}${query}`;
}

function withColon(credentials: string): string {
  return credentials.includes(':') ? credentials : `${credentials}:`;
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** RFC 4648 section 4. */
function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const word = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const left = bytes.length - at;
    text += digits.charAt(word >> 18) + digits.charAt((word >> 12) & 63);
    text += left > 1 ? digits.charAt((word >> 6) & 63) : '=';
    text += left > 2 ? digits.charAt(word & 63) : '=';
  }
  return text;
}
