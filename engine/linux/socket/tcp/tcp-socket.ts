/**
 * A TCP socket: the calls of a program (tcp(7)) over one connection or one listening port (struct tcp_sock). What
 * arrives is handled in input.ts, what leaves is made in output.ts, what happens by itself in timers.ts.
 *
 * Left out: urgent data, TCP fast open, window auto-tuning above 64 kB.
 */
import type { Address, Family } from '../../../net/address/address.ts';
import { joined } from '../../../net/wire/octets.ts';
import type { Time, Timer } from '../../../clock/clock.ts';
import type { Errno } from '../../errno.ts';
import type { NetDevice } from '../../device/device.ts';
import type { NetworkNamespace } from '../../namespace/namespace.ts';
import type { TcpExtended } from '../../namespace/snmp.ts';
import type { RouteMetrics } from '../../route/route.ts';
import type { Running } from '../../process/wait.ts';
import type { SocketHolder } from '../holder.ts';
import { InetSocket } from '../inet-socket.ts';
import type { PortTable } from '../ports.ts';
import { beginClose, endReceive } from './close.ts';
import { beginConnect } from './connect.ts';
import { followDevice } from './lower-mss.ts';
import { queueData, updateWindow } from './output.ts';
import { firstTimeout, firstWindow, quickAcks, type SendPiece, type TcpState } from './state.ts';
import { type KeepAlive, setKeepAlive } from './keep-alive.ts';
import type { TimerPurpose } from './retransmit-timer.ts';
import type { SackBlock } from './sack.ts';
import { timerWentOff } from './timers.ts';

const end = new Uint8Array(0);

export class TcpSocket extends InetSocket {
  readonly protocol = 'tcp';
  state: TcpState = 'closed';
  /** The next connection of the same hash bucket. */
  hashNext: TcpSocket | undefined;

  // Sending: octets before `sendUnacknowledged` have arrived, those before `sendNext` are on their way.
  sendUnacknowledged = 0;
  sendNext = 0;
  sendWindow = 0;
  sendScale = 0;
  /** Octets of data a segment carries at most. */
  mss = 536;
  /** The way's MTU when the connection began; 0 before. */
  firstMtu = 0;
  firstDevice: NetDevice | undefined;
  /** The route's MTU is locked: DF is not set. */
  mtuLocked = false;
  routeMetrics: RouteMetrics | undefined;
  congestionWindow = firstWindow;
  slowStartThreshold = Number.POSITIVE_INFINITY;
  duplicateAcks = 0;
  readonly unsent: SendPiece[] = [];
  readonly inFlight: SendPiece[] = [];
  finQueued = false;

  // Receiving
  receiveNext = 0;
  receiveScale = 0;
  /** Room for unread octets. */
  receiveSpace = 0;
  /** The right edge of the window that the peer was told; it never moves back. */
  receiveEdge = 0;
  readonly received: Uint8Array[] = [];
  unread = 0;
  readonly outOfOrder: SendPiece[] = [];
  /** What of it the peer is told, the newest first; and what came twice. */
  sackBlocks: readonly SackBlock[] | undefined;
  duplicateBlock: SackBlock | undefined;
  /** Segments without surprises are on the fast path (pred_flags). */
  predicts = false;
  /** The peer has sent everything. */
  peerFinished = false;
  pendingAcks = 0;
  quickAcks = quickAcks;

  // Timestamps (RFC 7323)
  timestamps = false;
  timestampOffset = 0;
  recentTimestamp = 0;
  sackPermitted = false;

  // Timers
  timeout: Time = firstTimeout;
  smoothedRoundTrip: Time | undefined;
  roundTripVariation: Time = 0;
  retransmissions = 0;
  retransmitAt: Time | undefined;
  retransmitTimer: Timer | undefined;
  /** What `retransmitAt` is for. */
  timerPurpose: TimerPurpose = 'retransmit';
  /** When the first of the present retransmissions was sent. */
  retransmittingSince: Time = 0;
  /** A probe for a lost tail was sent: what had been sent by then (tlp_high_seq). */
  lossProbeEnd: number | undefined;
  /** Something was lost: what had been sent by then has to arrive before all is in order again (high_seq). */
  recoveryEnd: number | undefined;
  /** Probes of a closed window without an answer that opened it. */
  windowProbes = 0;
  windowBackOff = 0;
  keepAlive: KeepAlive | undefined;
  keepAliveTimer: Timer | undefined;
  keepAliveProbes = 0;
  delayedAckTimer: Timer | undefined;
  finWaitTimer: Timer | undefined;
  /** TCP_SYNCNT */
  synRetries: number | undefined;
  /** An ICMP error that a timeout will be reported as. */
  softError: Errno | undefined;

