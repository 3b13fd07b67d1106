/**
 * Probes by UDP: the `default` method (a port higher with each probe, from 33434) and `udp` (always the same port).
 * Each probe has a socket of its own (mod-udp / mod-traditional of traceroute 2.1.2).
 */
import { strerror } from '../../linux/errno.ts';
import { UdpSocket } from '../../linux/socket/udp/udp-socket.ts';
import type { Address } from '../../net/address/address.ts';
import type { ShellProcess } from '../command.ts';
import { type Probe, type ProbeError, type ProbeMethod, type Reply, TracerouteFailure } from './probe.ts';
import { type ProbeOptions, takeErrors, tuneSocket } from './socket-options.ts';

const firstPort = 33_434;

export function udpMethod(process: ShellProcess, options: ProbeOptions, destination: Address): ProbeMethod {
  const counts = options.method === 'default';
  let port = options.port ?? (counts ? firstPort : 53);
  const open = new Map<UdpSocket, Probe>();

  return {
    headerLength: 8,

    send(probe, ttl, dataLength) {
      const socket = process.place.sockets.udp(process, destination.family);
      try {
        tuneSocket(process, socket, options);
        socket.ttl = ttl;
        const errno = socket.connect(destination, port);
        if (errno !== undefined) throw new TracerouteFailure(`connect: ${strerror(errno)}`);
        socket.receiveErrors = true;
        probe.sentAt = process.clock.now;
        const failed = socket.send(probeData(dataLength));
        if (failed !== undefined && failed !== 'EMSGSIZE')
          throw new TracerouteFailure(`send: ${strerror(failed)}`);
      } catch (error) {
        socket.close();
        throw error;
      }
      probe.socket = socket;
      probe.key = port;
      open.set(socket, probe);
      if (counts) port = (port + 1) & 0xffff;
    },

    take() {
      const replies: Reply[] = [];
      const errors: ProbeError[] = [];
      for (const [socket, probe] of open) {
        for (const error of takeErrors(socket)) errors.push({ probe, error });
        const datagram = socket.takeDatagram();
        if (datagram !== undefined && datagram.from === destination)
          replies.push({ probe, from: datagram.from, final: true, extension: '', ttl: datagram.ttl });
      }
      return { replies, errors };
    },

    waiting: () => [...open.keys()].map((socket) => socket.readable),

    end(probe) {
      const { socket } = probe;
      if (socket instanceof UdpSocket) open.delete(socket);
      socket?.close();
    },

    close() {
      for (const socket of open.keys()) socket.close();
    },
  };
}

/** `@ABC…`, as all its methods fill a probe. */
export function probeData(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => 0x40 + (at & 0x3f));
}
