/**
 * /proc/net/tcp, udp, raw, icmp and their IPv6 forms, and sockstat (get_tcp4_sock in net/ipv4/tcp_ipv4.c, udp4_format_sock,
 * raw_sock_seq_show, get_tcp6_sock, __ip6_dgram_sock_seq_show, sockstat_seq_show). Addresses as the bytes lie in memory.
 *
 * The kernel's order is that of hash tables with a secret; here it is that of creation, or of ports for datagrams. Where
 * it tells a hashed pointer, there is a number made of the socket's.
 */
import { millisecond, second } from '../../clock/clock.ts';
import { type Address, anyV4, type Family } from '../../net/address/address.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { InetSocket } from '../socket/inet-socket.ts';
import { PingSocket } from '../socket/ping/ping-socket.ts';
import type { TcpState } from '../socket/tcp/state.ts';
import type { TcpSocket } from '../socket/tcp/tcp-socket.ts';

/** include/net/tcp_states.h */
const stateNumber: Readonly<Record<TcpState, number>> = {
  established: 1,
  synSent: 2,
  synReceived: 3,
  finWait1: 4,
  finWait2: 5,
  timeWait: 6,
  closed: 7,
  closeWait: 8,
  lastAck: 9,
  listen: 10,
  closing: 11,
};

const hex = (value: number, width: number): string =>
  (value >>> 0).toString(16).toUpperCase().padStart(width, '0');

const swapped = (word: number): string =>
  hex(((word & 0xff) << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24), 8);

/** As many words as the socket's family has; IPv4 in a socket of IPv6 is mapped. */
function place(address: Address, port: number, family: Family): string {
  const words =
    family === 4
      ? [address.bits]
      : address.family === 4
        ? [0, 0, address.isUnspecified ? 0 : 0xffff, address.bits]
        : address.words;
  return `${words.map(swapped).join('')}:${hex(port, 4)}`;
}

const ticks = (time: number): number => Math.floor(time / (10 * millisecond));

/** Looks like the kernel's hashed pointers. */
const pointer = (number: number): string =>
  (Math.imul(number ^ 0x9e37, 0x85eb_ca6b) >>> 0).toString(16).padStart(16, '0');

interface Row {
  readonly local: string;
  readonly remote: string;
  readonly state: number;
  readonly sending: number;
  readonly received: number;
  readonly timer?: readonly [kind: number, left: number];
  readonly retries?: number;
  readonly user?: number;
  readonly probes?: number;
  readonly inode?: number;
  readonly references: number;
  readonly address: string;
  readonly rest: string;
}

function rowText(number: string, row: Row): string {
  const [kind, left] = row.timer ?? [0, 0];
  const queues = `${hex(row.sending, 8)}:${hex(row.received, 8)}`;
  const timer = `${hex(kind, 2)}:${hex(ticks(left), 8)} ${hex(row.retries ?? 0, 8)}`;
  const who = `${String(row.user ?? 0).padStart(5)} ${String(row.probes ?? 0).padStart(8)} ${String(row.inode ?? 0)}`;
  return `${number}: ${row.local} ${row.remote} ${hex(row.state, 2)} ${queues} ${timer} ${who} ${String(row.references)} ${row.address}${row.rest}`;
}

const tcpHead = 'rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const datagramHead = `${tcpHead} ref pointer drops`;
const tcp6Head =
  'local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';

/** seq_setwidth, seq_pad */
const padded = (lines: readonly string[], width: number): string =>
  lines.map((line) => `${line.padEnd(width)}\n`).join('');

export function procTcp(namespace: NetworkNamespace, family: Family): string {
  const { sockets, environment } = namespace;
  const { now } = environment.clock;
  const own = [...sockets.tcpSockets].filter(
    (socket) => socket.family === family && socket.state !== 'closed',
  );
  const rows: Row[] = [
    ...own.filter(({ isListening }) => isListening),
    ...own.filter(({ isListening }) => !isListening),
  ].map((socket) => tcpRow(socket, now));
  for (const waiting of sockets.timeWait.all)
    if (waiting.family === family)
      rows.push({
        local: place(waiting.localAddress, waiting.localPort, family),
        remote: place(waiting.remoteAddress, waiting.remotePort, family),
        state: stateNumber.timeWait,
        sending: 0,
        received: 0,
        timer: [3, waiting.expires - now],
        references: 3,
        address: pointer(waiting.localPort * 65_536 + waiting.remotePort),
        rest: '',
      });
  const lines = rows.map((row, at) => rowText(String(at).padStart(4), row));
  if (family === 6) return padded([`  sl  ${tcp6Head}`, ...lines], 0);
  return padded([`  sl  local_address ${tcpHead}`, ...lines], 149);
}

