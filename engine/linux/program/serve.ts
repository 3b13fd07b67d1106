/**
 * The loop of a server: listen, accept, one thread a connection; or receive, answer, for datagrams.
 */
import type { Time } from '../../clock/clock.ts';
import { type Address, anyV4 } from '../../net/address/address.ts';
import { type Errno, strerror } from '../errno.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { Process, Program } from '../process/process.ts';
import type { Signal } from '../process/signal.ts';
import { type Running, WaitQueue } from '../process/wait.ts';
import type { TcpSocket } from '../socket/tcp/tcp-socket.ts';
import type { ReceivedDatagram, UdpSocket } from '../socket/udp/udp-socket.ts';
import { startThread } from './thread.ts';

export interface Endpoint {
  /** Every address unless given. */
  readonly address?: Address;
  readonly port: number;
  /** What the program says when it cannot have the port, before it ends with status 1. */
  readonly refused?: (errno: Errno) => string;
  /** It listens; `close` ends that, connections stay. */
  readonly opened?: (close: () => void) => void;
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
      process.complain(refusal(process, endpoint, errno));
      return 1;
    }
    endpoint.opened?.(() => {
      socket.close();
    });
    for (;;) {
      const connection = yield* socket.accept();
      if (connection === 'EINTR') continue;
      if (typeof connection === 'string') return 1;
      startThread(process, untilClosed(connection, converse(connection, process)));
    }
  };
}

function refusal(process: Process<NetworkNamespace>, { port, refused }: Endpoint, errno: Errno): string {
  return refused?.(errno) ?? `${process.name}: port ${String(port)}: ${strerror(errno)}\n`;
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
      process.complain(refusal(process, endpoint, errno));
      return 1;
    }
    for (;;) {
      const datagram = yield* socket.receiveFrom();
      if (typeof datagram === 'object') answer(datagram, socket, process);
      else if (datagram === 'EINVAL') return 1;
    }
  };
}

/** Several servers in one process, as nginx has several ports. When one ends, because its port is taken, all end. */
export function together(...parts: readonly Program<NetworkNamespace>[]): Program<NetworkNamespace> {
  return function* (process) {
    const ended = new WaitQueue();
    let status: number | undefined;
    for (const part of parts)
      startThread(
        process,
        (function* (): Running<void> {
          status ??= yield* part(process);
          ended.wake();
        })(),
      );
    while (status === undefined) yield { on: [ended] };
    return status;
  };
}

/**
 * A server that ends with status 0 when one of these signals comes: who does not ask for a signal as the first process
 * of a container never gets it.
 * @param lameDuck how long it still serves then
 */
export function untilSignal(
  signals: readonly Exclude<Signal, 'SIGKILL'>[],
  program: Program<NetworkNamespace>,
  lameDuck: Time = 0,
): Program<NetworkNamespace> {
  return function* (process) {
    for (const signal of signals) process.handle(signal);
    const ended = new WaitQueue();
    let status: number | undefined;
    startThread(
      process,
      (function* (): Running<void> {
        status = yield* program(process);
        ended.wake();
      })(),
    );
    for (;;) {
      if (status !== undefined) return status;
      if ((yield { on: [ended] }) !== 'signal') continue;
      if (lameDuck > 0) yield { on: [], until: process.clock.now + lameDuck };
      return 0;
    }
  };
}
