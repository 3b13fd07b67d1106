/**
 * URLs as libcurl reads them (urlapi.c): a missing scheme is guessed, the path defaults to `/`.
 */
export interface CurlUrl {
  readonly scheme: string;
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

const defaultPorts: Readonly<Record<string, number>> = { http: 80, https: 443, telnet: 23 };
/** Built into libcurl, but nothing in this world speaks them. */
const otherSchemes = new Set(
  'dict file ftp ftps gopher gophers imap imaps ldap ldaps mqtt pop3 pop3s rtmp rtsp scp sftp smb smbs smtp smtps tftp'.split(
    ' ',
  ),
);

export type UrlFailure = 'malformed' | { readonly unsupported: string } | { readonly notSimulated: string };

export function parseUrl(text: string): CurlUrl | UrlFailure {
  if (/[\s\u0000-\u001f]/.test(text)) return 'malformed';
  const match = /^(?:([A-Za-z][A-Za-z0-9+.-]*):\/\/+)?([^/?#]*)([^#]*)/.exec(text);
  const authority = match?.[2] ?? '';
  const scheme = (match?.[1] ?? 'http').toLowerCase();
  if (otherSchemes.has(scheme)) return { notSimulated: scheme };
  const defaultPort = defaultPorts[scheme];
  if (defaultPort === undefined) return { unsupported: scheme };
  const at = authority.lastIndexOf('@');
  const user = at < 0 ? undefined : authority.slice(0, at);
  const place = /^(\[[0-9a-fA-F:.]+(?:%[^\]]+)?\]|[^:[\]]*)(?::(\d*))?$/.exec(authority.slice(at + 1));
  if (place === null) return 'malformed';
  const [host = '', zone] = (place[1] ?? '').replace(/^\[|\]$/g, '').split(/%(?:25)?/);
  if (host === '') return 'malformed';
  const digits = place[2] ?? '';
  const port = digits === '' ? defaultPort : Number(digits);
  if (port > 65_535) return 'malformed';
  const rest = match?.[3] ?? '';
  const target = rest === '' ? '/' : rest.startsWith('?') ? `/${rest}` : squashDots(rest);
  return { scheme, user, host, zone, port, hasPort: digits !== '', target };
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
