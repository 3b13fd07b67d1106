/**
 * GNU wget 1.21.3 for HTTP. See README.md.
 */
import { second } from '../../clock/clock.ts';
import type { Address } from '../../net/address/address.ts';
import { fromUtf8, utf8 } from '../../net/wire/utf8.ts';
import { strerror } from '../../linux/errno.ts';
import { headerOf } from '../../linux/program/http/message.ts';
import type { Running } from '../../linux/process/wait.ts';
import { lookupError, resolve } from '../../linux/resolver/lookup.ts';
import type { Command, ShellProcess } from '../command.ts';
import { type CurlUrl, follow, hostHeader, parseUrl, urlText } from '../curl/url.ts';
import { fetchOnce, type HttpAnswer } from '../http/fetch.ts';
import { readWgetOptions, type WgetOptions } from './options.ts';
import { progressText, rateText } from './progress.ts';

/** Exit statuses of wget(1). */
const status = { success: 0, generic: 1, network: 4, server: 8 } as const;
const mostRedirects = 20;

export const wget: Command = {
  name: 'wget',
  path: '/usr/bin/wget',
  *program(process) {
    const options = readWgetOptions(process.arguments.slice(1));
    if ('stop' in options) {
      if (options.stream === 'out') process.print(options.text);
      else process.complain(options.text);
      return options.stop;
    }
    let worst: number = status.success;
    for (const url of options.urls) {
      const outcome = yield* new Download(process, options).run(url);
      if (outcome !== status.success) worst = outcome;
    }
    return worst;
  },
};

class Download {
  readonly #process: ShellProcess;
  readonly #options: WgetOptions;
  /** -nv and -q say less. */
  readonly #wordy: boolean;

  constructor(process: ShellProcess, options: WgetOptions) {
    this.#process = process;
    this.#options = options;
    this.#wordy = !options.flags.has('q') && !options.flags.has('nv');
  }

  *run(text: string): Running<number> {
    const { flags, values, tries } = this.#options;
    let address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
    if (flags.has('spider')) this.#talk('Spider mode enabled. Check if remote file exists.\n');
    const limit = Number(values.get('max-redirect') ?? mostRedirects);
    for (let hops = 0; ; hops++) {
      const url = parseUrl(address);
      if (typeof url === 'string') return this.#fail(`${address}: Invalid host name.`, status.generic);
      if ('unsupported' in url)
        return this.#fail(`${address}: Unsupported scheme ‘${url.unsupported}’.`, status.generic);
      if (url.scheme !== 'http')
        return this.#fail('wget: not simulated: protocols other than HTTP', status.generic);
      const answer = yield* this.#attempts(url, tries);
      if (typeof answer === 'number') return answer;
      const { head } = answer;
      const location = headerOf(head.headers, 'location');
      if (head.status >= 300 && head.status < 400 && location !== undefined) {
        this.#talk(`Location: ${location} [following]\n`);
        if (hops >= limit) return this.#fail(`${String(limit)} redirections exceeded.`, status.server);
        address = follow(url, location);
        continue;
      }
      return this.#finish(url, answer);
    }
  }

  *#attempts(url: CurlUrl, tries: number): Running<HttpAnswer | number> {
    for (let attempt = 1; ; attempt++) {
      const again = attempt > 1 ? `  (try:${String(attempt).padStart(2)})` : '';
      this.#talk(`--${this.#now()}--${again}  ${urlText(url)}\n`);
      const address = yield* this.#resolve(url);
      if (typeof address === 'number') return address;
      const known = url.host === address.text ? url.host : `${url.host} (${url.host})|${address.text}|`;
      const place = `${known}:${String(url.port)}`;
      this.#talk(`Connecting to ${place}... `);
      const answer = yield* fetchOnce(this.#process, {
        address,
        port: url.port,
        ...this.#request(url),
        patience: Math.round(this.#options.timeout * second),
        connected: () => {
          this.#talk('connected.\nHTTP request sent, awaiting response... ');
        },
      });
      if (!('step' in answer)) {
        this.#head(answer);
        return answer;
      }
      const last = tries > 0 && attempt >= tries;
      if (answer.step === 'connect') {
        this.#talk(`failed: ${strerror(answer.errno)}.\n`);
        const retriable = answer.errno === 'ETIMEDOUT' || this.#options.flags.has('retry-connrefused');
        if (!retriable || last) {
          if (retriable) this.#talk('Giving up.\n\n');
          return status.network;
        }
      } else {
        const why =
          answer.errno === undefined
            ? 'No data received.'
            : `Read error (${strerror(answer.errno)}) in headers.`;
        this.#talk(`${why}\n`);
        if (last) {
          this.#talk('Giving up.\n\n');
          return status.network;
        }
      }
      this.#talk('Retrying.\n\n');
      const pause = this.#process.clock.now + Math.min(attempt, 10) * second;
      while (this.#process.clock.now < pause) yield { on: [], until: pause };
    }
  }

  *#resolve(url: CurlUrl): Running<Address | number> {
    const found = yield* resolve(this.#process, url.host);
    const named = typeof found === 'string' || found.from !== 'address';
    if (typeof found === 'string') {
      this.#talk(`Resolving ${url.host} (${url.host})... failed: ${lookupError(found)}.\n`);
      if (!this.#options.flags.has('q'))
        this.#process.complain(`wget: unable to resolve host address ‘${url.host}’\n`);
      return status.network;
    }
    if (named)
      this.#talk(
        `Resolving ${url.host} (${url.host})... ${found.addresses.map((address) => address.text).join(', ')}\n`,
      );
    return found.addresses[0] ?? status.network;
  }

