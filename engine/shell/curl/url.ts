/**
 * URLs as libcurl reads them (urlapi.c): a missing scheme is guessed, the path defaults to `/`.
 */
import { legacyAddress } from '../../linux/resolver/legacy-address.ts';

export interface CurlUrl {
  readonly scheme: string;
  /** `name:password`, decoded. */
  readonly user: string | undefined;
  readonly host: string;
  /** The link of a link-local address: `[fe80::1%25eth0]`. */
  readonly zone: string | undefined;
  readonly port: number;
  /** Was the port written? */
  readonly hasPort: boolean;
  /** Path and query, without the fragment. */
  readonly target: string;
}

const defaultPorts: Readonly<Record<string, number>> = {
  http: 80,
  https: 443,
  telnet: 23,
  dict: 2628,
  file: 0,
  ftp: 21,
  ftps: 990,
  gopher: 70,
  gophers: 70,
  imap: 143,
  imaps: 993,
  ldap: 389,
  ldaps: 636,
  mqtt: 1883,
  pop3: 110,
  pop3s: 995,
  rtmp: 1935,
  rtsp: 554,
  scp: 22,
  sftp: 22,
  smb: 445,
  smbs: 445,
  smtp: 25,
  smtps: 465,
  tftp: 69,
};

/** Does libcurl know this protocol? */
export function isFetchable(scheme: string): boolean {
  return Object.hasOwn(defaultPorts, scheme);
}

export type UrlFailure = 'malformed' | { readonly unsupported: string };

/** @param asIs `--path-as-is`; @param usual the scheme of a URL that names none and whose host suggests none */
export function parseUrl(text: string, asIs = false, usual?: string): CurlUrl | UrlFailure {
  if (/[\s\u0000-\u001f]/.test(text)) return 'malformed';
  const match = /^(?:([A-Za-z][A-Za-z0-9+.-]*):\/{1,3})?([^/?#]*)([^#]*)/.exec(text);
  const authority = match?.[2] ?? '';
  const guessed = /^(ftp|dict|ldap|imap|smtp|pop3)\./i.exec(authority)?.[1];
  const scheme = (match?.[1] ?? usual ?? guessed ?? 'http').toLowerCase();
  const defaultPort = Object.hasOwn(defaultPorts, scheme) ? defaultPorts[scheme] : undefined;
  if (defaultPort === undefined) return { unsupported: scheme };
  const rest = match?.[3] ?? '';
  if (scheme === 'file')
    return {
      scheme,
      user: undefined,
      host: '',
      zone: undefined,
      port: 0,
      hasPort: false,
      target: /^file:\/\/\//i.test(text) ? `/${authority}${rest}` : rest,
    };
  const at = authority.lastIndexOf('@');
  const user = at < 0 ? undefined : decoded(authority.slice(0, at));
  const place = /^(\[[0-9a-fA-F:.]+(?:%[^\]]+)?\]|[^:[\]]*)(?::(\d*))?$/.exec(authority.slice(at + 1));
  if (place === null) return 'malformed';
  const [given = '', zone] = (place[1] ?? '')
    .replace(/^\[|\]$/g, '')
    .split(authority.includes('[') ? /%(?:25)?/ : /$^/);
  if (given === '') return 'malformed';
  // 10.2 is 10.0.0.2.
  const host = /^[0-9a-fx.]+$/i.test(given) ? (legacyAddress(given)?.text ?? given) : given;
  const digits = place[2] ?? '';
  const port = digits === '' ? defaultPort : Number(digits);
  if (port > 65_535) return 'malformed';
  const target = rest === '' ? '/' : rest.startsWith('?') ? `/${rest}` : asIs ? rest : squashDots(rest);
  return { scheme, user, host, zone, port, hasPort: digits !== '', target };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `/a/./b/../c` is `/a/c` (RFC 3986 section 5.2.4). */
function squashDots(target: string): string {
  const [path = '', ...query] = target.split('?');
  const out: string[] = [];
  const segments = path.split('/');
  for (const [index, segment] of segments.entries()) {
    const last = index === segments.length - 1;
    if (segment === '..') {
      if (out.length > 1) out.pop();
      if (last) out.push('');
    } else if (segment === '.') {
      if (last) out.push('');
    } else out.push(segment);
  }
  return [out.join('/') || '/', ...query].join('?');
}

export function urlText(url: CurlUrl): string {
  const port = url.hasPort ? `:${String(url.port)}` : '';
  return `${url.scheme}://${hostText(url.host)}${port}${url.target}`;
}

/** The Host header. */
export function hostHeader(url: CurlUrl): string {
  const isDefault = url.port === defaultPorts[url.scheme];
  return isDefault ? hostText(url.host) : `${hostText(url.host)}:${String(url.port)}`;
}

function hostText(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/** Where a Location header leads from `url`. */
export function follow(url: CurlUrl, location: string): string {
  if (/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(location)) return location;
  const port = url.hasPort ? `:${String(url.port)}` : '';
  const base = `${url.scheme}://${hostText(url.host)}${port}`;
  if (location.startsWith('//')) return `${url.scheme}:${location}`;
  if (location.startsWith('/')) return base + location;
  if (location.startsWith('?')) return `${base}${url.target.split('?')[0] ?? '/'}${location}`;
  const path = url.target.split('?')[0] ?? '/';
  return `${base}${path.slice(0, path.lastIndexOf('/') + 1)}${location}`;
}
