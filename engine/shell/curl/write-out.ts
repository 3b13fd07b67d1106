/**
 * `-w`: what curl prints after a transfer (tool_writeout.c). Left out: `%{json}`, `%{header_json}`, certificates.
 */
import type { Time } from '../../clock/clock.ts';
import type { CurlFailure } from './failure.ts';

/** What is known of a transfer when it has ended. Times count from its start. */
export interface TransferFacts {
  url: string;
  method: string;
  scheme: string;
  status: number;
  version: string;
  headers: readonly (readonly [string, string])[];
  remoteAddress: string;
  remotePort: number;
  localAddress: string;
  localPort: number;
  connects: number;
  redirects: number;
  redirectUrl: string;
  headerOctets: number;
  requestOctets: number;
  received: number;
  sent: number;
  nameLookup: Time;
  connected: Time;
  preTransfer: Time;
  startTransfer: Time;
  redirectTime: Time;
  total: Time;
  number: number;
  fileName: string;
  failure: CurlFailure | undefined;
}

/** @returns the text, where it goes, and complaints about variables nobody knows */
export function writeOut(
  format: string,
  facts: TransferFacts,
): { readonly out: string; readonly error: string; readonly unknown: readonly string[] } {
  const parts = { out: '', error: '' };
  const unknown: string[] = [];
  let stream: 'out' | 'error' = 'out';
  for (let at = 0; at < format.length; at++) {
    const letter = format.charAt(at);
    if (letter === '\\') {
      const next = format.charAt(++at);
      const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
      parts[stream] += escapes[next] ?? `\\${next}`;
      continue;
    }
    if (letter !== '%') {
      parts[stream] += letter;
      continue;
    }
    if (format.charAt(at + 1) === '%') {
      parts[stream] += '%';
      at++;
      continue;
    }
    const variable = /^%(header)?\{([^}]*)\}/.exec(format.slice(at));
    if (variable === null) {
      parts[stream] += '%';
      continue;
    }
    at += variable[0].length - 1;
    const name = variable[2] ?? '';
    if (variable[1] === 'header') {
      parts[stream] += facts.headers.find(([known]) => known.toLowerCase() === name.toLowerCase())?.[1] ?? '';
      continue;
    }
    if (name === 'stdout') stream = 'out';
    else if (name === 'stderr') stream = 'error';
    else if (name === 'onerror') {
      if (facts.failure === undefined) break;
    } else {
      const value = valueOf(name, facts);
      if (value === undefined) unknown.push(name);
      else parts[stream] += value;
    }
  }
  return { ...parts, unknown };
}

function valueOf(name: string, facts: TransferFacts): string | undefined {
  const time = (value: Time) => (value / 1_000_000).toFixed(6);
  const speed = (octets: number) =>
    String(facts.total > 0 ? Math.floor((octets * 1_000_000) / facts.total) : 0);
  switch (name) {
    case 'http_code':
    case 'response_code':
      return String(facts.status).padStart(3, '0');
    case 'http_connect':
      return '000';
    case 'http_version':
      return facts.version === '' ? '0' : facts.version;
    case 'remote_ip':
      return facts.remoteAddress;
    case 'remote_port':
      return String(facts.remotePort);
    case 'local_ip':
      return facts.localAddress;
    case 'local_port':
      return String(facts.localPort);
    case 'time_total':
      return time(facts.total);
    case 'time_namelookup':
      return time(facts.nameLookup);
    case 'time_connect':
      return time(facts.connected);
    case 'time_appconnect':
      return time(0);
    case 'time_pretransfer':
      return time(facts.preTransfer);
    case 'time_starttransfer':
      return time(facts.startTransfer);
    case 'time_redirect':
      return time(facts.redirectTime);
    case 'size_download':
      return String(facts.received);
    case 'size_upload':
      return String(facts.sent);
    case 'size_header':
      return String(facts.headerOctets);
    case 'size_request':
      return String(facts.requestOctets);
    case 'speed_download':
      return speed(facts.received);
    case 'speed_upload':
      return speed(facts.sent);
    case 'num_connects':
      return String(facts.connects);
    case 'num_redirects':
      return String(facts.redirects);
    case 'num_headers':
      return String(facts.headers.length);
    case 'redirect_url':
      return facts.redirectUrl;
    case 'content_type':
      return facts.headers.find(([known]) => known.toLowerCase() === 'content-type')?.[1] ?? '';
    case 'url':
    case 'url_effective':
      return facts.url;
    case 'urlnum':
      return String(facts.number);
    case 'filename_effective':
      return facts.fileName;
    case 'method':
      return facts.method;
    case 'scheme':
      return facts.scheme.toUpperCase();
    case 'ssl_verify_result':
    case 'proxy_ssl_verify_result':
      return '0';
    case 'exitcode':
      return String(facts.failure?.code ?? 0);
    case 'errormsg':
      return facts.failure?.message ?? '';
    case 'referer':
    case 'certs':
    case 'ftp_entry_path':
      return '';
    default:
      return undefined;
  }
}
