/**
 * Connecting: name, addresses one after another, time limits (libcurl's connect.c, cf-socket.c, hostip.c). Left out: two
 * families tried at once (happy eyeballs).
 */
import { millisecond, second, type Time } from '../../clock/clock.ts';
import { Address } from '../../net/address/address.ts';
import { endpointText } from '../../net/flow/flow.ts';
import { type Errno, strerror } from '../../linux/errno.ts';
import type { Running } from '../../linux/process/wait.ts';
import { readHosts } from '../../linux/resolver/configuration.ts';
import { resolve } from '../../linux/resolver/lookup.ts';
import type { TcpSocket } from '../../linux/socket/tcp/tcp-socket.ts';
import { type CurlFailure, failure } from './failure.ts';
import type { CurlOptions } from './options.ts';
import type { Connection, CurlSession } from './session.ts';

/** libcurl's own limit when none is given: five minutes. */
const defaultConnectTime = 300_000;
/** Below this, an address is not given half of the time that is left (TIMEOUT_LARGE). */
const shortTime = 600;

const numbers: Partial<Record<Errno, number>> = { EACCES: 13, EADDRINUSE: 98, EADDRNOTAVAIL: 99 };

export interface Limits {
  readonly start: Time;
  /** Absolute; undefined: no limit. */
  readonly end: Time | undefined;
}

export interface Target {
  readonly host: string;
  readonly port: number;
  /** What -v calls the host: nothing when --connect-to chose it. */
  readonly shown: string;
  readonly zone: string | undefined;
  readonly isProxy: boolean;
  readonly key: string;
}

export interface Connected {
  readonly connection: Connection;
  readonly nameLookup: Time;
  readonly connected: Time;
}

export function* connect(
  session: CurlSession,
  options: CurlOptions,
  target: Target,
  limits: Limits,
): Running<Connected | CurlFailure> {
  const { process, trace } = session;
  const { clock } = process;
  const began = clock.now;
  const elapsed = () => Math.floor((clock.now - began) / millisecond);
  const found = yield* addressesOf(session, options, target);
  if (limits.end !== undefined && clock.now >= limits.end) {
    const spent = Math.floor((clock.now - limits.start) / millisecond);
    return failure(28, `Resolving timed out after ${String(spent)} milliseconds`);
  }
  if ('code' in found) return found;
  const nameLookup = clock.now;
  const limit =
    options.connectTimeout === undefined ? defaultConnectTime : Math.round(options.connectTimeout * 1000);
  let timedOut = false;
  for (const [index, address] of found.entries()) {
    trace.info(`  Trying ${endpointText(address, target.port)}...`);
    const socket = process.place.sockets.tcp(process, address.family);
    if (target.zone !== undefined && address.isLinkLocal)
      socket.device = process.place.devices.get(target.zone);
    if (!options.flags.has('no-keepalive')) keepAlive(socket, options);
    const bound = bind(session, options, socket);
    if (bound !== undefined) {
      socket.close();
      trace.info(
        `Failed to connect to ${target.host} port ${String(target.port)} after ${String(elapsed())} ms: Failed binding local connection end`,
      );
      return bound;
    }
    const left = limit - elapsed();
    const isLast = index === found.length - 1;
    const patience = isLast || left <= shortTime ? left : Math.floor(left / 2);
    const ends = clock.now + (patience + 1) * millisecond;
    const until = Math.min(ends, limits.end ?? Number.POSITIVE_INFINITY);
    const outcome = yield* attempt(socket, address, target.port, until);
    if (outcome === undefined) {
      trace.info(
        `Connected to ${target.shown} (${address.text}) port ${String(target.port)} (#${String(session.connections)})`,
      );
      const connection: Connection = {
        socket,
        shownHost: target.shown,
        key: target.key,
        number: session.connections,
        tunnelled: false,
      };
      return { connection, nameLookup, connected: clock.now };
    }
    socket.close();
    if (limits.end !== undefined && clock.now >= limits.end) {
      const spent = Math.floor((clock.now - limits.start) / millisecond);
      return failure(28, `Connection timed out after ${String(spent)} milliseconds`);
    }
    const { errno, immediate } = outcome;
    timedOut = errno === 'EINPROGRESS';
    trace.info(
      timedOut
        ? `ipv${String(address.family)} connect timeout after ${String(patience)}ms, move on!`
        : immediate
          ? `Immediate connect fail for ${address.text}: ${strerror(errno)}`
          : `connect to ${address.text} port ${String(target.port)} failed: ${strerror(errno)}`,
    );
  }
  const why = timedOut ? 'Timeout was reached' : "Couldn't connect to server";
  return failure(
    timedOut ? 28 : 7,
    `Failed to connect to ${target.host} port ${String(target.port)} after ${String(elapsed())} ms: ${why}`,
  );
}

/** @returns why it failed; `immediate` when connect(2) itself refused, before anything was sent */
function* attempt(
  socket: TcpSocket,
  address: Address,
  port: number,
  until: Time,
): Running<{ readonly errno: Errno; readonly immediate: boolean } | undefined> {
  const { clock } = socket.namespace.environment;
  const started = clock.now;
  const errno = yield* socket.connect(address, port, until);
  return errno === undefined ? undefined : { errno, immediate: clock.now === started };
}

