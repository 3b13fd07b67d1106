/**
 * connect(2): route, source address, ephemeral port, SYN (tcp_v4_connect, __inet_hash_connect).
 */
import { Address, type Family } from '../../../net/address/address.ts';
import type { Errno } from '../../errno.ts';
import { noWay, routeConnect } from '../route-connect.ts';
import { rememberWay, sendSyn, startTimestamps } from './handshake.ts';
import { initialSequence } from './secure-sequence.ts';
import { restartRetransmission } from './retransmit-timer.ts';
import { advance } from './sequence.ts';
import type { TcpSocket } from './tcp-socket.ts';

/** The unspecified address means this host. */
const loopback: Readonly<Record<Family, Address>> = {
  4: Address.parse('127.0.0.1'),
  6: Address.parse('::1'),
};

export function beginConnect(socket: TcpSocket, address: Address, port: number): Errno {
  if (socket.isClosed) return 'EINVAL';
  if (socket.state === 'synSent') return 'EALREADY';
  if (socket.state !== 'closed') return 'EISCONN';
  const { namespace } = socket;
  const { sockets } = namespace;
  const destination = address.isUnspecified ? loopback[address.family] : address;
  const answer = routeConnect(namespace, {
    destination,
    source: socket.localAddress.isUnspecified ? undefined : socket.localAddress,
    mark: socket.mark,
    output: socket.device,
    user: socket.uid,
    protocol: 6,
    sourcePort: socket.localPort,
    destinationPort: port,
  });
  if (answer.kind === 'failure') return noWay(namespace, destination, answer.errno);
  if (answer.type === 'broadcast' || answer.type === 'multicast') return 'ENETUNREACH';
  const source = socket.localAddress.isUnspecified ? answer.source : socket.localAddress;
  if (socket.localPort === 0) {
    const { tcpPorts } = sockets;
    const chosen =
      tcpPorts.ephemeral(
        sockets.ephemeralRange,
        sockets.random,
        (candidate) => tcpPorts.isHeld(candidate) || sockets.isReserved(candidate),
      ) ??
      tcpPorts.ephemeral(sockets.ephemeralRange, sockets.random, (candidate) => {
        const alone = [...tcpPorts.holders(candidate)].every((holder) => holder.remotePort !== 0);
        if (!alone || sockets.isReserved(candidate)) return true;
        return sockets.connections.find(source, candidate, destination, port) !== undefined;
      });
    if (chosen === undefined) return 'EADDRNOTAVAIL';
    socket.localPort = chosen;
    socket.localAddress = source;
    tcpPorts.add(socket);
  } else {
    if (sockets.connections.find(source, socket.localPort, destination, port) !== undefined)
      return 'EADDRNOTAVAIL';
    socket.localAddress = source;
  }
  socket.remoteAddress = destination;
  socket.remotePort = port;
  socket.state = 'synSent';
  rememberWay(socket, answer);
  socket.sendUnacknowledged = initialSequence(namespace, socket);
  socket.sendNext = advance(socket.sendUnacknowledged, 1);
  startTimestamps(socket);
  sockets.connections.add(socket);
  restartRetransmission(socket);
  namespace.snmp.tcp.ActiveOpens++;
  sendSyn(socket);
  return 'EINPROGRESS';
}
