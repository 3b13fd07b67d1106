/**
 * `nc -l`: wait for somebody and talk to them; with -k to the next as well.
 */
import { Address, anyV4, anyV6 } from '../../net/address/address.ts';
import { strerror } from '../../linux/errno.ts';
import type { Running } from '../../linux/process/wait.ts';
import { lookupError, nameOf, resolve } from '../../linux/resolver/lookup.ts';
import type { ShellProcess } from '../command.ts';
import { type NcOptions, noService } from './options.ts';
import { relay } from './relay.ts';

export function* listen(process: ShellProcess, options: NcOptions): Running<number> {
  const port = options.ports[0] ?? options.localPort ?? 0;
  if (typeof port === 'string') return refuse(process, `getaddrinfo: ${noService}`);
  const wanted = options.host ?? options.localAddress;
  let address = options.flags.has('6') ? anyV6 : anyV4;
  if (wanted !== undefined) {
    const numeric = options.flags.has('n') && Address.tryParse(wanted) === undefined;
    const found = numeric
      ? 'noName'
      : yield* resolve(process, wanted, options.flags.has('6') ? 'ipv6' : 'any', 'both');
    if (typeof found === 'string') return refuse(process, `getaddrinfo: ${lookupError(found)}`);
    address = found.addresses[0] ?? address;
  }
  const { family } = address;
  const { sockets } = process.place;
  const verbose = options.flags.has('v');
  const announce = function* (from: Address, fromPort: number): Running<void> {
    if (!verbose) return;
    const name = options.flags.has('n') ? undefined : yield* nameOf(process, from);
    process.complain(`Connection received on ${name ?? from.text} ${String(fromPort)}\n`);
  };
  if (options.flags.has('u')) {
    const socket = sockets.udp(process, family);
    socket.reuseAddress = true;
    socket.reusePort = true;
    const errno = socket.bind(address, port);
    if (errno !== undefined) return refuse(process, strerror(errno));
    if (verbose) process.complain(`Bound on ${address.text} ${String(port)}\n`);
    // -k: whoever sends is heard, and nobody is told of.
    if (options.flags.has('k')) {
      yield* relay(process, socket, options);
      socket.close();
      return 0;
    }
    for (;;) {
      const first = yield* socket.peekFrom();
      if (typeof first === 'string') continue;
      socket.connect(first.from, first.port);
      yield* announce(first.from, first.port);
      yield* relay(process, socket, options);
      break;
    }
    socket.close();
    return 0;
  }
  const socket = sockets.tcp(process, family);
  socket.reuseAddress = true;
  socket.reusePort = true;
  const errno = socket.bind(address, port) ?? socket.listen(1);
  if (errno !== undefined) return refuse(process, strerror(errno));
  if (verbose) process.complain(`Listening on ${address.text} ${String(port)}\n`);
  for (;;) {
    const connection = yield* socket.accept();
    if (typeof connection === 'string') {
      if (connection === 'EINTR') continue;
      return refuse(process, strerror(connection));
    }
    if (!options.flags.has('k')) socket.close();
    yield* announce(connection.remoteAddress, connection.remotePort);
    yield* relay(process, connection, options);
    connection.close();
    if (!options.flags.has('k')) return 0;
  }
}

function refuse(process: ShellProcess, words: string): number {
  process.complain(`nc: ${words}\n`);
  return 1;
}
