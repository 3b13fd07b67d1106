/**
 * Which sockets hold which port of one protocol: conflicts on bind(2) and the choice of an ephemeral port
 * (inet_csk_get_port and __inet_hash_connect in net/ipv4, udp_lib_get_port).
 *
 * Left out: the hashed start of the search that spreads ports by destination (the start is random here).
 */
import type { Random } from '../../clock/random.ts';
import type { InetSocket } from './inet-socket.ts';

const nobody: ReadonlySet<InetSocket> = new Set();

export class PortTable {
  readonly #byPort = new Map<number, Set<InetSocket>>();

  holders(port: number): ReadonlySet<InetSocket> {
    return this.#byPort.get(port) ?? nobody;
  }

  add(socket: InetSocket): void {
    const holders = this.#byPort.get(socket.localPort);
    if (holders === undefined) this.#byPort.set(socket.localPort, new Set([socket]));
    else holders.add(socket);
  }

  delete(socket: InetSocket): void {
    const holders = this.#byPort.get(socket.localPort);
    if (holders?.delete(socket) === true && holders.size === 0) this.#byPort.delete(socket.localPort);
  }

  /** May `socket` be bound to `port` of its local address? */
  conflicts(socket: InetSocket, port: number): boolean {
    for (const other of this.holders(port)) if (other !== socket && inTheWay(socket, other)) return true;
    return false;
  }

  /**
   * A free port of the range, from a random start; every second one first, as Linux leaves odd ones to bind.
   * @returns undefined when every port is taken
   */
  ephemeral(
    range: readonly [low: number, high: number],
    random: Random,
    taken: (port: number) => boolean,
  ): number | undefined {
    const [low, high] = range;
    const count = high - low + 1;
    const start = random.integer(0, count - 1) & ~1;
    for (const parity of [0, 1])
      for (let step = parity; step < count; step += 2) {
        const port = low + ((start + step) % count);
        if (!taken(port)) return port;
      }
    return undefined;
  }

  /** Is the port held by anybody? */
  isHeld(port: number): boolean {
    return this.#byPort.has(port);
  }

  all(): readonly InetSocket[] {
    return [...this.#byPort.values()].flatMap((holders) => [...holders]);
  }
}

/** inet_bind_conflict: same port, overlapping addresses and devices, and not both willing to share. */
function inTheWay(socket: InetSocket, other: InetSocket): boolean {
  if (socket.device !== undefined && other.device !== undefined && socket.device !== other.device)
    return false;
  if (!socket.speaks(4) !== !other.speaks(4) && (socket.family === 4 || other.family === 4)) return false;
  const mine = socket.localAddress;
  const theirs = other.localAddress;
  if (!mine.isUnspecified && !theirs.isUnspecified && mine !== theirs) return false;
  if (socket.reuseAddress && other.reuseAddress && !other.isListening) return false;
  return !(socket.reusePort && other.reusePort && socket.uid === other.uid);
}
