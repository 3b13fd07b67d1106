/**
 * Probes by TCP SYN (mod-tcp of traceroute 2.1.2): a raw socket sends the segment from the port of a TCP socket that
 * is bound and does nothing else, so that the kernel answers a SYN/ACK with RST. Options of the SYN as the kernel's own.
 */
import { strerror } from '../../linux/errno.ts';
import { hopLimitOf } from '../../net/flow/rewrite.ts';
import type { Address } from '../../net/address/address.ts';
import { tcpFlags, type TcpOption } from '../../net/packet/transport.ts';
import type { ShellProcess } from '../command.ts';
import { type Probe, type ProbeError, type ProbeMethod, type Reply, TracerouteFailure } from './probe.ts';
import { connectRaw, type ProbeOptions, takeErrors, tuneSocket } from './socket-options.ts';
import { openRaw } from '../../linux/socket/raw/raw-socket.ts';

const flagNames = ['cwr', 'ece', 'urg', 'ack', 'psh', 'rst', 'syn', 'fin'] as const;
const optionWords = ['ecn', 'sack', 'timestamps', 'window_scaling'] as const;
const noData = new Uint8Array(0);

/** What `-O` asks of a segment: flags and options, or what the kernel's settings say (tcp_init). */
function segmentHead(process: ShellProcess, words: readonly string[]) {
  const { sysctl, sockets } = process.place;
  const asks = (name: string) => words.includes(name);
  const number = (name: string) => {
    const word = words.find((candidate) => candidate.startsWith(`${name}=`));
    return word === undefined ? undefined : Number(word.slice(name.length + 1));
  };
  const exact = number('flags');
  const named = flagNames.filter(asks);
  const bySysctl =
    asks('sysctl') || (exact === undefined && named.length === 0 && !optionWords.some((word) => asks(word)));
  const wants = (word: string, name: string) =>
    asks(word) || (bySysctl && String(sysctl.get(`net.ipv4.tcp_${name}`)) === '1');
  const ecn = wants('ecn', 'ecn');
  const set: readonly string[] =
    exact !== undefined
      ? flagNames.filter((_, at) => (exact >> (7 - at)) & 1)
      : named.length > 0
        ? named
        : ecn
          ? ['syn', 'ece', 'cwr']
          : ['syn'];
  const flags = tcpFlags(Object.fromEntries(set.map((name) => [name, true])));
  const [sack, timestamps, scaling] = [
    wants('sack', 'sack'),
    wants('timestamps', 'timestamps'),
    wants('window_scaling', 'window_scaling'),
  ];
  const nop: TcpOption = { kind: 'nop' };
  const options = (mss: number): TcpOption[] => {
    const all: TcpOption[] = flags.syn ? [{ kind: 'mss', value: number('mss') ?? mss }] : [];
    const echo = flags.ack && timestamps ? sockets.random.integer(0, 0xffff_ffff) : 0;
    if (sack && !timestamps) all.push(nop, nop);
    if (sack) all.push({ kind: 'sackPermitted' });
    if (timestamps && !sack) all.push(nop, nop);
    if (timestamps) all.push({ kind: 'timestamps', value: Math.floor(process.clock.now / 1000), echo });
    if (scaling) all.push(nop, { kind: 'windowScale', shift: 2 });
    return all;
  };
  const optionsLength = (flags.syn ? 4 : 0) + (timestamps ? 12 : sack ? 4 : 0) + (scaling ? 4 : 0);
  return { flags, options, optionsLength };
}

/** @returns what to complain of when the process may not */
export function tcpMethod(
  process: ShellProcess,
  options: ProbeOptions,
  destination: Address,
): ProbeMethod | string {
  const { sockets } = process.place;
  const { family } = destination;
  const ip = process.place.ip(family);
  const raw = openRaw(sockets, process, 6, family);
  if (typeof raw === 'string') return strerror(raw);
  const port = options.port ?? 80;
  const head = segmentHead(process, options.methodOptions);
  const probes = new Map<number, Probe>();
  tuneSocket(process, raw, { ...options, sourcePort: undefined });
  connectRaw(process, raw, destination);

  return {
    headerLength: 20 + head.optionsLength,

    send(probe, ttl) {
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
      const errno = raw.sendTo(
        {
          kind: 'tcp',
          sourcePort: socket.localPort,
          destinationPort: port,
          sequence: sockets.random.integer(0, 0xffff_ffff),
          acknowledgement: 0,
          flags: head.flags,
          window: (4 * mss) & 0xffff,
          urgent: 0,
          options: head.options(mss),
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
        replies.push({ probe, from: source, final: true, extension: info, ttl: hopLimitOf(received.packet) });
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
