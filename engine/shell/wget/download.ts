/**
 * One URL after all its redirections and tries (http.c, http_loop(); retr.c, retrieve_url()).
 */
import { second } from '../../clock/clock.ts';
import { headerOf } from '../../linux/program/http/message.ts';
import { strerror } from '../../linux/errno.ts';
import type { Running } from '../../linux/process/wait.ts';
import { utf8 } from '../../net/wire/utf8.ts';
import type { ShellProcess } from '../command.ts';
import { CookieJar } from '../curl/cookies.ts';
import { type CurlUrl, follow, urlText } from '../curl/url.ts';
import { Connections } from './connect.ts';
import { type AnswerHead, Exchange } from './exchange.ts';
import { absolute, type WgetLog } from './log.ts';
import type { WgetOptions } from './options.ts';
import { proxyFor, readUrl, withScheme } from './place.ts';
import { gauge } from './progress.ts';
import { buildRequest, credentials } from './request.ts';
import { saveAs, type SavedFile } from './save.ts';
import { secureConnect } from './secure.ts';
import { humanReadable, rateText } from './texts.ts';

/** Exit statuses of wget(1). */
export const status = { success: 0, generic: 1, file: 3, network: 4, auth: 6, server: 8 } as const;

export interface Totals {
  files: number;
  octets: number;
  seconds: number;
}

type Tried = 'again' | { readonly to: string; readonly keepsBody: boolean } | number;

export class Downloads {
  readonly totals: Totals = { files: 0, octets: 0, seconds: 0 };
  readonly #process: ShellProcess;
  readonly #options: WgetOptions;
  readonly #log: WgetLog;
  readonly #connections: Connections;
  readonly #cookies = new CookieJar();
  /** -O FILE, which all go to. */
  readonly #shared: SavedFile | undefined;

  constructor(process: ShellProcess, options: WgetOptions, log: WgetLog, shared: SavedFile | undefined) {
    this.#process = process;
    this.#options = options;
    this.#log = log;
    this.#shared = shared;
    this.#connections = new Connections(process, options, log);
  }

  close(): void {
    this.#connections.close();
  }

  *fetch(text: string): Running<number> {
    const { redirects } = this.#options;
    let address = text;
    let withoutBody = false;
    for (let hops = 0; ; hops++) {
      const url = readUrl(address);
      if (typeof url === 'string') {
        this.#log.say(`${withScheme(address)}: ${url}\n`);
        return status.generic;
      }
      const ended = yield* this.#tries(url, withoutBody);
      if (typeof ended === 'number') return ended;
      if (hops >= redirects) {
        this.#log.say(`${String(redirects)} redirections exceeded.\n`);
        return status.server;
      }
      address = ended.to;
      if (!ended.keepsBody) withoutBody = true;
    }
  }

