/**
 * One URL: connect, ask, read the answer, follow redirections, and try again with a password (libcurl's multi.c, url.c).
 */
import { millisecond, second } from '../../clock/clock.ts';
import { headerOf } from '../../linux/program/http/message.ts';
import type { Running } from '../../linux/process/wait.ts';
import { connect, type Limits, redirectedTo } from './connection.ts';
import { exchange } from './exchange.ts';
import { type CurlFailure, failure } from './failure.ts';
import { formBody } from './form.ts';
import type { CurlOptions } from './options.ts';
import type { CurlOutput } from './output.ts';
import { chooseProxy, type CurlProxy } from './proxy.ts';
import { buildRequest, type RequestMatter } from './request.ts';
import { secureConnect } from './secure.ts';
import type { Connection, CurlSession } from './session.ts';
import { telnet } from './telnet.ts';
import { tunnel } from './tunnel.ts';
import { type CurlUrl, follow, parseUrl, urlText } from './url.ts';
import type { TransferFacts } from './write-out.ts';

const mostRedirects = 50;

/** A transfer that has begun: what its steps share. */
export interface Transfer {
  readonly session: CurlSession;
  readonly options: CurlOptions;
  readonly output: CurlOutput;
  readonly facts: TransferFacts;
  readonly limits: Limits;
  /** The last row of the meter, before the connection's end is told. */
  readonly finishMeter: () => void;
}

export type Matter = Pick<RequestMatter, 'data' | 'form' | 'upload'>;

export function limitsOf(options: CurlOptions, start: number): Limits {
  const { maxTime } = options;
  return {
    start,
    end: maxTime === undefined ? undefined : start + Math.round(maxTime * second) + millisecond,
  };
}

/** What is no URL, or none of those that are allowed, is refused before anything begins. */
export function readUrl(text: string, options: CurlOptions, isRedirect: boolean): CurlUrl | CurlFailure {
  const url = parseUrl(text, options.flags.has('path-as-is'), options.values.get('proto-default'));
  if (url === 'malformed') return failure(3, 'URL using bad/illegal format or missing URL', 'told');
  if (!('unsupported' in url) && schemeOf(url, options, isRedirect)) return url;
  const scheme = 'unsupported' in url ? url.unsupported : url.scheme;
  return failure(1, `Protocol "${scheme}" not supported or disabled in libcurl`, 'told');
}

export function* run(transfer: Transfer, text: string, given: Matter): Running<CurlFailure | undefined> {
  const { session, options, facts, limits } = transfer;
  const { flags, values } = options;
  const { trace, process } = session;
  let matter = given;
  let method = values.get('request');
  let address = text;
  let [referer, auto] = (values.get('referer') ?? '').split(';');
  let firstHost: string | undefined;
  let withPassword = !flags.has('anyauth');
  const limit = Number(values.get('max-redirs') ?? mostRedirects);
  for (let hops = 0; ; hops++) {
    const url = readUrl(address, options, hops > 0);
    if ('code' in url) {
      if (url.code !== 3) trace.info(url.message);
      trace.info('Closing connection -1');
      return url;
    }
    facts.effectiveUrl = urlText(url);
    firstHost ??= url.host;
    const sameHost = url.host === firstHost;
    const asked: Asked = {
      ...matter,
      url,
      method,
      referer: referer === '' ? undefined : referer,
      sameHost,
      credentials:
        withPassword && (sameHost || flags.has('location-trusted'))
          ? (values.get('user') ?? url.user)
          : undefined,
    };
    const outcome = yield* once(transfer, asked);
    if (outcome !== undefined) return outcome;
    if (!withPassword && facts.status === 401 && (values.get('user') ?? url.user) !== undefined) {
      const kind = headerOf(facts.headers, 'www-authenticate') ?? '';
      if (!/^basic\b/i.test(kind))
        return failure(1, `not simulated: ${kind.split(' ')[0] ?? ''} authentication`);
      withPassword = true;
      trace.info(`Issue another request to this URL: '${urlText(url)}'`);
      continue;
    }
    const location = headerOf(facts.headers, 'location');
    const redirected = facts.status >= 300 && facts.status < 400 && location !== undefined;
    if (!redirected) return undefined;
    const next = follow(url, location);
    if (!flags.has('location')) {
      facts.redirectUrl = next;
      return undefined;
    }
    if (limit >= 0 && hops >= limit) {
      const message = `Maximum (${String(limit)}) redirects followed`;
      trace.info(message);
      facts.redirectUrl = next;
      return failure(47, message, 'told');
    }
    facts.redirects++;
    facts.redirectTime = process.clock.now - limits.start;
    if (auto === 'auto') referer = urlText(url);
    else auto = undefined;
    trace.info(`Issue another request to this URL: '${next}'`);
    const keepsPost =
      facts.status === 307 ||
      facts.status === 308 ||
      (facts.status <= 303 && flags.has(`post${String(facts.status)}`)) ||
      facts.status === 300;
    const posts = matter.data !== undefined || matter.form !== undefined;
    if (facts.status === 303 && (posts || matter.upload !== undefined) && !keepsPost) {
      trace.info(`Switch to ${flags.has('head') ? 'HEAD' : 'GET'}`);
      matter = { data: undefined, form: undefined, upload: undefined };
    } else if (posts && !keepsPost) {
      trace.info('Switch from POST to GET');
      matter = { ...matter, data: undefined, form: undefined };
      if (method === 'POST') method = undefined;
    }
    address = next;
  }
}