function tcpRow(socket: TcpSocket, now: number): Row {
  const { family, state, isListening } = socket;
  const common = {
    local: place(socket.localAddress, socket.localPort, family),
    remote: place(socket.remoteAddress, socket.remotePort, family),
    state: stateNumber[state],
    user: socket.uid,
    address: pointer(socket.inode),
  };
  const due = socket.retransmitAt;
  if (state === 'synReceived')
    return {
      ...common,
      sending: 0,
      received: 0,
      timer: [1, (due ?? now) - now],
      retries: socket.retransmissions,
      references: 0,
      rest: '',
    };
  const keepAlive = socket.keepAliveTimer?.pending === true ? socket.keepAliveTimer.at : undefined;
  const timer: Row['timer'] =
    due !== undefined && !isListening
      ? [socket.timerPurpose === 'window' ? 4 : 1, due - now]
      : keepAlive === undefined
        ? undefined
        : [2, keepAlive - now];
  const { slowStartThreshold: threshold, timeout, isConnected } = socket;
  const last = isListening ? 0 : Number.isFinite(threshold) ? threshold : -1;
  const acknowledging = isConnected ? 4 : 0;
  return {
    ...common,
    sending: isListening ? 0 : socket.unacknowledged,
    received: isListening ? socket.acceptQueue.length : socket.unread,
    ...(timer === undefined ? {} : { timer }),
    retries: isListening ? 0 : socket.retransmissions,
    probes: socket.windowProbes,
    inode: socket.orphaned ? 0 : socket.inode,
    references: timer === undefined ? 1 : 2,
    rest: ` ${String(ticks(isListening ? second : timeout))} ${String(acknowledging)} ${isConnected ? '30' : '0'} ${String(Math.floor(socket.congestionWindow))} ${String(last)}`,
  };
}

/** @param number what stands in the first column */
function datagramRow(socket: InetSocket, received: number, drops: number): Row {
  const { family, inode, uid, remoteAddress, remotePort, localAddress, localPort } = socket;
  return {
    local: place(localAddress, localPort, family),
    remote: place(remoteAddress, remotePort, family),
    state: remotePort === 0 ? stateNumber.closed : stateNumber.established,
    sending: 0,
    received,
    user: uid,
    inode,
    references: 2,
    address: pointer(inode),
    rest: ` ${String(drops)}`,
  };
}

/** The kernel's own socket, by which a tunnel device hears. */
function tunnelRow(port: number): Row {
  return {
    local: place(anyV4, port, 4),
    remote: place(anyV4, 0, 4),
    state: stateNumber.closed,
    sending: 0,
    received: 0,
    inode: port,
    references: 2,
    address: pointer(port),
    rest: ' 0',
  };
}

/** Of udp_table: the secret of the hash is 0 here. */
const udpBuckets = 16_384;

export function procUdp({ sockets, udpTunnels }: NetworkNamespace, family: Family): string {
  const own = [...sockets.udpSockets]
    .filter((socket) => socket.family === family && socket.localPort !== 0)
    .map((socket) => ({ port: socket.localPort, row: datagramRow(socket, socket.unread, socket.dropped) }));
  const tunnels = family === 4 ? [...udpTunnels.keys()].map((port) => ({ port, row: tunnelRow(port) })) : [];
  const lines = [...own, ...tunnels]
    .sort((one, other) => (one.port % udpBuckets) - (other.port % udpBuckets))
    .map(({ port, row }) => rowText(String(port % udpBuckets).padStart(5), row));
  return datagrams(family, lines);
}

/** UDP-Lite: nobody speaks it. */
export const procUdpLite = (_namespace: NetworkNamespace, family: Family): string => datagrams(family, []);

function datagrams(family: Family, lines: readonly string[]): string {
  return family === 4
    ? padded([`   sl  local_address ${datagramHead}`, ...lines], 127)
    : padded([`  sl  ${tcp6Head} ref pointer drops`, ...lines], 0);
}

/** @param pings those of the sockets that are for echoes only; else the raw ones */
export function procRaw({ sockets }: NetworkNamespace, family: Family, pings: boolean): string {
  const lines = [...sockets.rawSockets]
    .filter((socket) => socket.family === family && socket instanceof PingSocket === pings)
    .map((socket) => {
      const row = datagramRow(socket, socket.unread, 0);
      const number = pings ? 0 : socket.ipProtocol;
      const local = pings ? row.local : place(socket.localAddress, socket.ipProtocol, family);
      return rowText(String(number).padStart(pings ? 5 : 4), { ...row, local });
    });
  if (family === 6) return datagrams(6, lines);
  const head = `  sl  local_address ${datagramHead}`;
  return pings ? padded([head, ...lines], 127) : padded([head, ...lines], 0);
}

export function procSockstat(namespace: NetworkNamespace): string {
  const { sockets, machine } = namespace;
  const inUse = (list: Iterable<{ readonly family: Family }>) =>
    [...list].filter(({ family }) => family === 4).length;
  const open = [...sockets.tcpSockets].filter(({ state }) => state !== 'closed');
  const everywhere = [machine.host, ...machine.namespaces.values()].reduce(
    (sum, other) => sum + other.sockets.tcpSockets.size,
    0,
  );
  const used = sockets.tcpSockets.size + sockets.udpSockets.size + sockets.rawSockets.size;
  const raw = [...sockets.rawSockets].filter((socket) => !(socket instanceof PingSocket));
  return `sockets: used ${String(used)}
TCP: inuse ${String(inUse(open))} orphan ${String(open.filter(({ orphaned }) => orphaned).length)} tw ${String(sockets.timeWait.all.size)} alloc ${String(everywhere)} mem 0
UDP: inuse ${String(inUse(sockets.udpSockets) + namespace.udpTunnels.size)} mem 0
UDPLITE: inuse 0
RAW: inuse ${String(inUse(raw))}
FRAG: inuse 0 memory 0
`;
}

export function procSockstat6({ sockets }: NetworkNamespace): string {
  const inUse = (list: Iterable<{ readonly family: Family }>) =>
    [...list].filter(({ family }) => family === 6).length;
  const open = [...sockets.tcpSockets].filter(({ state }) => state !== 'closed');
  return `TCP6: inuse ${String(inUse(open))}
UDP6: inuse ${String(inUse(sockets.udpSockets))}
UDPLITE6: inuse 0
RAW6: inuse ${String(inUse(sockets.rawSockets))}
FRAG6: inuse 0 memory 0
`;
}
