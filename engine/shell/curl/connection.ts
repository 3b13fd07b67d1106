/**
 * Connecting: name, addresses one after another, time limits, and the connection that is kept for the next request
 * (libcurl's connect.c, cf-socket.c, hostip.c).
 */
import { millisecond, type Time } from '../../clock/clock.ts';
import { Address } from '../../net/address/address.ts';
import { endpointText } from '../../net/flow/flow.ts';
import { type Errno, strerror } from '../../linux/errno.ts';
import type { Running } from '../../linux/process/wait.ts';
import { resolve } from '../../linux/resolver/lookup.ts';
import type { TcpSocket } from '../../linux/socket/tcp/tcp-socket.ts';
import type { ShellProcess } from '../command.ts';
import { type CurlFailure, failure } from './failure.ts';
import type { CurlOptions } from './options.ts';
import type { CurlOutput } from './output.ts';
import type { CurlUrl } from './url.ts';

/** libcurl's own limit when none is given: five minutes. */
const defaultConnectTime = 300_000;

export interface Connection {
  readonly socket: TcpSocket;
  readonly host: string;
  readonly port: number;
  readonly number: number;
}

export interface Limits {
  readonly start: Time;
  /** Absolute; undefined: no limit. */
  readonly end: Time | undefined;
}

export interface Connected {
  readonly connection: Connection;
  readonly nameLookup: Time;
  readonly connected: Time;
}

export function* connect(
  process: ShellProcess,
  options: CurlOptions,
  output: CurlOutput,
  url: CurlUrl,
  number: number,
  limits: Limits,
): Running<Connected | CurlFailure> {
  const { clock } = process;
  const began = clock.now;
  const elapsed = () => Math.floor((clock.now - began) / millisecond);
  const target = redirected(options, url);
  const known = fixedAddresses(options, target.host, target.port);
  const found = known ?? (yield* resolve(process, target.host, familiesOf(options), 'both'));
  if (typeof found === 'string') return failure(6, `Could not resolve host: ${target.host}`);
  if (limits.end !== undefined && clock.now >= limits.end) {
    const spent = Math.floor((clock.now - limits.start) / millisecond);
    return failure(28, `Resolving timed out after ${String(spent)} milliseconds`);
  }
  if (known !== undefined) output.info(`Hostname ${target.host} was found in DNS cache`);
  const nameLookup = clock.now;
  const limit =
    options.connectTimeout === undefined ? defaultConnectTime : Math.round(options.connectTimeout * 1000);
  const connectEnd = began + (limit + 1) * millisecond;
  let last: Errno = 'ECONNREFUSED';
  let timedOut = false;
  for (const address of found.addresses) {
    output.info(`  Trying ${endpointText(address, target.port)}...`);
    const socket = process.place.sockets.tcp(process, address.family);
    if (url.zone !== undefined && address.isLinkLocal) socket.device = process.place.devices.get(url.zone);
    const bound = bind(process, options, socket);
    if (bound !== undefined) {
      socket.close();
      return bound;
    }
    const started = clock.now;
    const until = Math.min(connectEnd, limits.end ?? Number.POSITIVE_INFINITY);
    const errno = yield* socket.connectWithin(address, target.port, until);
    if (errno === undefined) {
      output.info(
        `Connected to ${target.host} (${address.text}) port ${String(target.port)} (#${String(number)})`,
      );
      const connection = { socket, host: url.host, port: url.port, number };
      return { connection, nameLookup, connected: clock.now };
    }
    socket.close();
    if (limits.end !== undefined && clock.now >= limits.end) {
      const spent = Math.floor((clock.now - limits.start) / millisecond);
      return failure(28, `Connection timed out after ${String(spent)} milliseconds`);
    }
    timedOut = errno === 'EINPROGRESS';
    if (timedOut) output.info(`After ${String(limit)}ms connect time, move on!`);
    last = timedOut ? 'ETIMEDOUT' : errno;
    if (errno === 'ENETUNREACH' || errno === 'EHOSTUNREACH') last = errno;
    output.info(
      // connect(2) itself refused, before anything was sent.
      immediate(errno) && clock.now === started
        ? `Immediate connect fail for ${address.text}: ${strerror(last)}`
        : `connect to ${address.text} port ${String(target.port)} failed: ${strerror(last)}`,
    );
  }
  const why = timedOut ? 'Timeout was reached' : "Couldn't connect to server";
  const code = timedOut ? 28 : 7;
  return failure(
    code,
    `Failed to connect to ${target.host} port ${String(target.port)} after ${String(elapsed())} ms: ${why}`,
  );
}

