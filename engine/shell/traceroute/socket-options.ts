/**
 * What every socket of traceroute gets, whatever the method (tune_socket): device, source address, TOS, mark, DF.
 */
import { strerror } from '../../linux/errno.ts';
import type { InetSocket } from '../../linux/socket/inet-socket.ts';
import { Address } from '../../net/address/address.ts';
import type { ShellProcess } from '../command.ts';
import type { TracerouteOptions } from './options.ts';
import { TracerouteFailure } from './probe.ts';

/** @throws TracerouteFailure */
export function tuneSocket(process: ShellProcess, socket: InetSocket, options: TracerouteOptions): void {
  socket.mark = options.mark;
  if (options.device !== undefined) {
    const device = process.place.devices.get(options.device);
    if (device === undefined)
      throw new TracerouteFailure(`setsockopt SO_BINDTODEVICE: ${strerror('ENODEV')}`);
    socket.device = device;
  }
  if (options.source !== undefined || options.sourcePort !== undefined) {
    const source = options.source === undefined ? socket.any : Address.tryParse(options.source);
    const errno = socket.bind(source ?? socket.any, options.sourcePort ?? 0);
    if (errno !== undefined) throw new TracerouteFailure(`bind: ${strerror(errno)}`);
  }
  socket.pathMtu = options.dontFragment ? 'probe' : 'dont';
  socket.tos = options.tos;
}

/** Take the errors of a socket's queue, and the pending one that announces them. */
export function takeErrors(socket: InetSocket): InetSocket['errors'] {
  const taken = socket.errors.splice(0);
  if (taken.length > 0) socket.takeError();
  return taken;
}