/** May this protocol be used here? A redirection leads to few of them. */
function schemeOf(
  url: CurlUrl | { unsupported: string },
  options: CurlOptions,
  redirected: boolean,
): boolean {
  if ('unsupported' in url) return false;
  const list = options.values.get(redirected ? 'proto-redir' : 'proto');
  let allowed = redirected ? ['http', 'https', 'ftp', 'ftps'].includes(url.scheme) : true;
  for (const part of (list ?? '').split(',')) {
    const [, sign = '', name = ''] = /^([-+=]?)(.*)$/.exec(part) ?? [];
    const fits = name.toLowerCase() === 'all' || name.toLowerCase() === url.scheme;
    if (sign === '-') allowed &&= !fits;
    else if (sign === '=') allowed = fits;
    else if (name !== '') allowed ||= fits;
  }
  return allowed;
}

type Asked = Matter & Pick<RequestMatter, 'url' | 'method' | 'referer' | 'sameHost' | 'credentials'>;

function* once(transfer: Transfer, asked: Asked): Running<CurlFailure | undefined> {
  const { session, options, facts, limits } = transfer;
  const { trace, process } = session;
  const { url } = asked;
  if (url.scheme === 'file') return readFile(transfer, url);
  if (url.scheme === 'tftp') return failure(1, 'not simulated: tftp');
  const proxy = chooseProxy(process, options, trace, url);
  const key = `${proxy === undefined ? '' : `${proxy.host}:${String(proxy.port)} `}${url.scheme}:${url.host}:${String(url.port)}`;
  let connection = reusable(session, key);
  if (connection !== undefined) {
    trace.info('Found bundle for host: 0x5581c3f7a2b0 [serially]');
    trace.info('Can not multiplex, even if we wanted to');
    trace.info(
      `Re-using existing connection #${String(connection.number)} with host ${connection.shownHost}`,
    );
    facts.preTransfer = process.clock.now - limits.start;
  } else {
    session.open?.socket.close();
    session.open = undefined;
    const made = yield* connectTo(transfer, url, proxy, key);
    if ('code' in made) return made;
    connection = made;
  }
  const problem = yield* talk(transfer, asked, connection, proxy);
  return problem;
}

function* connectTo(
  transfer: Transfer,
  url: CurlUrl,
  proxy: CurlProxy | undefined,
  key: string,
): Running<Connection | CurlFailure> {
  const { session, options, facts, limits, finishMeter } = transfer;
  const { trace, process } = session;
  const path = options.values.get('unix-socket') ?? options.values.get('abstract-unix-socket');
  if (path !== undefined) return unixSocket(transfer, url, path, options.values.has('unix-socket'));
  const aim = proxy ?? redirectedTo(session, options, url.host, url.port);
  const target = {
    host: aim.host,
    port: aim.port,
    shown: 'isOther' in aim && aim.isOther ? '(nil)' : aim.host,
    zone: url.zone,
    isProxy: proxy !== undefined,
    key,
  };
  const connected = yield* connect(session, options, target, limits);
  if ('code' in connected) {
    if (!connected.told) trace.info(connected.message);
    // A name that is not known ends it before the meter has anything to close.
    if (connected.code !== 6 && connected.code !== 5) finishMeter();
    trace.info(`Closing connection ${String(session.connections)}`);
    session.connections++;
    return connected;
  }
  const { connection } = connected;
  session.connections++;
  facts.connects++;
  facts.nameLookup = connected.nameLookup - limits.start;
  facts.connected = connected.connected - limits.start;
  facts.preTransfer = process.clock.now - limits.start;
  const { socket } = connection;
  facts.scheme = url.scheme;
  facts.remoteAddress = socket.remoteAddress.text;
  facts.remotePort = socket.remotePort;
  facts.localAddress = socket.localAddress.text;
  facts.localPort = socket.localPort;
  return connection;
}

