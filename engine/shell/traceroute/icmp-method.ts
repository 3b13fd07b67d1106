/**
 * Probes by ICMP echo (mod-icmp of traceroute 2.1.2): a raw socket, or a ping socket where the kernel allows no
 * raw one; the sequence number tells probes apart.
 */
import { strerror } from '../../linux/errno.ts';
import { openPing, PingSocket } from '../../linux/socket/ping/ping-socket.ts';
import { hopLimitOf } from '../../net/flow/rewrite.ts';
import type { Address } from '../../net/address/address.ts';
import { ipProtocol } from '../../net/packet/transport.ts';
import type { ShellProcess } from '../command.ts';
import { type Probe, type ProbeError, type ProbeMethod, type Reply, TracerouteFailure } from './probe.ts';
import { connectRaw, type ProbeOptions, takeErrors, tuneSocket } from './socket-options.ts';
import { probeData } from './udp-method.ts';
import { openRaw } from '../../linux/socket/raw/raw-socket.ts';

/** @returns what to complain of when the process may not */
export function icmpMethod(
  process: ShellProcess,
  options: ProbeOptions,
  destination: Address,
): ProbeMethod | string {
  const { sockets } = process.place;
  const { family } = destination;
  const kind = family === 4 ? 'icmp' : 'icmpv6';
  const raw = options.methodOptions.includes('dgram')
    ? 'EPERM'
    : openRaw(sockets, process, ipProtocol[kind], family);
  const socket =
    typeof raw === 'string' && !options.methodOptions.includes('raw')
      ? openPing(sockets, process, family)
      : raw;
  if (typeof socket === 'string') return strerror(typeof raw === 'string' ? raw : socket);
  const identifier =
    socket instanceof PingSocket ? socket.localPort : (options.sourcePort ?? process.pid) & 0xffff;
  let sequence = options.port ?? 1;
  const probes = new Map<number, Probe>();
  if (options.sourcePort === undefined || options.sourceAddress !== undefined)
    tuneSocket(process, socket, { ...options, sourcePort: undefined });
  connectRaw(process, socket, destination);

  return {
    headerLength: 8,

    send(probe, ttl, dataLength) {
      socket.ttl = ttl;
      probe.key = sequence;
      probe.sentAt = process.clock.now;
      const errno = socket.sendTo(
        { kind, type: 'echoRequest', id: identifier, sequence, data: probeData(dataLength) },
        destination,
      );
      if (errno !== undefined && errno !== 'EMSGSIZE')
        throw new TracerouteFailure(`send: ${strerror(errno)}`);
      probes.set(sequence, probe);
      sequence = (sequence + 1) & 0xffff;
    },

    take() {
      const replies: Reply[] = [];
      const errors: ProbeError[] = [];
      for (const error of takeErrors(socket)) {
        const payload = error.quoted?.payload;
        const own = payload?.kind === kind && 'sequence' in payload && payload.id === identifier;
        const probe = own ? probes.get(payload.sequence) : probes.get((sequence - 1) & 0xffff);
        if (probe !== undefined && (own || error.origin === 'local')) errors.push({ probe, error });
      }
      for (let received = socket.takePacket(); received !== undefined; received = socket.takePacket()) {
        const { source, payload } = received.packet;
        if (source !== destination || payload.kind !== kind || payload.type !== 'echoReply') continue;
        const probe = payload.id === identifier ? probes.get(payload.sequence) : undefined;
        if (probe !== undefined)
          replies.push({ probe, from: source, final: true, extension: '', ttl: hopLimitOf(received.packet) });
      }
      return { replies, errors };
    },

    waiting: () => [socket.readable],
    end: (probe) => void probes.delete(probe.key),
    close: () => {
      socket.close();
    },
  };
}
