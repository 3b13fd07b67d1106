/**
 * nc as a client: every port in turn, every address of the name until one answers (netcat.c, remote_connect(),
 * udptest(), connection_info()).
 */
import { second } from '../../clock/clock.ts';
import { Address } from '../../net/address/address.ts';
import { strerror } from '../../linux/errno.ts';
import type { Running } from '../../linux/process/wait.ts';
import { lookupError, resolve, type ResolvedName } from '../../linux/resolver/lookup.ts';
import type { TcpSocket } from '../../linux/socket/tcp/tcp-socket.ts';
import type { UdpSocket } from '../../linux/socket/udp/udp-socket.ts';
import { utf8 } from '../../net/wire/utf8.ts';
import type { ShellProcess } from '../command.ts';
import { serviceName } from '../services/services.ts';
import { type NcOptions, noService } from './options.ts';
import { relay } from './relay.ts';

/** Seconds that a UDP port is given to say that it is closed. */
const udpPatience = 3;

export function* connectAll(process: ShellProcess, options: NcOptions, host: string): Running<number> {
  const { flags } = options;
  const kind = flags.has('u') ? 'udp' : 'tcp';
  let status = 1;
  for (const port of options.ports) {
    const numeric = flags.has('n') && Address.tryParse(host) === undefined;
    const found = numeric
      ? 'noName'
      : yield* resolve(process, host, flags.has('4') ? 'ipv4' : flags.has('6') ? 'ipv6' : 'any', 'both');
    if (typeof found === 'string') {
      process.complain(`nc: getaddrinfo for host "${host}" port ${String(port)}: ${lookupError(found)}\n`);
      return 1;
    }
    const reached = yield* reach(process, options, host, found, port);
    if (reached === 'bind') return 1;
    if (reached === undefined) continue;
    const { socket, address } = reached;
    if (flags.has('v') || flags.has('z')) {
      const open = socket.protocol === 'tcp' || (yield* udpTest(process, options, socket));
      if (!open) {
        socket.close();
        status = 1;
        continue;
      }
      if (flags.has('v')) {
        const shown = !flags.has('n') && host !== address.text ? ` (${address.text})` : '';
        const service = flags.has('n') ? undefined : serviceName(port, kind);
        process.complain(
          `Connection to ${host}${shown} ${String(port)} port [${kind}/${service ?? '*'}] succeeded!\n`,
        );
      }
    }
    status = 0;
    if (!flags.has('z')) yield* relay(process, socket, options);
    socket.close();
  }
  // One port that answered is enough.
  return status;
}

function* reach(
  process: ShellProcess,
  options: NcOptions,
  host: string,
  { addresses, zone }: ResolvedName,
  port: number,
): Running<{ readonly socket: TcpSocket | UdpSocket; readonly address: Address } | 'bind' | undefined> {
  const { sockets } = process.place;
  const kind = options.flags.has('u') ? 'udp' : 'tcp';
  for (const address of addresses) {
    const { family } = address;
    const socket = kind === 'udp' ? sockets.udp(process, family) : sockets.tcp(process, family);
    socket.device = zone;
    socket.ttl = options.ttl;
    socket.tos = options.tos;
    socket.broadcast = options.flags.has('b');
    if (options.localPort !== undefined || options.localAddress !== undefined) {
      socket.reuseAddress = true;
      const given = options.localAddress;
      const named =
        given === undefined
          ? undefined
          : yield* resolve(process, given, family === 4 ? 'ipv4' : 'ipv6', 'both');
      if (typeof named === 'string') {
        process.complain(`nc: getaddrinfo: ${lookupError(named)}\n`);
        socket.close();
        return 'bind';
      }
      const port = options.localPort ?? 0;
      if (typeof port === 'string') {
        process.complain(`nc: getaddrinfo: ${noService}\n`);
        socket.close();
        return 'bind';
      }
      const bound = socket.bind(named?.addresses[0] ?? socket.any, port);
      if (bound !== undefined) {
        process.complain(`nc: bind failed: ${strerror(bound)}\n`);
        socket.close();
        return 'bind';
      }
    }
    const until = options.timeout === undefined ? undefined : process.clock.now + options.timeout * second;
    const errno =
      socket.protocol === 'udp'
        ? socket.connect(address, port)
        : yield* socket.connectWithin(address, port, until);
    if (errno === undefined) return { socket, address };
    socket.close();
    if (options.flags.has('v')) {
      const named = host === address.text || options.flags.has('n') ? host : `${host} (${address.text})`;
      const how = errno === 'EINPROGRESS' ? 'timed out' : 'failed';
      process.complain(`nc: connect to ${named} port ${String(port)} (${kind}) ${how}: ${strerror(errno)}\n`);
    }
  }
  return undefined;
}

/** Send something and see whether an ICMP error comes back. */
function* udpTest(process: ShellProcess, options: NcOptions, socket: UdpSocket): Running<boolean> {
  const probe = utf8('X');
  if (socket.send(probe) !== undefined) return false;
  if (socket.send(probe) === 'ECONNREFUSED') return false;
  for (let waited = 0; waited < (options.timeout ?? udpPatience); waited++) {
    const until = process.clock.now + second;
    while (process.clock.now < until) yield { on: [], until };
    if (socket.send(probe) === 'ECONNREFUSED') return false;
  }
  return true;
}