  // Listening
  backlog = 0;
  readonly acceptQueue: TcpSocket[] = [];
  /** The socket that this connection came in by. */
  listener: TcpSocket | undefined;

  // Counters for `ss -i` (struct tcp_info)
  segmentsOut = 0;
  segmentsIn = 0;
  octetsOut = 0;
  octetsAcknowledged = 0;
  octetsIn = 0;
  dataSegmentsOut = 0;
  dataSegmentsIn = 0;
  lastSentAt: Time = 0;
  lastReceivedAt: Time = 0;
  shortestRoundTrip: Time | undefined;

  /** The last packet received: the cause of what is sent next. */
  lastPacket: number | undefined;
  /** close(2) was called: nobody reads any more. */
  orphaned = false;
  /** SO_LINGER with no time at all: close sends a reset. */
  resetsOnClose = false;
  sendShut = false;
  /** A small segment waits while another is unacknowledged; off with TCP_NODELAY, as most programs want it. */
  nagle = false;
  /** The end of the last small segment sent (snd_sml). */
  smallEnd: number | undefined;

  constructor(namespace: NetworkNamespace, holder: SocketHolder, family: Family = 4) {
    super(namespace, holder, family);
    namespace.sockets.tcpSockets.add(this);
  }

  protected get ports(): PortTable {
    return this.namespace.sockets.tcpPorts;
  }

  override get isListening(): boolean {
    return this.state === 'listen';
  }

  /** ip4_dst_hoplimit: the route's before the machine's. */
  override get timeToLive(): number {
    return this.ttl ?? this.routeMetrics?.hoplimit ?? super.timeToLive;
  }

  get isConnected(): boolean {
    return (
      this.state !== 'closed' &&
      this.state !== 'listen' &&
      this.state !== 'synSent' &&
      this.state !== 'synReceived'
    );
  }

  /** Octets sent or queued that the peer has not acknowledged: `ss`'s Send-Q. */
  get unacknowledged(): number {
    let octets = 0;
    for (const piece of this.inFlight) octets += piece.data.length;
    for (const piece of this.unsent) octets += piece.data.length;
    return octets;
  }

  /** listen(2) */
  listen(backlog: number): Errno | undefined {
    if (this.state === 'listen') {
      this.backlog = Math.min(backlog, this.namespace.sysctl.number('net.core.somaxconn'));
      return undefined;
    }
    if (this.state !== 'closed' || this.isClosed) return 'EINVAL';
    if (this.localPort === 0) {
      const errno = this.bind(this.any, 0);
      if (errno !== undefined) return errno;
    }
    this.state = 'listen';
    this.backlog = Math.min(backlog, this.namespace.sysctl.number('net.core.somaxconn'));
    this.namespace.sockets.listeners.add(this);
    return undefined;
  }

  /** The next connection that is ready, without waiting. */
  takeConnection(): TcpSocket | undefined {
    return this.acceptQueue.shift();
  }

  /** accept(2). @returns EAGAIN when `until` passes, EINTR on a signal */
  *accept(until?: Time): Running<TcpSocket | Errno> {
    for (;;) {
      if (this.state !== 'listen') return 'EINVAL';
      const connection = this.takeConnection();
      if (connection !== undefined) return connection;
      const reason = yield* this.#wait('readable', until);
      if (reason !== undefined) return reason;
    }
  }

  /** The start of connect(2) on a non-blocking socket: EINPROGRESS once the SYN is on its way. */
  startConnect(address: Address, port: number): Errno {
    return beginConnect(this, address, port);
  }

  /** connect(2). @returns EINPROGRESS when `until` passes before an answer, EINTR on a signal */
  *connect(address: Address, port: number, until?: Time): Running<Errno | undefined> {
    const started = this.startConnect(address, port);
    if (started !== 'EINPROGRESS') return started;
    for (;;) {
      if (this.isConnected) return undefined;
      if (this.state === 'closed') return this.takeError() ?? 'ECONNREFUSED';
      const reason = yield* this.#wait('writable', until);
      if (reason !== undefined) return reason === 'EAGAIN' ? 'EINPROGRESS' : reason;
    }
  }

  /** connect(2) without blocking, poll(2) and SO_ERROR, as programs with a patience of their own do: what ICMP said of an established connection is an error, too, and forgotten with that (sk_getsockopt). */
  *connectWithin(address: Address, port: number, until?: Time): Running<Errno | undefined> {
    const errno = yield* this.connect(address, port, until);
    return errno ?? this.takeSoftError();
  }

