/**
 * URLs as GNU wget takes them (url.c), and its proxies (retr.c).
 */
import type { ShellProcess } from '../command.ts';
import { type CurlUrl, parseUrl } from '../curl/url.ts';
import type { WgetOptions } from './options.ts';

const usualPorts: Readonly<Record<string, number>> = { http: 80, https: 443, ftp: 21, ftps: 990 };

/** A URL that names no scheme is one of HTTP. */
export function withScheme(text: string): string {
  const escaped = text.trim().replaceAll(' ', '%20');
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(escaped) ? escaped : `http://${escaped}`;
}

/** @returns what is wrong with it, after the URL and a colon */
export function readUrl(text: string): CurlUrl | string {
  const address = withScheme(text);
  const [, scheme = '', place = ''] = /^([^:]*):\/\/([^/?#]*)/.exec(address) ?? [];
  if (!/^(https?|ftps?)$/i.test(scheme)) return `Unsupported scheme ‘${scheme}’.`;
  const host = place.replace(/^.*@/, '');
  if (host.startsWith('[') && !host.includes(']')) return 'Unterminated IPv6 numeric address.';
  if (host.startsWith('[') && !/^\[[0-9a-f:.]+\]/i.test(host)) return 'Invalid IPv6 numeric address.';
  const port = /:([^\]]*)$/.exec(host)?.[1];
  if (port !== undefined && (!/^\d*$/.test(port) || Number(port) > 65_535)) return 'Bad port number.';
  if (host.replace(/:\d*$/, '') === '') return 'Invalid host name.';
  const url = parseUrl(address);
  if (typeof url === 'string' || 'unsupported' in url) return 'Invalid host name.';
  const name = url.host.replaceAll('%20', ' ').toLowerCase();
  return { ...url, host: name, hasPort: url.port !== usualPorts[url.scheme] };
}

export function proxyFor(process: ShellProcess, options: WgetOptions, url: CurlUrl): CurlUrl | undefined {
  if (options.flags.has('no-proxy')) return undefined;
  const { environment } = process;
  const text = options.values.get(`${url.scheme}_proxy`) ?? environment.get(`${url.scheme}_proxy`) ?? '';
  if (text === '') return undefined;
  const excepted = (environment.get('no_proxy') ?? '').split(/[\s,]+/);
  if (excepted.some((name) => name !== '' && (url.host === name || url.host.endsWith(name))))
    return undefined;
  const proxy = readUrl(text);
  return typeof proxy === 'string' ? undefined : proxy;
}
