/**
 * What every socket of traceroute gets, whatever the method (tune_socket): device, source address, TOS, mark, DF.
 */
import { strerror } from '../../linux/errno.ts';
import type { InetSocket } from '../../linux/socket/inet-socket.ts';
import type { RawSocket } from '../../linux/socket/raw/raw-socket.ts';
import { isTooFar } from '../../linux/socket/route-connect.ts';
import type { Address } from '../../net/address/address.ts';
import type { ShellProcess } from '../command.ts';
import type { TracerouteOptions } from './options.ts';
import { TracerouteFailure } from './probe.ts';

export interface ProbeOptions extends TracerouteOptions {
  readonly sourceAddress: Address | undefined;
}

/** @throws TracerouteFailure */
export function tuneSocket(process: ShellProcess, socket: InetSocket, options: ProbeOptions): void {
  socket.mark = options.mark;
  if (options.device !== undefined) {
    const device = process.place.devices.get(options.device);
    if (device === undefined)
      throw new TracerouteFailure(`setsockopt SO_BINDTODEVICE: ${strerror('ENODEV')}`);
    socket.device = device;
  }
  if (options.sourceAddress !== undefined || options.sourcePort !== undefined) {
    const errno = socket.bind(options.sourceAddress ?? socket.any, options.sourcePort ?? 0);
    if (errno !== undefined) throw new TracerouteFailure(`bind: ${strerror(errno)}`);
  }
  socket.pathMtu = options.dontFragment ? 'probe' : 'dont';
  socket.tos = options.tos;
  socket.flowLabel = options.flowLabel;
  socket.dontRoute = options.dontRoute;
}

/** What connect(2) says of a raw socket's destination: the packets still go there by name. @throws TracerouteFailure */
export function connectRaw(process: ShellProcess, socket: RawSocket, destination: Address): void {
  const { mark, device, tos } = socket;
  const route = process.place.ip(destination.family).routeOutput({ destination, mark, tos, output: device });
  const errno =
    route.kind === 'failure' ? route.errno : isTooFar(socket, route) ? ('ENETUNREACH' as const) : undefined;
  if (errno !== undefined) throw new TracerouteFailure(`connect: ${strerror(errno)}`);
  socket.receiveErrors = true;
}

/** Take the errors of a socket's queue, and the pending one that announces them. */
export function takeErrors(socket: InetSocket): InetSocket['errors'] {
  const taken = socket.errors.splice(0);
  if (taken.length > 0) socket.takeError();
  return taken;
}
