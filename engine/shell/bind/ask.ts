/**
 * One query to one server, by UDP or TCP, with the words BIND has for what can go wrong (isc_result_totext).
 */
import { second } from '../../clock/clock.ts';
import type { DnsMessage } from '../../net/dns/message.ts';
import { parseDns } from '../../net/dns/parse.ts';
import type { Address } from '../../net/address/address.ts';
import { type Errno, strerror } from '../../linux/errno.ts';
import type { Running } from '../../linux/process/wait.ts';
import { matches } from '../../linux/resolver/exchange.ts';
import type { ShellProcess } from '../command.ts';

export interface AskEndpoint {
  readonly server: Address;
  readonly port: number;
  /** Seconds. */
  readonly timeout: number | undefined;
  readonly source?: { readonly address: Address; readonly port: number };
}

/** `setup`: nothing could be sent by UDP; `connect`: no TCP connection; `talk`: afterwards. */
export type Asked =
  | { readonly message: DnsMessage; readonly size: number }
  | { readonly failure: string; readonly stage: 'setup' | 'connect' | 'talk' };

const udpPatience = 5;
const tcpPatience = 10;

const results: Partial<Record<Errno, string>> = {
  ECONNREFUSED: 'connection refused',
  ENETUNREACH: 'network unreachable',
  EHOSTUNREACH: 'host unreachable',
  EADDRNOTAVAIL: 'address not available',
  EADDRINUSE: 'address in use',
  ETIMEDOUT: 'timed out',
  EINPROGRESS: 'timed out',
  EAGAIN: 'timed out',
  ECONNRESET: 'connection reset',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENETDOWN: 'network down',
};

function resultText(errno: Errno): string {
  return results[errno] ?? strerror(errno).toLowerCase();
}

export function* askUdp(
  process: ShellProcess,
  endpoint: AskEndpoint,
  octets: Uint8Array,
  sent: DnsMessage,
): Running<Asked> {
  const socket = process.place.sockets.udp(process);
  try {
    const { source } = endpoint;
    const bound = source === undefined ? undefined : socket.bind(source.address, source.port);
    const refused = bound ?? socket.connect(endpoint.server, endpoint.port);
    if (refused !== undefined) return { failure: resultText(refused), stage: 'setup' };
    const until = process.clock.now + (endpoint.timeout ?? udpPatience) * second;
    const failed = socket.send(octets);
    // What OUTPUT refuses is lost for libuv: the answer is waited for.
    if (failed !== undefined && failed !== 'EPERM') return { failure: resultText(failed), stage: 'talk' };
    for (;;) {
      const datagram = yield* socket.receiveFrom(until);
      if (datagram === 'EINTR') continue;
      if (typeof datagram === 'string') return { failure: resultText(datagram), stage: 'talk' };
      const message = parseDns(datagram.data);
      if (message !== undefined && matches(sent, message)) return { message, size: datagram.data.length };
    }
  } finally {
    socket.close();
  }
}

/** Two octets of length before each message (RFC 1035 section 4.2.2). */
export function* askTcp(
  process: ShellProcess,
  endpoint: AskEndpoint,
  octets: Uint8Array,
  sent: DnsMessage,
): Running<Asked> {
  const socket = process.place.sockets.tcp(process);
  const until = process.clock.now + (endpoint.timeout ?? tcpPatience) * second;
  try {
    const { source } = endpoint;
    const bound = source === undefined ? undefined : socket.bind(source.address, source.port);
    const refused = bound ?? (yield* socket.connectWithin(endpoint.server, endpoint.port, until));
    if (refused !== undefined) return { failure: resultText(refused), stage: 'connect' };
    const failed = socket.send(Uint8Array.of(octets.length >> 8, octets.length & 255, ...octets));
    if (failed !== undefined) return { failure: resultText(failed), stage: 'talk' };
    let pending: number[] = [];
    for (;;) {
      const data = yield* socket.receive(until);
      if (data === 'EINTR') continue;
      if (typeof data === 'string') return { failure: resultText(data), stage: 'talk' };
      if (data.length === 0) return { failure: 'end of file', stage: 'talk' };
      pending = [...pending, ...data];
      const length = (pending[0] ?? 0) * 256 + (pending[1] ?? 0);
      if (pending.length < 2 || pending.length < length + 2) continue;
      const message = parseDns(Uint8Array.from(pending.slice(2, length + 2)));
      if (message !== undefined && matches(sent, message)) return { message, size: length };
    }
  } finally {
    socket.close();
  }
}