/** A minute of silence, then a question a minute, unless `--keepalive-time` says otherwise. */
function keepAlive(socket: TcpSocket, options: CurlOptions): void {
  const time = Number(options.values.get('keepalive-time') ?? 60) * second;
  socket.setKeepAlive({ idle: time, interval: time });
}

function* addressesOf(
  session: CurlSession,
  options: CurlOptions,
  { host, port, isProxy }: Target,
): Running<readonly Address[] | CurlFailure> {
  const { process, trace } = session;
  const fixed = fixedAddresses(options, host, port);
  const key = `${host.toLowerCase()}:${String(port)}`;
  const known = fixed ?? session.addresses.get(key);
  if (known !== undefined) {
    trace.info(`Hostname ${host} was found in DNS cache`);
    return known;
  }
  const families = options.flags.has('ipv4') ? 'ipv4' : options.flags.has('ipv6') ? 'ipv6' : 'any';
  const found = yield* resolve(process, host, families, 'both');
  if (typeof found !== 'string') {
    session.addresses.set(key, found.addresses);
    return found.addresses;
  }
  // The name is known, but has no address of that family.
  const otherFamily =
    found === 'family' || readHosts(process.files).some(({ names }) => names.includes(host));
  if (families !== 'any' && otherFamily) return failure(7, "Couldn't connect to server", 'told');
  return isProxy
    ? failure(5, `Could not resolve proxy: ${host}`)
    : failure(6, `Could not resolve host: ${host}`);
}

function bind(session: CurlSession, options: CurlOptions, socket: TcpSocket): CurlFailure | undefined {
  const { process, trace } = session;
  const given = options.values.get('interface');
  const range = options.values.get('local-port');
  let address = socket.any;
  if (given !== undefined) {
    const bare = given.replace(/^(if|host)!/, '');
    const device = given.startsWith('host!') ? undefined : process.place.devices.get(bare);
    const named = given.startsWith('if!') ? undefined : Address.tryParse(bare);
    if (device !== undefined) {
      socket.device = device;
      if (range === undefined) return undefined;
    } else if (named?.family === socket.family) {
      const family = named.family === 4 ? '2' : '10';
      trace.info(`Name '${bare}' family ${family} resolved to '${named.text}' family ${family}`);
      address = named;
    } else {
      if (named === undefined) trace.info(`Could not resolve host: ${bare}`);
      trace.info(`Couldn't bind to '${bare}'`);
      return failure(45, `Couldn't bind to '${bare}'`, 'told');
    }
  }
  if (given === undefined && range === undefined) return undefined;
  const [low = 0, high = low] = (range ?? '0').split('-').map(Number);
  let errno: Errno | undefined;
  for (let port = low; port <= high; port++) {
    errno = socket.bind(address, port);
    if (errno === undefined) {
      trace.info(`Local port: ${String(port)}`);
      return undefined;
    }
    if (errno !== 'EADDRINUSE') break;
    if (port < high) trace.info(`Bind to local port ${String(port)} failed, trying next`);
  }
  const last = errno ?? 'EADDRINUSE';
  const problem = `bind failed with errno ${String(numbers[last] ?? 22)}: ${strerror(last)}`;
  trace.info(problem);
  return failure(45, problem, 'told');
}

/** `--connect-to HOST1:PORT1:HOST2:PORT2`. */
export function redirectedTo(
  session: CurlSession,
  options: CurlOptions,
  host: string,
  port: number,
): { readonly host: string; readonly port: number; readonly isOther: boolean } {
  for (const entry of options.connectTo) {
    const [from = '', fromPort = '', to = '', toPort = ''] = entry.split(/:(?![^[]*\])/);
    if ((from !== '' && from !== host) || (fromPort !== '' && Number(fromPort) !== port)) continue;
    if (to !== '') session.trace.info(`Connecting to hostname: ${to.replace(/^\[|\]$/g, '')}`);
    if (toPort !== '') session.trace.info(`Connecting to port: ${toPort}`);
    return {
      host: to === '' ? host : to.replace(/^\[|\]$/g, ''),
      port: toPort === '' ? port : Number(toPort),
      isOther: to !== '',
    };
  }
  return { host, port, isOther: false };
}

export interface ResolveEntry {
  readonly host: string;
  readonly port: number;
  readonly addresses: readonly Address[];
}

/** --resolve HOST:PORT:ADDRESS[,ADDRESS]… @returns undefined when it cannot be read */
export function readResolve(entry: string): ResolveEntry | undefined {
  const removed = /^-([^:]+):(\d+)$/.exec(entry);
  if (removed !== null) return { host: '', port: 0, addresses: [] };
  const match = /^\+?([^:]+):(\d+):(.+)$/.exec(entry);
  if (match === null) return undefined;
  const [, host = '', port = '', list = ''] = match;
  const addresses = list.split(',').map((text) => Address.tryParse(text.replace(/^\[|\]$/g, '')));
  const good = addresses.filter((address) => address !== undefined);
  return good.length === addresses.length ? { host, port: Number(port), addresses: good } : undefined;
}

function fixedAddresses(options: CurlOptions, host: string, port: number): readonly Address[] | undefined {
  for (const entry of options.resolve) {
    const fixed = readResolve(entry);
    const same = fixed?.host === '*' || fixed?.host.toLowerCase() === host.toLowerCase();
    if (same && fixed.port === port) return fixed.addresses;
  }
  return undefined;
}
