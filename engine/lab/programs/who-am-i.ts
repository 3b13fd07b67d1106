/**
 * The oracle's server: whoever connects or sends a datagram is told the server's name, the client's address and port as
 * seen here, and the address and port it was reached at.
 */
import { Address } from '../../net/address/address.ts';
import { utf8 } from '../../net/wire/utf8.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import type { Program } from '../../linux/process/process.ts';
import { tcpServer, together, udpServer } from '../../linux/program/serve.ts';
import type { Listener } from '../oracle/topology.ts';

export function whoAmI(name: string, listeners: readonly Listener[]): Program<NetworkNamespace> {
  return together(
    ...listeners.map(({ protocol, address, port }) => {
      const endpoint = { address: Address.parse(address), port };
      return protocol === 'tcp' ? byTcp(name, endpoint) : byUdp(name, endpoint);
    }),
  );
}

type Endpoint = Parameters<typeof tcpServer>[0];

function byTcp(name: string, endpoint: Endpoint): Program<NetworkNamespace> {
  return tcpServer(endpoint, 16, function* (connection) {
    const { remoteAddress: peer, remotePort, localAddress: own, localPort } = connection;
    connection.send(utf8(`${name} ${peer.text} ${remotePort} ${own.text} ${localPort}\n`));
    for (;;) {
      const data = yield* connection.receive();
      if (typeof data === 'string' || data.length === 0) return;
    }
  });
}

function byUdp(name: string, endpoint: Endpoint): Program<NetworkNamespace> {
  return udpServer(endpoint, ({ from, port, to, packet }, socket) => {
    socket.sendTo(utf8(`${name} ${from.text} ${port} ${to.text} ${endpoint.port}\n`), from, port, packet);
  });
}
