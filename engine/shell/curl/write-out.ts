/**
 * `-w`: what curl prints after a transfer (tool_writeout.c, tool_writeout_json.c). Left out: certificates.
 */
import type { Time } from '../../clock/clock.ts';
import type { CurlFailure } from './failure.ts';
import { libraries } from './usage.ts';

/** What is known of a transfer when it has ended. Times count from its start. */
export interface TransferFacts {
  /** As it was given, and as it was asked for at last. */
  url: string;
  effectiveUrl: string;
  method: string;
  /** Empty before a connection was made. */
  scheme: string;
  /** What a proxy said to CONNECT. */
  connectStatus: number;
  sentPassword: boolean;
  /** -C: where in the file it goes on. */
  resumedAt: number | undefined;
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
  /** All heads as they came. */
  headText: string;
  requestOctets: number;
  received: number;
  sent: number;
  toSend: number;
  nameLookup: Time;
  connected: Time;
  preTransfer: Time;
  startTransfer: Time;
  redirectTime: Time;
  total: Time;
  number: number;
  /** undefined: standard output */
  fileName: string | undefined;
  referer: string | undefined;
  failure: CurlFailure | undefined;
}

/** Where the pieces go, one after another. */
export interface WriteOutSinks {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

export function writeOut(format: string, facts: TransferFacts, sinks: WriteOutSinks): void {
  let write = sinks.out;
  for (let at = 0; at < format.length; at++) {
    const letter = format.charAt(at);
    if (letter === '\\') {
      const next = format.charAt(++at);
      const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
      write(escapes[next] ?? `\\${next}`);
      continue;
    }
    if (letter !== '%') {
      write(letter);
      continue;
    }
    if (format.charAt(at + 1) === '%') {
      write('%');
      at++;
      continue;
    }
    const variable = /^%(header)?\{([^}]*)\}/.exec(format.slice(at));
    if (variable === null) {
      write('%');
      continue;
    }
    at += variable[0].length - 1;
    const name = variable[2] ?? '';
    if (variable[1] === 'header') {
      write(facts.headers.find(([known]) => known.toLowerCase() === name.toLowerCase())?.[1] ?? '');
      continue;
    }
    if (name === 'stdout') write = sinks.out;
    else if (name === 'stderr') write = sinks.error;
    else if (name === 'onerror') {
      if (facts.failure === undefined) break;
    } else {
      const value =
        name === 'json'
          ? json(facts)
          : name === 'header_json'
            ? headerJson(facts)
            : Object.hasOwn(values, name)
              ? values[name]?.(facts)
              : undefined;
      if (value === undefined) sinks.error(`curl: unknown --write-out variable: '${name}'\n`);
      else write(value.toString());
    }
  }
}

/** A number as -w writes it and as JSON does. */
class Written {
  readonly #text: string;
  readonly inJson: string;

  constructor(text: string, inJson: string) {
    this.#text = text;
    this.inJson = inJson;
  }

  toString(): string {
    return this.#text;
  }
}

const time = (value: Time) => new Written((value / 1_000_000).toFixed(6), (value / 1_000_000).toFixed(6));
const number = (value: number) => new Written(String(value), String(value));
const code = (value: number) => new Written(String(value).padStart(3, '0'), String(value));
/** JSON has null for what is not known. */
const text = (value: string | undefined) =>
  new Written(value ?? '', value === undefined ? 'null' : JSON.stringify(value));
const orNull = (value: string) => text(value === '' ? undefined : value);
const speed = (octets: number, total: Time) =>
  number(total > 0 ? Math.floor((octets * 1_000_000) / total) : 0);

/** By name, in the order of JSON; those after `urlnum` are not in it. */
const values: Readonly<Record<string, (facts: TransferFacts) => Written>> = {
  certs: () => text(''),
  content_type: ({ headers }) => text(headers.find(([known]) => known.toLowerCase() === 'content-type')?.[1]),
  errormsg: ({ failure }) => text(failure?.message),
  exitcode: ({ failure }) => number(failure?.code ?? 0),
  filename_effective: ({ fileName }) => text(fileName),
  ftp_entry_path: () => text(undefined),
  http_code: ({ status }) => code(status),
  http_connect: ({ connectStatus }) => code(connectStatus),
  http_version: ({ version }) => text(version === '' ? '0' : version),
  local_ip: ({ localAddress }) => text(localAddress),
  local_port: ({ localPort }) => number(localPort),
  method: ({ method }) => text(method),
  num_certs: () => number(0),
  num_connects: ({ connects }) => number(connects),
  num_headers: ({ headers }) => number(headers.length),
  num_redirects: ({ redirects }) => number(redirects),
  proxy_ssl_verify_result: () => number(0),
  redirect_url: ({ redirectUrl }) => orNull(redirectUrl),
  referer: ({ referer }) => text(referer),
  remote_ip: ({ remoteAddress }) => text(remoteAddress),
  remote_port: ({ remotePort }) => number(remotePort),
  response_code: ({ status }) => code(status),
  scheme: ({ scheme }) => orNull(scheme.toUpperCase()),
  size_download: ({ received }) => number(received),
  size_header: ({ headerOctets }) => number(headerOctets),
  size_request: ({ requestOctets }) => number(requestOctets),
  size_upload: ({ sent }) => number(sent),
  speed_download: ({ received, total }) => speed(received, total),
  speed_upload: ({ sent, total }) => speed(sent, total),
  ssl_verify_result: () => number(0),
  time_appconnect: () => time(0),
  time_connect: ({ connected }) => time(connected),
  time_namelookup: ({ nameLookup }) => time(nameLookup),
  time_pretransfer: ({ preTransfer }) => time(preTransfer),
  time_redirect: ({ redirectTime }) => time(redirectTime),
  time_starttransfer: ({ startTransfer }) => time(startTransfer),
  time_total: ({ total }) => time(total),
  url: ({ url }) => text(url),
  url_effective: ({ effectiveUrl }) => text(effectiveUrl),
  urlnum: (facts) => number(facts.number),
};

function json(facts: TransferFacts): string {
  const fields = Object.entries(values).map(([name, value]) => `"${name}":${value(facts).inJson}`);
  return `{${fields.join(',')},"curl_version":"${libraries}"}`;
}

function headerJson({ headers }: TransferFacts): string {
  const byName = new Map<string, string[]>();
  for (const [name, value] of headers) {
    const known = byName.get(name.toLowerCase());
    if (known === undefined) byName.set(name.toLowerCase(), [value]);
    else known.push(value);
  }
  const lines = [...byName].map(
    ([name, all]) => `"${name}":[${all.map((value) => JSON.stringify(value)).join(',')}]`,
  );
  return `{${lines.join(',\n')}\n}`;
}
