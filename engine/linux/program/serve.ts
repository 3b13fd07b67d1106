/**
 * The loop of a server: listen, accept, one thread a connection; or receive, answer, for datagrams.
 */
import { type Address, anyV4 } from '../../net/address/address.ts';
import { strerror } from '../errno.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { Process, Program } from '../process/process.ts';
import type { Running } from '../process/wait.ts';
import type { TcpSocket } from '../socket/tcp/tcp-socket.ts';
import type { ReceivedDatagram, UdpSocket } from '../socket/udp/udp-socket.ts';
import { startThread } from './thread.ts';

export interface Endpoint {
  /** Every address unless given. */
  readonly address?: Address;
  readonly port: number;
}

export type Conversation = (connection: TcpSocket, process: Process<NetworkNamespace>) => Running<void>;

/** Listen on a TCP port. `backlog` as listen(2). */
export function tcpServer(
  endpoint: Endpoint,
  backlog: number,
  converse: Conversation,
): Program<NetworkNamespace> {
  return function* (process) {
    const socket = process.place.sockets.tcp(process, endpoint.address?.family);
    socket.reuseAddress = true;
    const errno = socket.bind(endpoint.address ?? anyV4, endpoint.port) ?? socket.listen(backlog);
    if (errno !== undefined) {
      process.complain(`${process.name}: port ${String(endpoint.port)}: ${strerror(errno)}\n`);
      return 1;
    }
    for (;;) {
      const connection = yield* socket.accept();
      if (connection === 'EINTR') continue;
      if (typeof connection === 'string') return 1;
      startThread(process, untilClosed(connection, converse(connection, process)));
    }
  };
}

function* untilClosed(connection: TcpSocket, conversation: Running<void>): Running<void> {
  try {
    yield* conversation;
  } finally {
    connection.close();
  }
}

/** Receive datagrams on a UDP port. */
export function udpServer(
  endpoint: Endpoint,
  answer: (datagram: ReceivedDatagram, socket: UdpSocket, process: Process<NetworkNamespace>) => void,
): Program<NetworkNamespace> {
  return function* (process) {
    const socket = process.place.sockets.udp(process, endpoint.address?.family);
    const errno = socket.bind(endpoint.address ?? anyV4, endpoint.port);
    if (errno !== undefined) {
      process.complain(`${process.name}: port ${String(endpoint.port)}: ${strerror(errno)}\n`);
      return 1;
    }
    for (;;) {
      const datagram = yield* socket.receiveFrom();
      if (typeof datagram === 'object') answer(datagram, socket, process);
      else if (datagram === 'EINVAL') return 1;
    }
  };
}

/** Several servers in one process, as nginx has several ports. Ends when the process is killed. */
export function together(...parts: readonly Program<NetworkNamespace>[]): Program<NetworkNamespace> {
  return function* (process) {
    for (const part of parts) startThread(process, asThread(part(process)));
    for (;;) yield { on: [] };
  };
}

function* asThread(running: Running<number>): Running<void> {
  yield* running;
}
