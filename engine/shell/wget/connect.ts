/**
 * wget's connections: names looked up once, addresses one after another, and the connection that is kept for the next
 * request to the same place (host.c, connect.c, http.c).
 */
import { second } from '../../clock/clock.ts';
import { Address } from '../../net/address/address.ts';
import { type Errno, strerror } from '../../linux/errno.ts';
import type { Running } from '../../linux/process/wait.ts';
import { lookupError, resolve } from '../../linux/resolver/lookup.ts';
import type { TcpSocket } from '../../linux/socket/tcp/tcp-socket.ts';
import type { ShellProcess } from '../command.ts';
import type { WgetLog } from './log.ts';
import type { WgetOptions } from './options.ts';

export interface Connection {
  readonly socket: TcpSocket;
  /** As messages call it. */
  readonly host: string;
  readonly port: number;
  readonly address: Address;
}

/** `unknown`: the name; else why no address could be reached. */
export type ConnectFailure = 'unknown' | { readonly errno: Errno };

export class Connections {
  readonly #process: ShellProcess;
  readonly #options: WgetOptions;
  readonly #log: WgetLog;
  readonly #known = new Map<string, readonly Address[]>();
  #kept: Connection | undefined;

  constructor(process: ShellProcess, options: WgetOptions, log: WgetLog) {
    this.#process = process;
    this.#options = options;
    this.#log = log;
  }

  *open(host: string, port: number): Running<Connection | ConnectFailure> {
    const kept = this.#kept;
    this.#kept = undefined;
    const alive = kept?.socket.state === 'established' && kept.port === port ? kept : undefined;
    if (alive?.host === host) return this.#reuse(alive);
    const addresses = yield* this.#lookUp(host);
    if (addresses === undefined) return 'unknown';
    // Another name of the same machine.
    if (alive !== undefined && addresses.some((address) => address.text === alive.address.text))
      return this.#reuse(alive);
    kept?.socket.close();
    let errno: Errno = 'ECONNREFUSED';
    for (const address of addresses) {
      const made = yield* this.#connect(host, address, port);
      if (typeof made === 'object') return made;
      errno = made;
    }
    return { errno };
  }

  keep(connection: Connection): void {
    this.#kept = connection;
  }

  close(): void {
    this.#kept?.socket.close();
  }

  #reuse(connection: Connection): Connection {
    this.#log.talk(
      `Reusing existing connection to ${bracketed(connection.host)}:${String(connection.port)}.\n`,
    );
    return connection;
  }

  *#lookUp(host: string): Running<readonly Address[] | undefined> {
    const { flags } = this.#options;
    const literal = Address.tryParse(host);
    if (literal !== undefined) return [literal];
    const known = this.#known.get(host);
    if (known !== undefined) return known;
    this.#log.talk(`Resolving ${host} (${host})... `);
    const families = flags.has('inet4-only') ? 'ipv4' : flags.has('inet6-only') ? 'ipv6' : 'any';
    const found = yield* resolve(this.#process, host, families, 'both');
    if (typeof found === 'string') {
      this.#log.talk(`failed: ${lookupError(found)}.\n`);
      this.#log.say(`wget: unable to resolve host address ‘${host}’\n`);
      return undefined;
    }
    const shown = found.addresses.slice(0, 3).map(({ text }) => text);
    const more = found.addresses.length > 3 ? ', ...' : '';
    this.#log.talk(`${shown.join(', ')}${more}\n`);
    this.#known.set(host, found.addresses);
    return found.addresses;
  }

  *#connect(host: string, address: Address, port: number): Running<Connection | Errno> {
    const { values, connectTimeout } = this.#options;
    const { clock, place } = this.#process;
    const isName = host !== address.text;
    const shown = isName ? `${host} (${host})|${address.text}|` : bracketed(host);
    this.#log.talk(`Connecting to ${shown}:${String(port)}... `);
    const socket = place.sockets.tcp(this.#process, address.family);
    const from = Address.tryParse(values.get('bind-address') ?? '');
    const bound = from === undefined ? undefined : socket.bind(from, 0);
    const until = connectTimeout === undefined ? undefined : clock.now + Math.round(connectTimeout * second);
    const errno = bound ?? (yield* socket.connect(address, port, until));
    if (errno === undefined) {
      this.#log.talk('connected.\n');
      return { socket, host, port, address };
    }
    socket.close();
    const why = errno === 'EINPROGRESS' ? 'ETIMEDOUT' : errno;
    this.#log.say(`failed: ${strerror(why)}.\n`);
    return why;
  }
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
