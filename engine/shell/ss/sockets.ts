/**
 * The sockets of a namespace as ss and netstat see them (inet_diag): one row each.
 */
import type { Address, Family } from '../../net/address/address.ts';
import { anyV4 } from '../../net/address/address.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import type { SocketHolder } from '../../linux/socket/holder.ts';
import type { TcpSocket } from '../../linux/socket/tcp/tcp-socket.ts';
import type { TcpState } from '../../linux/socket/tcp/state.ts';

export type SocketState =
  | 'ESTAB'
  | 'SYN-SENT'
  | 'SYN-RECV'
  | 'FIN-WAIT-1'
  | 'FIN-WAIT-2'
  | 'TIME-WAIT'
  | 'UNCONN'
  | 'CLOSE-WAIT'
  | 'LAST-ACK'
  | 'LISTEN'
  | 'CLOSING';

export interface SocketRow {
  readonly kind: 'tcp' | 'udp' | 'raw';
  readonly state: SocketState;
  readonly family: Family;
  /** An IPv6 socket that is for IPv6 alone. */
  readonly v6only: boolean;
  readonly receiveQueue: number;
  readonly sendQueue: number;
  readonly local: Address;
  readonly localPort: number;
  readonly peer: Address;
  readonly peerPort: number;
  readonly device: string | undefined;
  readonly holder: SocketHolder | undefined;
  /** A number for its descriptor: they are not modelled; the n-th socket of its process. */
  readonly descriptor: number;
  readonly uid: number;
  readonly inode: number;
  /** The connection itself, for `-i`. */
  readonly connection: TcpSocket | undefined;
  /** Microseconds until its timer goes off. */
  readonly timer:
    | {
        readonly name: 'on' | 'timewait' | 'persist' | 'keepalive';
        readonly left: number;
        readonly retries: number;
      }
    | undefined;
}

const states: Readonly<Record<TcpState, SocketState>> = {
  closed: 'UNCONN',
  listen: 'LISTEN',
  synSent: 'SYN-SENT',
  synReceived: 'SYN-RECV',
  established: 'ESTAB',
  finWait1: 'FIN-WAIT-1',
  finWait2: 'FIN-WAIT-2',
  closeWait: 'CLOSE-WAIT',
  closing: 'CLOSING',
  lastAck: 'LAST-ACK',
  timeWait: 'TIME-WAIT',
};

function keepAliveOf(socket: TcpSocket, now: number): SocketRow['timer'] {
  const timer = socket.keepAliveTimer;
  return timer?.pending === true
    ? { name: 'keepalive', left: timer.at - now, retries: socket.keepAliveProbes }
    : undefined;
}

export function socketRows(namespace: NetworkNamespace): readonly SocketRow[] {
  const { sockets, environment } = namespace;
  const { now } = environment.clock;
  const descriptors = new Map<SocketHolder, number>();
  const describe = (holder: SocketHolder) => {
    const next = (descriptors.get(holder) ?? 2) + 1;
    descriptors.set(holder, next);
    return next;
  };
  const rows: SocketRow[] = [];
  for (const socket of sockets.tcpSockets) {
    const listening = socket.state === 'listen';
    if (socket.state === 'closed') continue;
    const due = socket.retransmitAt;
    rows.push({
      kind: 'tcp',
      state: states[socket.state],
      family: socket.family,
      v6only: socket.v6only,
      receiveQueue: listening ? socket.acceptQueue.length : socket.unread,
      sendQueue: listening ? socket.backlog : socket.unacknowledged,
      local: socket.localAddress,
      localPort: socket.localPort,
      peer: socket.remoteAddress,
      peerPort: socket.remotePort,
      device: socket.device?.name,
      holder: socket.orphaned || socket.state === 'synReceived' ? undefined : socket.holder,
      descriptor: describe(socket.holder),
      uid: socket.uid,
      inode: socket.inode,
      connection: socket,
      timer:
        listening || due === undefined
          ? keepAliveOf(socket, now)
          : socket.timerPurpose === 'window'
            ? { name: 'persist', left: due - now, retries: socket.windowProbes }
            : { name: 'on', left: due - now, retries: socket.retransmissions },
    });
  }
  for (const waiting of sockets.timeWait.all)
    rows.push({
      kind: 'tcp',
      state: 'TIME-WAIT',
      family: waiting.family,
      v6only: false,
      receiveQueue: 0,
      sendQueue: 0,
      local: waiting.localAddress,
      localPort: waiting.localPort,
      peer: waiting.remoteAddress,
      peerPort: waiting.remotePort,
      device: undefined,
      holder: undefined,
      descriptor: 0,
      uid: 0,
      inode: 0,
      connection: undefined,
      timer: { name: 'timewait', left: waiting.expires - now, retries: 0 },
    });
  for (const socket of sockets.udpSockets)
    if (socket.localPort !== 0)
      rows.push({
        kind: 'udp',
        state: socket.remotePort === 0 ? 'UNCONN' : 'ESTAB',
        family: socket.family,
        v6only: socket.v6only,
        receiveQueue: socket.unread,
        sendQueue: 0,
        local: socket.localAddress,
        localPort: socket.localPort,
        peer: socket.remoteAddress,
        peerPort: socket.remotePort,
        device: socket.device?.name,
        holder: socket.holder,
        descriptor: describe(socket.holder),
        uid: socket.uid,
        inode: socket.inode,
        connection: undefined,
        timer: undefined,
      });
  for (const port of namespace.udpTunnels.keys())
    rows.push({
      kind: 'udp',
      state: 'UNCONN',
      family: 4,
      v6only: false,
      receiveQueue: 0,
      sendQueue: 0,
      local: anyV4,
      localPort: port,
      peer: anyV4,
      peerPort: 0,
      device: undefined,
      holder: undefined,
      descriptor: 0,
      uid: 0,
      inode: 0,
      connection: undefined,
      timer: undefined,
    });
  for (const socket of sockets.rawSockets)
    rows.push({
      kind: 'raw',
      state: 'UNCONN',
      family: socket.family,
      v6only: socket.v6only,
      receiveQueue: socket.unread,
      sendQueue: 0,
      local: socket.localAddress,
      localPort: socket.ipProtocol,
      peer: socket.remoteAddress,
      peerPort: 0,
      device: socket.device?.name,
      holder: socket.holder,
      descriptor: describe(socket.holder),
      uid: socket.uid,
      inode: socket.inode,
      connection: undefined,
      timer: undefined,
    });
  return rows;
}

/** `-4` and `-6` of ss and netstat. */
export function isOfFamily(row: SocketRow, flags: ReadonlySet<string>): boolean {
  if (flags.has('4') === flags.has('6')) return true;
  return row.family === (flags.has('4') ? 4 : 6);
}
