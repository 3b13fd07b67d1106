/**
 * Echo servers: TCP as RFC 862; UDP as the recorded laboratory's (who answers, whom it saw, the data); and a port that
 * accepts connections only to close them, as a health port that nobody talks to.
 */
import { utf8 } from '../../net/wire/utf8.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { Program } from '../process/process.ts';
import { type Endpoint, tcpServer, udpServer } from './serve.ts';

export function tcpEcho(endpoint: Endpoint): Program<NetworkNamespace> {
  return tcpServer(endpoint, 128, function* (connection) {
    for (;;) {
      const data = yield* connection.receive();
      if (typeof data === 'string' || data.length === 0) return;
      if (connection.send(data) !== undefined) return;
    }
  });
}

/** Answers `NAME CLIENT:PORT DATA`. */
export function udpEcho(endpoint: Endpoint, name: string): Program<NetworkNamespace> {
  return udpServer(endpoint, (datagram, socket) => {
    const head = utf8(`${name} ${datagram.from.text}:${String(datagram.port)} `);
    const answer = new Uint8Array(head.length + datagram.data.length);
    answer.set(head);
    answer.set(datagram.data, head.length);
    socket.sendTo(answer, datagram.from, datagram.port, datagram.packet);
  });
}

export function acceptAndClose(endpoint: Endpoint, backlog = 4096): Program<NetworkNamespace> {
  return tcpServer(endpoint, backlog, function* () {
    // The connection is closed when the conversation is over.
  });
}
