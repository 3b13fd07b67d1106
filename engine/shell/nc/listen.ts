/**
 * `nc -l`: wait for somebody and talk to them; with -k to the next as well.
 */
import { Address, anyV4, anyV6 } from '../../net/address/address.ts';
import { strerror } from '../../linux/errno.ts';
import type { Running } from '../../linux/process/wait.ts';
import { nameOf } from '../../linux/resolver/lookup.ts';
import type { ShellProcess } from '../command.ts';
import type { NcOptions } from './options.ts';
import { relay } from './relay.ts';

export function* listen(process: ShellProcess, options: NcOptions): Running<number> {
  const port = options.ports[0] ?? options.localPort ?? 0;
  const unnamed = options.flags.has('6') ? anyV6 : anyV4;
  const address = Address.tryParse(options.host ?? options.localAddress ?? '') ?? unnamed;
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
    const errno = socket.bind(address, port);
    if (errno !== undefined) return refuse(process, strerror(errno));
    if (verbose) process.complain(`Bound on ${address.text} ${String(port)}\n`);
    for (;;) {
      const first = yield* socket.peekFrom();
      if (typeof first === 'string') continue;
      socket.connect(first.from, first.port);
      yield* announce(first.from, first.port);
      yield* relay(process, socket, options);
      if (!options.flags.has('k')) break;
      socket.disconnect();
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