  *#tries(url: CurlUrl, withoutBody: boolean): Running<Exclude<Tried, 'again'>> {
    const { flags, tries } = this.#options;
    const log = this.#log;
    if (flags.has('spider')) log.talk('Spider mode enabled. Check if remote file exists.\n');
    const file = this.#shared ?? saveAs(this.#process, this.#options, url, undefined);
    if (flags.has('no-clobber') && this.#shared === undefined && file.exists) {
      log.talk(`File ‘${file.name}’ already there; not retrieving.\n\n`);
      return status.success;
    }
    for (let attempt = 1; ; attempt++) {
      const again = attempt > 1 ? `  (try:${String(attempt).padStart(2)})` : '';
      log.talk(`--${log.now()}--${again}  ${urlText(url).replaceAll(' ', '%20')}\n`);
      const last = tries > 0 && attempt >= tries;
      const ended = yield* this.#once(url, withoutBody, last, attempt);
      if (ended !== 'again') return ended;
      if (last) return status.network;
      const pause =
        this.#process.clock.now +
        Math.min(attempt, Number(this.#options.values.get('waitretry') ?? 10)) * second;
      while (this.#process.clock.now < pause) yield { on: [], until: pause };
    }
  }

  #giveUp(last: boolean): void {
    this.#log.talk(last ? 'Giving up.\n\n' : 'Retrying.\n\n');
  }

  *#once(url: CurlUrl, withoutBody: boolean, last: boolean, attempt: number): Running<Tried> {
    const { flags } = this.#options;
    const log = this.#log;
    if (url.scheme.startsWith('ftp')) log.talk(`           => ‘${fileName(url) || '.listing'}’\n`);
    const proxy = proxyFor(this.#process, this.#options, url);
    const at = proxy ?? url;
    const knows = credentials(this.#options, url) !== undefined;
    let withPassword = knows && flags.has('auth-no-challenge');
    const shared = this.#shared;
    for (;;) {
      const file = shared ?? saveAs(this.#process, this.#options, url, undefined);
      const connection = yield* this.#connections.open(at.host, at.port);
      if (connection === 'unknown') return status.network;
      if ('errno' in connection) {
        const final = ['ECONNREFUSED', 'ENETUNREACH', 'EHOSTUNREACH', 'EINVAL'].includes(connection.errno);
        if (final && !flags.has('retry-connrefused')) return status.network;
        this.#giveUp(last);
        return 'again';
      }
      if (url.scheme === 'https') {
        const why = yield* secureConnect(this.#process, connection.socket, this.#options.readTimeout);
        connection.socket.close();
        log.say(`${why}Unable to establish SSL connection.\n`);
        return status.network;
      }
      if (url.scheme !== 'http') {
        log.say(`wget: not simulated: ${url.scheme}\n`);
        return status.generic;
      }
      const from = flags.has('continue') && !flags.has('spider') ? file.length : 0;
      const now = Math.floor(this.#process.place.environment.wallTime / 1000);
      const request = buildRequest(this.#options, {
        url,
        from,
        withoutBody,
        body: this.#body(),
        withPassword,
        throughProxy: proxy !== undefined,
        cookie: flags.has('no-cookies') ? undefined : this.#cookies.header(url.host, url.target, false, now),
      });
      const exchange = new Exchange(this.#process, connection, this.#options.readTimeout, request);
      log.talk(`${proxy === undefined ? 'HTTP' : 'Proxy'} request sent, awaiting response... `);
      const head = yield* exchange.head();
      if (typeof head === 'string') {
        connection.socket.close();
        log.talk(`${head}\n`);
        if (head === '-1') log.say(`${log.now()} ERROR -1: Malformed status line.\n`);
        this.#giveUp(last);
        return 'again';
      }
      this.#tellHead(head);
      for (const [name, value] of head.headers)
        if (name.toLowerCase() === 'set-cookie') this.#cookies.receive(value, url.host, url.target, now);
      const keep = () => {
        if (exchange.isReusable && (request.method !== 'HEAD' || head.status < 300))
          this.#connections.keep(connection);
        else connection.socket.close();
      };
      const location = headerOf(head.headers, 'location');
      const moved = head.status >= 300 && head.status < 400 && head.status !== 304 && location !== undefined;
      if (head.status === 401 || moved || head.status >= 400) {
        const shows = flags.has('content-on-error') && head.status >= 400 && head.status !== 401;
        yield* exchange.body(undefined, (piece) => {
          if (shows) (shared ?? file).append(piece);
        });
        keep();
      }
      if (head.status === 401) {
        const kind = headerOf(head.headers, 'www-authenticate') ?? '';
        if (knows && !withPassword && /^basic\b/i.test(kind)) {
          log.say(`Authentication selected: ${kind}\n`);
          withPassword = true;
          continue;
        }
        log.say('\nUsername/Password Authentication Failed.\n');
        return status.auth;
      }
      if (moved) {
        log.talk(`Location: ${location} [following]\n`);
        return { to: follow(url, location), keepsBody: head.status === 307 || head.status === 308 };
      }
      if (head.status === 416 || (from > 0 && head.status === 200 && from >= (head.length ?? Infinity))) {
        connection.socket.close();
        log.talk('\n    The file is already fully retrieved; nothing to do.\n\n');
        return status.success;
      }
      if (head.status >= 400) return this.#refused(url, head);
      const ended = yield* this.#save(url, head, exchange, from, last, attempt);
      keep();
      return ended;
    }
  }

  #tellHead({ status: code, reason, lines, isOld }: AnswerHead): void {
    if (!isOld && this.#options.flags.has('server-response')) {
      this.#log.talk('\n');
      this.#log.always(lines.map((line) => `  ${line}\n`).join(''));
    } else this.#log.talk(`${String(code)} ${reason}\n`);
  }

  #refused(url: CurlUrl, head: AnswerHead): number {
    const log = this.#log;
    if (this.#options.flags.has('spider')) {
      if (!log.isWordy) log.say(`${urlText(url)}:\n`);
      log.say('Remote file does not exist -- broken link!!!\n');
      log.talk('\n');
      return status.server;
    }
    if (!log.isWordy) log.say(`${urlText(url)}:\n`);
    log.say(`${log.now()} ERROR ${String(head.status)}: ${head.reason}.\n`);
    log.talk('\n');
    return status.server;
  }

  *#save(
    url: CurlUrl,
    head: AnswerHead,
    exchange: Exchange,
    from: number,
    last: boolean,
    attempt: number,
  ): Running<Tried> {
    const { flags, values } = this.#options;
    const log = this.#log;
    const named = flags.has('content-disposition')
      ? headerOf(head.headers, 'content-disposition')
      : undefined;
    const file = this.#shared ?? saveAs(this.#process, this.#options, url, named);
    const partial = head.status === 206;
    const type = headerOf(head.headers, 'content-type')?.split(';')[0];
    if (head.status === 204) {
      log.talk(`${log.now()} (${rateText(0, 1)}) - ‘${file.name}’ saved [0]\n\n`);
      return status.success;
    }
    const start = partial ? from : 0;
    this.#tellLength(head.length, start, type);
    if (flags.has('spider')) {
      const isPage = type === 'text/html' || type === 'application/xhtml+xml';
      log.talk(
        isPage
          ? 'Remote file exists and could contain further links,\nbut recursion is disabled -- not retrieving.\n\n'
          : 'Remote file exists.\n\n',
      );
      log.summarise(`${log.now()} URL: ${urlText(url)} ${String(head.status)} ${head.reason}\n`);
      return status.success;
    }
    log.talk(`Saving to: ‘${file.isOutput ? 'STDOUT' : file.name}’\n`);
    const problem = file.begin();
    if (problem !== undefined) {
      log.say(`${file.name}: ${problem}\n\nCannot write to ‘${file.name}’ (${problem}).\n`);
      return status.file;
    }
    const showsGauge = log.isWordy || flags.has('show-progress');
    const total = head.length === undefined ? 0 : head.length + start;
    const bar = values.get('progress') ?? 'bar';
    const dots = bar.startsWith('dot') || (log.columns === undefined && !bar.includes('force'));
    if (showsGauge) log.talk('\n');
    const shown = showsGauge
      ? gauge({
          write: (text) => {
            log.always(text);
          },
          columns: dots ? undefined : (log.columns ?? 80),
          name: file.isOutput ? '-' : file.baseName,
          initial: start,
          total,
        })
      : undefined;
    // A server that knows no ranges sends what is there already once more.
    let skip = partial ? 0 : from;
    let received = 0;
    const { errno, seconds } = yield* exchange.body(shown, (piece) => {
      const fresh = piece.subarray(Math.min(skip, piece.length));
      skip -= piece.length - fresh.length;
      received += piece.length;
      file.append(fresh);
    });
    shown?.finish(seconds);
    if (shown !== undefined) log.talk('\n');
    file.end();
    const length = start + received;
    this.totals.octets += received;
    this.totals.seconds += seconds;
    const told = `${log.now()} (${rateText(received, seconds)}) - `;
    if (errno !== undefined || length < total) {
      const of = total > 0 ? `/${String(total)}` : '';
      log.talk(
        errno === undefined
          ? `${told}Connection closed at byte ${String(length)}. `
          : `${told}Read error at byte ${String(length)}${of} (${strerror(errno)}). `,
      );
      this.#giveUp(last);
      return 'again';
    }
    this.totals.files++;
    const sizes = head.length === undefined ? String(length) : `${String(length)}/${String(total)}`;
    log.talk(`${told}${file.isOutput ? 'written to stdout' : `‘${file.name}’ saved`} [${sizes}]\n\n`);
    log.summarise(`${log.now()} URL:${urlText(url)} [${sizes}] -> "${file.name}" [${String(attempt)}]\n`);
    if (flags.has('delete-after') && !file.isOutput) {
      log.talk(`Removing ${file.name}.\n`);
      file.remove();
    }
    return status.success;
  }

  #tellLength(length: number | undefined, start: number, type: string | undefined): void {
    const sized = (octets: number) => (octets >= 1024 ? ` (${humanReadable(octets, 10, 1)})` : '');
    let text = 'unspecified';
    if (length !== undefined) {
      text = `${String(length + start)}${sized(length + start)}`;
      if (start > 0) text += `, ${String(length)}${sized(length)} remaining`;
    }
    this.#log.talk(`Length: ${text}${type === undefined ? '' : ` [${type}]`}\n`);
  }

  #body(): Uint8Array | undefined {
    const { values } = this.#options;
    const text = values.get('post-data') ?? values.get('body-data');
    if (text !== undefined) return utf8(text);
    const file = values.get('post-file') ?? values.get('body-file');
    if (file === undefined) return undefined;
    return utf8(this.#process.files.text(absolute(this.#process, file)) ?? '');
  }
}

function fileName(url: CurlUrl): string {
  const [path = '/'] = url.target.split('?');
  return path.slice(path.lastIndexOf('/') + 1);
}