/** No program here listens on a Unix socket. */
function unixSocket(transfer: Transfer, url: CurlUrl, path: string, isFile: boolean): CurlFailure {
  const { session, finishMeter } = transfer;
  const { trace } = session;
  const shown = isFile ? path : '';
  const why =
    isFile && !session.process.files.has(session.source.absolute(path))
      ? 'No such file or directory'
      : 'Connection refused';
  trace.info(`  Trying ${shown}:0...`);
  trace.info(`Immediate connect fail for ${shown}: ${why}`);
  const message = `Failed to connect to ${url.host} port ${String(url.port)} after 0 ms: Couldn't connect to server`;
  trace.info(message);
  finishMeter();
  trace.info(`Closing connection ${String(session.connections++)}`);
  return failure(7, message, 'told');
}

function* talk(
  transfer: Transfer,
  asked: Asked,
  connection: Connection,
  proxy: CurlProxy | undefined,
): Running<CurlFailure | undefined> {
  const { session, options, output, facts, limits, finishMeter } = transfer;
  const { trace, process } = session;
  const { url } = asked;
  const { socket, number } = connection;
  const close = (): void => {
    finishMeter();
    trace.info(`Closing connection ${String(number)}`);
    socket.close();
    session.open = undefined;
  };
  const end = (failed: CurlFailure): CurlFailure => {
    if (!failed.told) trace.info(failed.message);
    close();
    return failed;
  };
  if (proxy !== undefined && !proxy.scheme.startsWith('http'))
    return end(failure(1, `not simulated: a ${proxy.scheme} proxy`, 'told'));
  const tunnels = proxy !== undefined && (url.scheme !== 'http' || options.flags.has('proxytunnel'));
  if (tunnels && !connection.tunnelled) {
    const failed = yield* tunnel(transfer, url, connection, proxy);
    if (failed !== undefined) return end(failed);
    connection.tunnelled = true;
  }
  if (url.scheme === 'telnet') {
    yield* telnet(session, output, socket, limits);
    close();
    return undefined;
  }
  if (url.scheme === 'https') return end(yield* secureConnect(session, options, socket, url, limits));
  if (url.scheme !== 'http') return end(failure(1, `not simulated: ${url.scheme}`, 'told'));
  const { credentials } = asked;
  if (proxy?.credentials !== undefined)
    trace.info(`Proxy auth using Basic with user '${proxy.credentials.split(':')[0] ?? ''}'`);
  if (credentials !== undefined)
    trace.info(`Server auth using Basic with user '${credentials.split(':')[0] ?? ''}'`);
  const now = Math.floor(process.place.environment.wallTime / 1000);
  const kept = session.cookies?.header(url.host, url.target, false, now);
  const cookies = [...(kept === undefined ? [] : [kept]), ...(asked.sameHost ? options.cookies : [])];
  const resumed = facts.resumedAt === undefined ? undefined : `${String(facts.resumedAt)}-`;
  const request = buildRequest(options, {
    ...asked,
    cookie: cookies.length === 0 ? undefined : cookies.join(kept === undefined ? ';' : '; '),
    range: resumed ?? options.values.get('range'),
    proxy: tunnels ? undefined : proxy,
  });
  facts.method = request.method;
  facts.sentPassword = credentials !== undefined;
  const outcome = yield* exchange(session, options, output, url, connection, request, limits, facts);
  if (typeof outcome === 'object' && outcome.code !== 22) return end(outcome);
  const failed = typeof outcome === 'object' ? outcome : undefined;
  if (failed !== undefined && options.flags.has('fail')) return end(failed);
  if (outcome === 'close') close();
  else {
    finishMeter();
    session.open = connection;
    trace.info(`Connection #${String(number)} to host ${connection.shownHost} left intact`);
  }
  return failed;
}

function reusable(session: CurlSession, key: string): Connection | undefined {
  const { open, trace } = session;
  if (open?.key !== key) return undefined;
  if (open.socket.state === 'established') return open;
  trace.info(`Connection ${String(open.number)} seems to be dead`);
  trace.info(`Closing connection ${String(open.number)}`);
  return undefined;
}

function readFile(
  { session, output, facts, finishMeter }: Transfer,
  { target }: CurlUrl,
): CurlFailure | undefined {
  const bytes = session.source.bytes(decodeURI(target));
  if (bytes === undefined) {
    finishMeter();
    return failure(37, `Couldn't open file ${target}`);
  }
  output.body(bytes);
  facts.received = bytes.length;
  finishMeter();
  return undefined;
}

/** The parts of a form, put together once. @param draw a number below 2^32 */
export function formOf(options: CurlOptions, draw: () => number): RequestMatter['form'] {
  if (options.forms.length === 0) return undefined;
  const hex = () => draw().toString(16).padStart(8, '0');
  const boundary = `------------------------${hex()}${hex()}`;
  return { boundary, body: formBody(options.forms, boundary) };
}
