/**
 * Probes by TCP SYN (mod-tcp of traceroute 2.1.2): a raw socket sends the segment from the port of a TCP socket that
 * is bound and does nothing else, so that the kernel answers a SYN/ACK with RST. Options of the SYN as the kernel's own.
 */
import { strerror } from '../../linux/errno.ts';
import type { Address } from '../../net/address/address.ts';
import { tcpFlags, type TcpFlags, type TcpOption } from '../../net/packet/transport.ts';
import type { ShellProcess } from '../command.ts';
import type { TracerouteOptions } from './options.ts';
import { type Probe, type ProbeError, type ProbeMethod, type Reply, TracerouteFailure } from './probe.ts';
import { takeErrors, tuneSocket } from './socket-options.ts';
import { openRaw } from '../../linux/socket/raw/raw-socket.ts';

const flagNames = ['cwr', 'ece', 'urg', 'ack', 'psh', 'rst', 'syn', 'fin'] as const;
const noData = new Uint8Array(0);

/** @returns what to complain of when the process may not */
export function tcpMethod(
  process: ShellProcess,
  options: TracerouteOptions,
  destination: Address,
): ProbeMethod | string {
  const { sockets } = process.place;
  const { family } = destination;
  const ip = process.place.ip(family);
  const raw = openRaw(sockets, process, 6, family);
  if (typeof raw === 'string') return strerror(raw);
  const port = options.port ?? 80;
  const asked = Object.fromEntries(
    flagNames.filter((name) => options.methodOptions.includes(name)).map((name) => [name, true]),
  ) as Partial<TcpFlags>;
  const plain = Object.keys(asked).length === 0;
  const flags = tcpFlags(plain ? { syn: true } : asked);
  const probes = new Map<number, Probe>();
  let ready = false;

  const prepare = (): void => {
    if (ready) return;
    ready = true;
    tuneSocket(process, raw, { ...options, sourcePort: undefined });
    const route = ip.routeOutput({ destination, mark: options.mark, output: raw.device });
    if (route.kind === 'failure') throw new TracerouteFailure(`connect: ${strerror(route.errno)}`);
    raw.receiveErrors = true;
  };

  return {
    headerLength: plain ? 40 : 20,

    send(probe, ttl) {
      prepare();
      const socket = sockets.tcp(process, family);
      tuneSocket(process, socket, options);
      if (socket.localPort === 0) {
        const errno = socket.bind(raw.localAddress, 0);
        if (errno !== undefined) throw new TracerouteFailure(`bind: ${strerror(errno)}`);
      }
      probe.socket = socket;
      probe.key = socket.localPort;
      raw.ttl = ttl;
      probe.sentAt = process.clock.now;
      const route = ip.routeOutput({ destination, mark: options.mark, output: raw.device });
      const headers = family === 4 ? 40 : 60;
      const mss = (route.kind === 'failure' ? 1500 : route.mtu) - headers;
      const stamp: TcpOption = { kind: 'timestamps', value: Math.floor(process.clock.now / 1000), echo: 0 };
      const errno = raw.sendTo(
        {
          kind: 'tcp',
          sourcePort: socket.localPort,
          destinationPort: port,
          sequence: sockets.random.integer(0, 0xffff_ffff),
          acknowledgement: 0,
          flags,
          window: 5840,
          urgent: 0,
          options: plain
            ? [
                { kind: 'mss', value: mss },
                { kind: 'sackPermitted' },
                stamp,
                { kind: 'nop' },
                { kind: 'windowScale', shift: 2 },
              ]
            : [],
          data: noData,
        },
        destination,
      );
      if (errno !== undefined && errno !== 'EMSGSIZE')
        throw new TracerouteFailure(`send: ${strerror(errno)}`);
      probes.set(probe.key, probe);
    },

    take() {
      const replies: Reply[] = [];
      const errors: ProbeError[] = [];
      for (const error of takeErrors(raw)) {
        const payload = error.quoted?.payload;
        const probe = payload?.kind === 'tcp' ? probes.get(payload.sourcePort) : undefined;
        if (probe !== undefined) errors.push({ probe, error });
      }
      for (let received = raw.takePacket(); received !== undefined; received = raw.takePacket()) {
        const { source, payload } = received.packet;
        if (source !== destination || payload.kind !== 'tcp' || payload.sourcePort !== port) continue;
        const probe = probes.get(payload.destinationPort);
        if (probe === undefined) continue;
        const set = [...flagNames].reverse().filter((name) => payload.flags[name]);
        const info = options.methodOptions.includes('info') ? `<${set.join(',')}>` : '';
        replies.push({ probe, from: source, final: true, extension: info });
      }
      return { replies, errors };
    },

    waiting: () => [raw.readable],

    end(probe) {
      probes.delete(probe.key);
      probe.socket?.close();
      probe.socket = undefined;
    },

    close() {
      for (const probe of probes.values()) probe.socket?.close();
      raw.close();
    },
  };
}
