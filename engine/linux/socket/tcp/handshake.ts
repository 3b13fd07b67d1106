/**
 * The two segments that open a connection (tcp_connect, tcp_v4_send_synack), and what both ends learn from them.
 */
import { type Tcp, tcpFlags } from '../../../net/packet/transport.ts';
import {
  initialWindow,
  type PeerOptions,
  readOptions,
  receiveScale,
  synOptions,
  timestampsLength,
} from './options.ts';
import { sendSegment, timestampOf } from './output.ts';
import { advance } from './sequence.ts';
import { timestampStart } from './secure-sequence.ts';
import type { RouteResult } from '../../route/result.ts';
import type { TcpSocket } from './tcp-socket.ts';

const synFlags = tcpFlags({ syn: true });
const synAckFlags = tcpFlags({ syn: true, ack: true });
const none = new Uint8Array(0);
/** A segment's IP and TCP headers. */
function headersOf(socket: TcpSocket): number {
  return socket.remoteAddress.family === 4 ? 40 : 60;
}

/** Of a peer that says nothing (RFC 9293 section 3.7.1). */
const unsaidMss = 536;

/** What this end announces: the way's MTU without headers, or what the route says (ipv4_default_advmss, ip6_default_advmss). */
export function advertisedMss(socket: TcpSocket, mtu: number): number {
  const { family } = socket.remoteAddress;
  const told = socket.routeMetrics?.advmss;
  if (told !== undefined) return told;
  const least = socket.namespace.sysctl.number(`net.ipv${String(family)}.route.min_adv_mss`);
  const headers = headersOf(socket);
  return Math.min((family === 4 ? 65_535 : 65_595) - headers, Math.max(mtu - headers, least));
}

/** What fits into a segment of this connection (tcp_sync_mss). */
export function segmentSize(socket: TcpSocket, mtu: number, peerMss: number): number {
  const options = socket.timestamps ? timestampsLength : 0;
  return Math.max(8, Math.min(mtu - headersOf(socket), peerMss) - options);
}

/** The way's MTU, as it was when the connection began; asked again for a repeated segment. */
export function pathMtuOf(socket: TcpSocket): number {
  if (socket.firstMtu > 0 && socket.retransmissions === 0) return socket.firstMtu;
  const answer = socket.namespace.ip(socket.remoteAddress.family).routeOutput({
    destination: socket.remoteAddress,
    source: socket.localAddress,
    mark: socket.mark,
    output: socket.device,
    user: socket.uid,
    protocol: 6,
    sourcePort: socket.localPort,
    destinationPort: socket.remotePort,
  });
  if (answer.kind === 'route') rememberWay(socket, answer);
  else socket.firstMtu = 1500;
  return socket.firstMtu;
}

/** What a connection takes from its route (tcp_init_metrics, sk_setup_caps). */
export function rememberWay(socket: TcpSocket, { mtu, mtuLocked, route, device }: RouteResult): void {
  socket.firstMtu = mtu;
  socket.firstDevice = device;
  socket.mtuLocked = mtuLocked === true;
  const { metrics } = route;
  if (metrics === socket.routeMetrics) return;
  socket.routeMetrics = metrics;
  if (metrics?.initcwnd !== undefined) socket.congestionWindow = metrics.initcwnd;
  if (metrics?.quickack === 1) socket.quickAcks = Number.POSITIVE_INFINITY;
}

export function startTimestamps(socket: TcpSocket): void {
  socket.timestampOffset = timestampStart(socket.namespace, socket);
}

export function sendSyn(socket: TcpSocket): void {
  const { sysctl } = socket.namespace;
  const mss = advertisedMss(socket, pathMtuOf(socket));
  socket.receiveSpace = initialWindow(mss);
  socket.timestamps = sysctl.number('net.ipv4.tcp_timestamps') !== 0;
  const scale = sysctl.number('net.ipv4.tcp_window_scaling') !== 0;
  if (socket.retransmissions > 0) countAgain(socket);
  sendSegment(socket, {
    again: socket.retransmissions > 0,
    flags: synFlags,
    sequence: socket.sendUnacknowledged,
    data: none,
    window: Math.min(65_535, socket.receiveSpace),
    options: synOptions({
      mss,
      sack: sysctl.number('net.ipv4.tcp_sack') !== 0,
      scale,
      timestamps: socket.timestamps ? { value: timestampOf(socket), echo: 0 } : undefined,
    }),
    identification: socket.nextIdentification(),
    what:
      socket.retransmissions > 0 ? 'asks % again for a connection (SYN)' : 'asks % for a connection (SYN)',
  });
}

function countAgain(socket: TcpSocket): void {
  socket.namespace.snmp.tcp.RetransSegs++;
  socket.count('TCPSynRetrans');
}

/** @param isAgain tcp_rtx_synack: counted when nothing keeps it here */
export function sendSynAck(socket: TcpSocket, isAgain = false): void {
  const mss = advertisedMss(socket, pathMtuOf(socket));
  socket.receiveSpace = initialWindow(mss - (socket.timestamps ? timestampsLength : 0));
  const refused = sendSegment(socket, {
    flags: synAckFlags,
    sequence: socket.sendUnacknowledged,
    data: none,
    window: Math.min(65_535, socket.receiveSpace),
    options: synOptions({
      mss,
      sack: socket.sackPermitted,
      scale: socket.receiveScale > 0,
      timestamps: socket.timestamps
        ? { value: timestampOf(socket), echo: socket.recentTimestamp }
        : undefined,
    }),
    identification: 0,
    what: 'accepts the connection of % (SYN, ACK)',
  });
  if (isAgain && refused === undefined) countAgain(socket);
}

/** Take over what the peer's SYN or SYN-ACK says. @param offered what this end offered or would accept */
export function learnFromSyn(socket: TcpSocket, tcp: Tcp, offered: PeerOptions | undefined): void {
  const { sysctl } = socket.namespace;
  const options = offered ?? readOptions(tcp);
  const wantsTimestamps = sysctl.number('net.ipv4.tcp_timestamps') !== 0;
  socket.timestamps = wantsTimestamps && options.timestamps !== undefined;
  socket.recentTimestamp = options.timestamps?.value ?? 0;
  socket.sackPermitted = options.sackPermitted && sysctl.number('net.ipv4.tcp_sack') !== 0;
  const scaled = options.windowScale !== undefined && sysctl.number('net.ipv4.tcp_window_scaling') !== 0;
  socket.receiveScale = scaled ? receiveScale : 0;
  socket.sendScale = scaled ? options.windowScale : 0;
  socket.receiveNext = advance(tcp.sequence, 1);
  socket.receiveEdge = socket.receiveNext;
  socket.sendWindow = tcp.window;
  socket.mss = segmentSize(socket, pathMtuOf(socket), options.mss ?? unsaidMss);
}
