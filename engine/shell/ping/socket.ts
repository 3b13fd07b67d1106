/**
 * Where ping sends from: source address, device, socket, with the errors of each step (ping4_run, create_socket).
 */
import { Address } from '../../net/address/address.ts';
import { ipProtocol } from '../../net/packet/transport.ts';
import type { NetDevice } from '../../linux/device/device.ts';
import { strerror } from '../../linux/errno.ts';
import type { RawSocket } from '../../linux/socket/raw/raw-socket.ts';
import type { ShellProcess } from '../command.ts';
import type { PingOptions } from './options.ts';
import { recordRouteOption } from './print.ts';

export interface PingSocketReady {
  readonly socket: RawSocket;
  readonly destination: Address;
  readonly source: Address;
  /** Named with -I: shown in the first line. */
  readonly device: string | undefined;
  readonly broadcast: boolean;
  /** The link of a link-local destination, where it is named. */
  readonly zone: NetDevice | undefined;
}

/** @returns what to complain of (each line with the program's name) */
export function openPingSocket(
  process: ShellProcess,
  options: PingOptions,
  wanted: Address,
  zone?: NetDevice,
): PingSocketReady | { readonly complaint: string; readonly unreachable: boolean } {
  const { family } = wanted;
  const { sockets, devices } = process.place;
  const ip = process.place.ip(family);
  const plain = options.identifier === undefined ? sockets.ping(process, family) : 'EACCES';
  const protocol = family === 4 ? ipProtocol.icmp : ipProtocol.icmpv6;
  const socket = typeof plain === 'string' ? sockets.raw(process, protocol, family) : plain;
  if (typeof socket === 'string')
    return {
      complaint: `ping: socktype: SOCK_RAW\nping: socket: ${strerror(socket)}\nping: => missing cap_net_raw+p capability or setuid?\n`,
      unreachable: false,
    };
  const give = (complaint: string, unreachable = false) => {
    socket.close();
    return { complaint, unreachable };
  };

  let bound: Address | undefined;
  const device = options.from === undefined ? undefined : devices.get(options.from);
  if (options.from !== undefined && device === undefined) {
    bound = Address.tryParse(options.from);
    if (bound === undefined)
      return give(
        family === 4
          ? `ping: SO_BINDTODEVICE ${options.from}: No such device\n`
          : `ping: unknown iface: ${options.from}\n`,
      );
    if (!ip.isLocal(bound))
      return give(`ping: bind${family === 4 ? '' : ' icmp socket'}: Cannot assign requested address\n`);
  }
  const answer = ip.routeOutput({
    destination: wanted,
    source: bound,
    mark: options.mark,
    tos: options.tos,
    output: device ?? zone,
  });
  const broadcast = answer.kind === 'route' && answer.type === 'broadcast';
  // connect(2) says EACCES both for a broadcast address and for a route of type prohibit.
  const forbidden = answer.kind === 'failure' && answer.errno === 'EACCES';
  if ((forbidden && family === 4) || (broadcast && !options.flags.has('b')))
    return give('ping: Do you want to ping broadcast? Then -b. If not, check your local firewall rules\n');
  if (answer.kind === 'failure') {
    const unreachable = answer.errno === 'ENETUNREACH' || answer.errno === 'EHOSTUNREACH';
    return give(`ping: connect: ${strerror(answer.errno)}\n`, unreachable);
  }
  const source = bound ?? answer.source;
  const destination = wanted.isUnspecified ? source : wanted;
  if (options.ttl === 0 && family === 4)
    return give('ping: cannot set unicast time-to-live: Invalid argument\n');

  if (bound !== undefined) socket.localAddress = bound;
  if (broadcast) socket.broadcast = true;
  socket.device = device ?? zone;
  socket.ttl = options.ttl;
  socket.tos = options.tos;
  socket.mark = options.mark;
  socket.pathMtu = options.pathMtu ?? 'want';
  socket.receiveErrors = true;
  if (options.flags.has('R')) socket.options = recordRouteOption();
  return {
    socket,
    destination,
    source,
    device: device?.name ?? options.from,
    broadcast,
    zone: zone ?? device,
  };
}