  /** SO_ERROR: the pending error, or what ICMP said and nobody was told, once (sk_getsockopt). */
  takeSoftError(): Errno | undefined {
    const errno = this.takeError() ?? this.softError;
    this.softError = undefined;
    return errno;
  }

  /** send(2): everything is taken (the send buffer has no end here). */
  send(data: Uint8Array): Errno | undefined {
    const pending = this.takeError();
    if (pending !== undefined) return pending;
    if (this.sendShut || this.isClosed || this.state === 'closed') return 'EPIPE';
    if (!this.isConnected) return 'ENOTCONN';
    if (data.length > 0) {
      followDevice(this);
      queueData(this, data);
    }
    return undefined;
  }

  /** recv(2) without waiting: all that is there, empty at the end of the stream, EAGAIN when there is nothing yet. */
  takeReceived(): Uint8Array | Errno {
    if (this.received.length > 0) {
      const data = this.received.length === 1 ? (this.received[0] ?? end) : joined(this.received);
      this.received.length = 0;
      this.unread = 0;
      updateWindow(this);
      return data;
    }
    if (this.peerFinished) return end;
    const pending = this.takeError();
    if (pending !== undefined) return pending;
    if (this.state === 'closed' || this.isClosed) return end;
    return this.state === 'listen' ? 'ENOTCONN' : 'EAGAIN';
  }

  /** recv(2). Empty: the peer has finished. @returns EAGAIN when `until` passes, EINTR on a signal */
  *receive(until?: Time): Running<Uint8Array | Errno> {
    for (;;) {
      const data = this.takeReceived();
      if (data !== 'EAGAIN') return data;
      const reason = yield* this.#wait('readable', until);
      if (reason !== undefined) return reason;
    }
  }

  /** shutdown(2): no more will be sent. */
  shutdown(): Errno | undefined {
    if (!this.isConnected) return 'ENOTCONN';
    beginClose(this);
    return undefined;
  }

  close(): void {
    if (this.isClosed || this.orphaned) return;
    endReceive(this);
  }

  timerWentOff(): void {
    timerWentOff(this);
  }

  /** Nothing is missing, as far as is known (TCP_CA_Open). */
  get isOrderly(): boolean {
    return this.recoveryEnd === undefined && this.duplicateAcks === 0;
  }

  /** SO_KEEPALIVE with TCP_KEEPIDLE, TCP_KEEPINTVL and TCP_KEEPCNT; what is not given comes from the namespace. */
  setKeepAlive(wanted: Partial<KeepAlive> | undefined): void {
    setKeepAlive(this, wanted);
  }

  /** tcp_set_state */
  #leave(): void {
    if (this.state === 'established' || this.state === 'closeWait') this.namespace.snmp.tcp.EstabResets++;
    this.state = 'closed';
  }

  count(what: keyof TcpExtended): void {
    this.namespace.snmp.tcpExtended[what]++;
  }

  /** Gone from every table. Called by the state machine; programs call `close`. */
  destroy(): void {
    if (this.isClosed) return;
    this.retransmitTimer?.cancel();
    this.delayedAckTimer?.cancel();
    this.finWaitTimer?.cancel();
    this.keepAliveTimer?.cancel();
    const { sockets } = this.namespace;
    sockets.connections.delete(this);
    sockets.listeners.delete(this);
    sockets.tcpSockets.delete(this);
    this.#leave();
    this.release();
  }

  /** The connection ended by itself: the program finds out by `errno`. */
  fail(errno: Errno | undefined): void {
    this.retransmitTimer?.cancel();
    this.delayedAckTimer?.cancel();
    this.keepAliveTimer?.cancel();
    this.namespace.sockets.connections.delete(this);
    // tcp_done
    if (this.state === 'synSent') this.namespace.snmp.tcp.AttemptFails++;
    this.#leave();
    this.unsent.length = 0;
    this.inFlight.length = 0;
    if (this.orphaned || this.listener !== undefined) {
      this.destroy();
      return;
    }
    if (errno !== undefined) this.reportError(errno);
    this.readable.wake();
    this.writable.wake();
  }

  *#wait(queue: 'readable' | 'writable', until: Time | undefined): Running<Errno | undefined> {
    if (until !== undefined && this.namespace.environment.clock.now >= until) return 'EAGAIN';
    const on = [this[queue]];
    const reason = yield until === undefined ? { on } : { on, until };
    return reason === 'signal' ? 'EINTR' : undefined;
  }
}
