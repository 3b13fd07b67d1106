/**
 * An HTTP server: one connection a thread, requests one after another, answers by a pluggable responder.
 */
import { second } from '../../../clock/clock.ts';
import type { Address } from '../../../net/address/address.ts';
import { joined } from '../../../net/wire/octets.ts';
import type { NetworkNamespace } from '../../namespace/namespace.ts';
import type { Process, Program } from '../../process/process.ts';
import type { Running } from '../../process/wait.ts';
import type { TcpSocket } from '../../socket/tcp/tcp-socket.ts';
import { type Endpoint, tcpServer } from '../serve.ts';
import { type HttpRequest, type HttpResponse, readRequest, writeResponse } from './message.ts';

/** Whom the server talks to, and where it stands. */
export interface HttpExchange {
  readonly server: { readonly address: Address; readonly port: number };
  readonly client: { readonly address: Address; readonly port: number };
  /** Milliseconds since 1970. */
  readonly wallTime: number;
  readonly process: Process<NetworkNamespace>;
}

export type Responder = (request: HttpRequest, exchange: HttpExchange) => HttpResponse;

export interface HttpServerOptions extends Endpoint {
  readonly respond: Responder;
  readonly backlog?: number;
  /** Seconds without a request after which the server closes. */
  readonly idle?: number;
}

const nothing = new Uint8Array(0);

export function httpServer(options: HttpServerOptions): Program<NetworkNamespace> {
  const idle = (options.idle ?? 60) * second;
  return tcpServer(options, options.backlog ?? 511, (connection, process) =>
    converse(connection, process, options.respond, idle),
  );
}

function* converse(
  connection: TcpSocket,
  process: Process<NetworkNamespace>,
  respond: Responder,
  idle: number,
): Running<void> {
  let pending: Uint8Array = nothing;
  for (;;) {
    const data = yield* connection.receive(process.clock.now + idle);
    if (typeof data === 'string' || data.length === 0) return;
    pending = pending.length === 0 ? data : joined([pending, data]);
    for (let read = readRequest(pending); read !== undefined; read = readRequest(pending)) {
      if (read === 'malformed') {
        connection.send(writeResponse(badRequest, true));
        return;
      }
      const { request } = read;
      pending = pending.subarray(read.length);
      const response = respond(request, {
        server: { address: connection.localAddress, port: connection.localPort },
        client: { address: connection.remoteAddress, port: connection.remotePort },
        wallTime: process.place.environment.wallTime,
        process,
      });
      if (connection.send(writeResponse(response, request.method !== 'HEAD')) !== undefined) return;
      if (response.close) {
        yield* closeGently(connection, process.clock.now + idle);
        return;
      }
    }
  }
}

/** Say that nothing more comes, and read what the client still sends, so that it gets no reset. */
function* closeGently(connection: TcpSocket, until: number): Running<void> {
  connection.shutdown();
  for (;;) {
    const data = yield* connection.receive(until);
    if (typeof data === 'string' || data.length === 0) return;
  }
}

const badRequest: HttpResponse = {
  status: 400,
  reason: 'Bad Request',
  headers: [
    ['Content-Type', 'text/plain; charset=utf-8'],
    ['Connection', 'close'],
  ],
  body: nothing,
  close: true,
};
