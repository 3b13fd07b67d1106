/**
 * busybox wget for HTTP (networking/wget.c). Left out: FTP, TLS, proxies, -c.
 */
import { second } from '../../clock/clock.ts';
import { fromUtf8, utf8 } from '../../net/wire/utf8.ts';
import { strerror } from '../../linux/errno.ts';
import { headerOf } from '../../linux/program/http/message.ts';
import type { Running } from '../../linux/process/wait.ts';
import { resolve } from '../../linux/resolver/lookup.ts';
import type { ShellProcess } from '../command.ts';
import { basic } from '../curl/request.ts';
import { type CurlUrl, follow, hostHeader, parseUrl } from '../curl/url.ts';
import { fetchOnce, type HttpAnswer } from '../http/fetch.ts';
import { getopt, type LongOption } from '../options/getopt.ts';
import { applet } from './applet.ts';
import { usageOf } from './usage.ts';
import { optionTable } from '../options/option-table.ts';

const long: readonly LongOption[] = optionTable(
  'continue:c quiet:q server-response:S output-document:O= directory-prefix:P= timeout:T= user-agent:U= ' +
    'header= post-data= spider no-check-certificate',
);

interface WgetSettings {
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
  readonly headers: readonly string[];
}

export const busyboxWget = applet('wget', '/usr/bin/wget', function* run(process, words) {
  const { items, operands } = getopt(words, 'cqSO:o:P:Y:U:T:t:', long);
  const flags = new Set<string>();
  const values = new Map<string, string>();
  const headers: string[] = [];
  for (const item of items) {
    if (item.kind === 'error') {
      process.complain(`wget: ${item.message}\n${usageOf('wget')}`);
      return 1;
    }
    const { name, value } = item;
    if (name === 'c' || name === 'o') {
      process.complain(`wget: not simulated: -${name}\n`);
      return 1;
    }
    if (name === 'header') headers.push(value ?? '');
    else if (value === undefined) flags.add(name);
    else values.set(name, value);
  }
  if (operands.length === 0) {
    process.complain(usageOf('wget'));
    return 1;
  }
  let status = 0;
  for (const text of operands)
    status = (yield* download(process, { flags, values, headers }, text)) ? status : 1;
  return status;
});

function* download(process: ShellProcess, settings: WgetSettings, text: string): Running<boolean> {
  const { flags, values } = settings;
  const fail = (why: string) => {
    process.complain(`wget: ${why}\n`);
    return false;
  };
  let address = text;
  for (let hops = 0; hops < 10; hops++) {
    const url = parseUrl(address);
    const port = /^(?:[a-z]+:\/\/)?[^/]*:(\d{5,})(?:\/|$)/i.exec(address)?.[1];
    if (port !== undefined && Number(port) > 65_535) return fail(`bad port '${port}'`);
    if (/^https?:\/\/$/i.test(address)) return fail("bad address ''");
    if (typeof url === 'string' || !('host' in url) || !['http', 'https'].includes(url.scheme))
      return fail(`not an http or ftp url: ${address}`);
    if (url.scheme === 'https') return fail('not simulated: https');
    const found = yield* resolve(process, url.host, 'any', 'both');
    const target = typeof found === 'string' ? undefined : found.addresses[0];
    if (target === undefined) return fail(`bad address '${url.host}'`);
    const shown = target.family === 4 ? target.text : `[${target.text}]`;
    if (!flags.has('q') && hops === 0)
      process.complain(`Connecting to ${hostHeader(url)} (${shown}:${String(url.port)})\n`);
    const answer = yield* fetchOnce(process, {
      address: target,
      port: url.port,
      ...requestFor(settings, url),
      patience: Number(values.get('T') ?? 900) * second,
    });
    if ('step' in answer) {
      if (answer.step === 'connect')
        return fail(`can't connect to remote host (${shown}): ${strerror(answer.errno)}`);
      return fail(
        answer.errno === 'ETIMEDOUT'
          ? 'download timed out'
          : `error getting response${answer.errno === undefined ? '' : `: ${strerror(answer.errno)}`}`,
      );
    }
    if (flags.has('S')) process.complain(`${answer.head.lines.map((line) => `  ${line}\n`).join('')}  \n`);
    const location = headerOf(answer.head.headers, 'location');
    if (answer.head.status >= 300 && answer.head.status < 400 && location !== undefined) {
      address = follow(url, location);
      continue;
    }
    if (answer.head.status !== 200 && answer.head.status !== 206)
      return fail(`server returned error: ${answer.head.lines[0] ?? ''}`);
    return save(process, settings, url, answer);
  }
  return fail('too many redirections');
}

function requestFor(settings: WgetSettings, url: CurlUrl) {
  const { flags, values, headers } = settings;
  const data = values.get('post-data');
  const spider = flags.has('spider');
  const method = data !== undefined ? 'POST' : spider ? 'HEAD' : 'GET';
  const lines = [`${method} ${url.target} HTTP/1.1`];
  const has = (name: string) => headers.some((header) => header.toLowerCase().startsWith(`${name}:`));
  if (!has('host')) lines.push(`Host: ${hostHeader(url)}`);
  if (!has('user-agent')) lines.push(`User-Agent: ${values.get('U') ?? 'Wget'}`);
  lines.push('Connection: close');
  const password = basic(url.user);
  if (password !== undefined) lines.push(`Authorization: ${password}`);
  lines.push(...headers);
  if (data !== undefined) {
    if (!has('content-type')) lines.push('Content-Type: application/x-www-form-urlencoded');
    lines.push(`Content-Length: ${String(utf8(data).length)}`);
  }
  return { head: `${lines.join('\r\n')}\r\n\r\n`, body: utf8(data ?? ''), withoutBody: spider };
}

function save(process: ShellProcess, settings: WgetSettings, url: CurlUrl, answer: HttpAnswer): boolean {
  const { flags, values } = settings;
  const talk = (line: string) => {
    if (!flags.has('q')) process.complain(line);
  };
  if (flags.has('spider')) {
    talk('remote file exists\n');
    return true;
  }
  const path = url.target.split('?')[0] ?? '/';
  const remote = path.slice(path.lastIndexOf('/') + 1) || 'index.html';
  const output = values.get('O') ?? (values.has('P') ? `${values.get('P') ?? ''}/${remote}` : remote);
  if (output === '-') {
    talk('writing to stdout\n');
    process.print(fromUtf8(answer.body));
  } else {
    const file = output.startsWith('/')
      ? output
      : `${process.directory === '/' ? '' : process.directory}/${output}`;
    if (!values.has('O') && process.files.get(file) !== undefined) {
      process.complain(`wget: can't open '${output}': File exists\n`);
      return false;
    }
    if (file !== '/dev/null') {
      const error = process.files.write(file, answer.body);
      if (error !== undefined) {
        process.complain(`wget: can't open '${output}': ${error}\n`);
        return false;
      }
    }
    talk(`saving to '${output}'\n`);
  }
  talk(meter(process, output.slice(output.lastIndexOf('/') + 1), answer.body.length));
  talk(output === '-' ? 'written to stdout\n' : `'${output}' saved\n`);
  return true;
}

function meter(process: ShellProcess, name: string, octets: number): string {
  const terminal = process.stderr.terminal;
  const stars = '*'.repeat(Math.max(1, (terminal?.columns ?? 80) - 48));
  const size =
    octets < 100_000 ? String(octets).padStart(6) : `${String(Math.floor(octets / 1024)).padStart(5)}k`;
  return `${terminal === undefined ? '' : '\r'}${name.slice(0, 20).padEnd(20)} 100% |${stars}|${size}  0:00:00 ETA\n`;
}