  #request(url: CurlUrl) {
    const { flags, values, headers } = this.#options;
    const data = values.get('post-data') ?? values.get('body-data');
    const spider = flags.has('spider');
    const method = values.get('method') ?? (data !== undefined ? 'POST' : spider ? 'HEAD' : 'GET');
    const lines = [`${method} ${url.target} HTTP/1.1`, `Host: ${hostHeader(url)}`];
    lines.push(`User-Agent: ${values.get('U') ?? 'Wget/1.21.3'}`, 'Accept: */*', 'Accept-Encoding: identity');
    lines.push('Connection: Keep-Alive', ...headers);
    if (data !== undefined)
      lines.push(
        'Content-Type: application/x-www-form-urlencoded',
        `Content-Length: ${String(utf8(data).length)}`,
      );
    return { head: `${lines.join('\r\n')}\r\n\r\n`, body: utf8(data ?? ''), withoutBody: spider };
  }

  #head({ head }: HttpAnswer): void {
    if (this.#options.flags.has('S')) {
      this.#talk('\n');
      this.#process.complain(head.lines.map((line) => `  ${line}\n`).join(''));
    } else this.#talk(`${statusOf(head)}\n`);
  }

  #finish(url: CurlUrl, answer: HttpAnswer): number {
    const { flags, values } = this.#options;
    const { head, body } = answer;
    if (head.status >= 400) {
      const reason = head.lines[0]?.replace(/^HTTP\/\S+ \d+ /, '') ?? '';
      const what = flags.has('spider')
        ? 'Remote file does not exist -- broken link!!!'
        : `${this.#now()} ERROR ${String(head.status)}: ${reason}.`;
      if (!flags.has('q'))
        this.#process.complain(
          `${flags.has('nv') ? `${urlText(url)}:\n` : ''}${what}\n${this.#wordy ? '\n' : ''}`,
        );
      return status.server;
    }
    const length = headerOf(head.headers, 'content-length');
    const type = headerOf(head.headers, 'content-type')?.split(';')[0];
    const size =
      length === undefined
        ? 'unspecified'
        : `${length}${Number(length) >= 1024 ? ` (${human(Number(length))})` : ''}`;
    this.#talk(`Length: ${size}${type === undefined ? '' : ` [${type}]`}\n`);
    if (flags.has('spider')) {
      this.#talk('Remote file exists.\n\n');
      if (flags.has('nv') && !flags.has('q'))
        this.#process.complain(`${this.#now()} URL: ${urlText(url)} ${statusOf(head)}\n`);
      return status.success;
    }
    const path = url.target.split('?')[0] ?? '/';
    const remote = path.slice(path.lastIndexOf('/') + 1) || 'index.html';
    const output =
      values.get('O') ?? this.#freeName(values.has('P') ? `${values.get('P') ?? ''}/${remote}` : remote);
    this.#talk(`Saving to: ‘${output === '-' ? 'STDOUT' : output}’\n`);
    if (output === '-') {
      if (this.#wordy && this.#process.stderr.terminal !== undefined) this.#talk('\n');
      this.#process.print(fromUtf8(body));
    } else if (output !== '/dev/null') {
      const error = this.#process.files.write(this.#absolute(output), body);
      if (error !== undefined) {
        this.#process.complain(`${output}: ${error}\n\nCannot write to ‘${output}’ (${error}).\n`);
        return 3;
      }
    }
    if (this.#wordy)
      this.#process.complain(
        progressText(this.#process.stderr.terminal?.columns, output === '-' ? '-' : remote, body.length),
      );
    const total = length ?? String(body.length);
    const where = output === '-' ? 'written to stdout' : `‘${output}’ saved`;
    this.#talk(`${this.#now()} (${rateText(body.length)}) - ${where} [${String(body.length)}/${total}]\n\n`);
    if (flags.has('nv') && !flags.has('q'))
      this.#process.complain(
        `${this.#now()} URL:${urlText(url)} [${String(body.length)}/${total}] -> "${output}" [1]\n`,
      );
    return status.success;
  }

  /** A file that exists is not overwritten: `index.html.1`. */
  #freeName(name: string): string {
    let candidate = name;
    for (let number = 1; this.#process.files.get(this.#absolute(candidate)) !== undefined; number++)
      candidate = `${name}.${String(number)}`;
    return candidate;
  }

  #absolute(path: string): string {
    return path.startsWith('/')
      ? path
      : `${this.#process.directory === '/' ? '' : this.#process.directory}/${path}`;
  }

  #now(): string {
    return new Date(this.#process.place.environment.wallTime).toISOString().slice(0, 19).replace('T', ' ');
  }

  #talk(text: string): void {
    if (this.#wordy) this.#process.complain(text);
  }

  #fail(text: string, code: number): number {
    if (!this.#options.flags.has('q')) this.#process.complain(`${text}\n`);
    return code;
  }
}

/** `200 OK` */
function statusOf({ lines }: HttpAnswer['head']): string {
  return lines[0]?.replace(/^HTTP\/\S+ /, '') ?? '';
}

/** `195K`, `1.2M` (human_readable). */
function human(octets: number): string {
  const units = ['K', 'M', 'G'];
  let value = octets;
  for (const unit of units) {
    value /= 1024;
    if (value < 1024)
      return value < 10 ? `${value.toFixed(1)}${unit}` : `${String(Math.floor(value))}${unit}`;
  }
  return `${String(Math.floor(value))}G`;
}
