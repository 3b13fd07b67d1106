/**
 * Established connections by their four-tuple, listening sockets by port (inet_hashtables.c: inet_ehash, inet_lhash2).
 */
import type { Address } from '../../../net/address/address.ts';
import type { NetDevice } from '../../device/device.ts';
import type { TcpSocket } from './tcp-socket.ts';
import type { TimeWaitSocket } from './time-wait.ts';

type Connection = TcpSocket | TimeWaitSocket;

/** Both ports in one number. */
const portsOf = (local: number, remote: number) => local * 65_536 + remote;

export class ConnectionTable {
  /** Remote address → ports → chain of connections that differ in the local address. */
  readonly #byPeer = new Map<Address, Map<number, Connection>>();

  add(connection: Connection): void {
    let peers = this.#byPeer.get(connection.remoteAddress);
    if (peers === undefined) {
      peers = new Map();
      this.#byPeer.set(connection.remoteAddress, peers);
    }
    const key = portsOf(connection.localPort, connection.remotePort);
    connection.hashNext = peers.get(key) as TcpSocket | undefined;
    peers.set(key, connection);
  }

  delete(connection: Connection): void {
    const peers = this.#byPeer.get(connection.remoteAddress);
    if (peers === undefined) return;
    const key = portsOf(connection.localPort, connection.remotePort);
    let at = peers.get(key);
    let previous: Connection | undefined;
    while (at !== undefined && at !== connection) {
      previous = at;
      at = at.hashNext;
    }
    if (at === undefined) return;
    if (previous !== undefined) previous.hashNext = at.hashNext;
    else if (at.hashNext !== undefined) peers.set(key, at.hashNext);
    else {
      peers.delete(key);
      if (peers.size === 0) this.#byPeer.delete(connection.remoteAddress);
    }
    at.hashNext = undefined;
  }

  find(local: Address, localPort: number, remote: Address, remotePort: number): Connection | undefined {
    let at = this.#byPeer.get(remote)?.get(portsOf(localPort, remotePort));
    while (at !== undefined && at.localAddress !== local) at = at.hashNext;
    return at;
  }
}

export class ListenerTable {
  readonly #byPort = new Map<number, TcpSocket[]>();

  add(socket: TcpSocket): void {
    const listeners = this.#byPort.get(socket.localPort);
    if (listeners === undefined) this.#byPort.set(socket.localPort, [socket]);
    else listeners.push(socket);
  }

  delete(socket: TcpSocket): void {
    const listeners = this.#byPort.get(socket.localPort);
    const at = listeners?.indexOf(socket) ?? -1;
    if (listeners === undefined || at < 0) return;
    listeners.splice(at, 1);
    if (listeners.length === 0) this.#byPort.delete(socket.localPort);
  }

  /** Every listening socket. */
  all(): readonly TcpSocket[] {
    return [...this.#byPort.values()].flat();
  }

  on(port: number): readonly TcpSocket[] {
    return this.#byPort.get(port) ?? [];
  }

  /** inet_lookup_listener: the one bound most exactly; among equals (SO_REUSEPORT) by a hash of the peer. */
  find(local: Address, port: number, device: NetDevice | undefined, spread: number): TcpSocket | undefined {
    let best: TcpSocket[] = [];
    let most = -1;
    for (const socket of this.#byPort.get(port) ?? []) {
      if (!socket.speaks(local.family)) continue;
      let points = Number(socket.family === local.family);
      if (!socket.localAddress.isUnspecified) {
        if (socket.localAddress !== local) continue;
        points += 4;
      }
      if (socket.device !== undefined) {
        if (socket.device !== device) continue;
        points += 2;
      }
      if (points > most) {
        best = [socket];
        most = points;
      } else if (points === most) best.push(socket);
    }
    return best[best.length < 2 ? 0 : spread % best.length];
  }
}