function familiesOf({ flags }: CurlOptions): 'any' | 'ipv4' | 'ipv6' {
  return flags.has('ipv4') ? 'ipv4' : flags.has('ipv6') ? 'ipv6' : 'any';
}

/** connect(2) itself refused, before anything was sent. */
function immediate(errno: Errno): boolean {
  return errno === 'ENETUNREACH' || errno === 'EADDRNOTAVAIL' || errno === 'EACCES' || errno === 'EINVAL';
}

function bind(process: ShellProcess, options: CurlOptions, socket: TcpSocket): CurlFailure | undefined {
  const name = options.values.get('interface');
  const portText = options.values.get('local-port');
  let address = socket.any;
  if (name !== undefined) {
    const bare = name.replace(/^(if|host)!/, '');
    const device = process.place.devices.get(bare);
    const given = Address.tryParse(bare);
    if (device !== undefined) {
      socket.device = device;
      const own = device.addresses.find(({ prefix }) => prefix.family === socket.family);
      if (own !== undefined) address = own.prefix.address;
    } else if (given?.family === socket.family) address = given;
    else return failure(45, `Couldn't bind to '${bare}'`);
  }
  if (name === undefined && portText === undefined) return undefined;
  const [low = 0, high = low] = (portText ?? '0').split('-').map(Number);
  let errno: Errno | undefined = 'EADDRINUSE';
  for (let port = low; port <= high && errno === 'EADDRINUSE'; port++) {
    socket.reuseAddress = true;
    errno = socket.bind(address, port);
  }
  if (errno === undefined) return undefined;
  return failure(
    45,
    errno === 'EADDRNOTAVAIL' && name !== undefined
      ? `bind failed with errno 99: ${strerror(errno)}`
      : `bind failed with errno 98: ${strerror(errno)}`,
  );
}

/** --connect-to HOST1:PORT1:HOST2:PORT2 */
function redirected(options: CurlOptions, url: CurlUrl): { readonly host: string; readonly port: number } {
  for (const entry of options.connectTo) {
    const [host = '', port = '', toHost = '', toPort = ''] = entry.split(':');
    if ((host === '' || host === url.host) && (port === '' || Number(port) === url.port))
      return { host: toHost === '' ? url.host : toHost, port: toPort === '' ? url.port : Number(toPort) };
  }
  return url;
}

export interface ResolveEntry {
  readonly host: string;
  readonly port: number;
  readonly addresses: readonly Address[];
}

/** --resolve HOST:PORT:ADDRESS[,ADDRESS]… @returns undefined when it cannot be read */
export function readResolve(entry: string): ResolveEntry | undefined {
  const match = /^\+?([^:]+):(\d+):(.+)$/.exec(entry);
  if (match === null) return undefined;
  const [, host = '', port = '', list = ''] = match;
  const addresses = list.split(',').map((text) => Address.tryParse(text.replace(/^\[|\]$/g, '')));
  const good = addresses.filter((address) => address !== undefined);
  return good.length === addresses.length ? { host, port: Number(port), addresses: good } : undefined;
}

function fixedAddresses(
  options: CurlOptions,
  host: string,
  port: number,
): { readonly addresses: readonly Address[] } | undefined {
  for (const entry of options.resolve) {
    const fixed = readResolve(entry);
    if (
      fixed !== undefined &&
      fixed.port === port &&
      (fixed.host === '*' || fixed.host.toLowerCase() === host.toLowerCase())
    )
      return { addresses: fixed.addresses };
  }
  return undefined;
}
