/**
 * A UDP socket (net/ipv4/udp.c, udp(7)).
 *
 * Left out: UDP-Lite, corking; a receive buffer is counted in datagrams' octets with the kernel's overhead.
 */
import type { Address, Family } from '../../../net/address/address.ts';
import type { Time } from '../../../clock/clock.ts';
import type { Errno } from '../../errno.ts';
import type { NetDevice } from '../../device/device.ts';
import type { Running } from '../../process/wait.ts';
import { sendDatagram } from '../datagram.ts';
import type { SocketHolder } from '../holder.ts';
import { octetsText } from '../journey.ts';
import { InetSocket } from '../inet-socket.ts';
import type { PortTable } from '../ports.ts';
import { isTooFar, noWay, routeConnect } from '../route-connect.ts';
import type { NetworkNamespace } from '../../namespace/namespace.ts';
import type { Snmp } from '../../namespace/snmp.ts';

export interface ReceivedDatagram {
  readonly data: Uint8Array;
  readonly from: Address;
  readonly port: number;
  /** The address it was sent to (IP_PKTINFO). */
  readonly to: Address;
  readonly ttl: number;
  readonly tos: number;
  readonly device: NetDevice | undefined;
  /** The packet's number in journeys; give it back as `cause` of an answer. */
  readonly packet: number;
}

/** net.core.rmem_default, and what the kernel counts for a datagram beside its data. */
const receiveBuffer = 212_992;
const overhead = 768;

/** The family is the address's: a socket of IPv6 speaks IPv4, too. */
export function countersOf({ snmp }: NetworkNamespace, { family }: Address): Snmp['udp'] {
  return family === 4 ? snmp.udp : snmp.udp6;
}

export class UdpSocket extends InetSocket {
  readonly protocol = 'udp';
  readonly #queue: ReceivedDatagram[] = [];
  #queued = 0;
  /** Datagrams dropped because nobody read (SO_RXQ_OVFL). */
  dropped = 0;

  constructor(namespace: NetworkNamespace, holder: SocketHolder, family: Family = 4) {
    super(namespace, holder, family);
    namespace.sockets.udpSockets.add(this);
  }

  protected get ports(): PortTable {
    return this.namespace.sockets.udpPorts;
  }

  /** Octets waiting, as `ss` shows in Recv-Q. */
  get unread(): number {
    return this.#queued;
  }

  /** connect(2): from now on datagrams and errors of this peer only. */
  connect(address: Address, port: number): Errno | undefined {
    const answer = routeConnect(this.namespace, {
      destination: address,
      source: this.localAddress.isUnspecified ? undefined : this.localAddress,
      mark: this.mark,
      output: this.device,
      user: this.uid,
      protocol: 17,
      sourcePort: this.localPort,
      destinationPort: port,
    });
    if (answer.kind === 'failure') return noWay(this.namespace, address, answer.errno);
    if (isTooFar(this, answer)) return 'ENETUNREACH';
    if (answer.type === 'broadcast' && !this.broadcast) return 'EACCES';
    const bound = this.#autoBind();
    if (bound !== undefined) return bound;
    if (this.localAddress.isUnspecified) this.localAddress = answer.source;
    this.remoteAddress = address;
    this.remotePort = port;
    return undefined;
  }

  disconnect(): void {
    this.remoteAddress = this.any;
    this.remotePort = 0;
  }

  /** send(2) on a connected socket. */
  send(data: Uint8Array, cause?: number): Errno | undefined {
    if (this.remotePort === 0 && this.remoteAddress.isUnspecified) return 'EINVAL';
    return this.sendTo(data, this.remoteAddress, this.remotePort, cause);
  }

  /** sendto(2). A pending error is reported instead. @param cause the packet it answers */
  sendTo(data: Uint8Array, address: Address, port: number, cause?: number): Errno | undefined {
    if (this.isClosed) return 'EINVAL';
    const pending = this.takeError();
    if (pending !== undefined) return pending;
    const bound = this.#autoBind();
    if (bound !== undefined) return bound;
    if (data.length > 65_507 && address.family === 4) return 'EMSGSIZE';
    const errno = sendDatagram(this, {
      destination: address,
      payload: () => ({
        kind: 'udp',
        sourcePort: this.localPort,
        destinationPort: port,
        payload: { kind: 'data', data },
      }),
      length: 8 + data.length,
      protocol: 17,
      port,
      offload: true,
      cause,
      what: this.namespace.environment.journeys.recording
        ? `sends ${octetsText(data.length)} by UDP from port ${String(this.localPort)} to port ${String(port)} of %`
        : '',
    });
    // A full neighbour queue or a rule of OUTPUT is told to the sender; what the path says comes later.
    const counts = countersOf(this.namespace, address);
    if (errno === undefined) counts.OutDatagrams++;
    else if (errno === 'ENOBUFS') counts.SndbufErrors++;
    return errno;
  }

  /** recvfrom(2) without waiting. */
  takeDatagram(): ReceivedDatagram | undefined {
    const datagram = this.#queue.shift();
    if (datagram === undefined) return undefined;
    this.#queued -= datagram.data.length + overhead;
    countersOf(this.namespace, datagram.from).InDatagrams++;
    return datagram;
  }

  /** recvfrom(2) with MSG_PEEK: it stays where it is. */
  *peekFrom(): Running<ReceivedDatagram | Errno> {
    for (;;) {
      const pending = this.takeError();
      if (pending !== undefined) return pending;
      const [datagram] = this.#queue;
      if (datagram !== undefined) return datagram;
      if (this.isClosed) return 'EINVAL';
      if ((yield { on: [this.readable] }) === 'signal') return 'EINTR';
    }
  }

  /** recvfrom(2). @returns EAGAIN when `until` passes, EINTR on a signal, a pending error otherwise */
  *receiveFrom(until?: Time): Running<ReceivedDatagram | Errno> {
    for (;;) {
      const pending = this.takeError();
      if (pending !== undefined) return pending;
      const datagram = this.takeDatagram();
      if (datagram !== undefined) return datagram;
      if (this.isClosed) return 'EINVAL';
      if (until !== undefined && this.namespace.environment.clock.now >= until) return 'EAGAIN';
      const reason = yield until === undefined ? { on: [this.readable] } : { on: [this.readable], until };
      if (reason === 'signal') return 'EINTR';
    }
  }

  /** The kernel's side: a datagram for this socket. @returns false when its buffer is full */
  enqueue(datagram: ReceivedDatagram): boolean {
    const size = datagram.data.length + overhead;
    if (this.#queued + size > receiveBuffer) {
      this.dropped++;
      const counts = countersOf(this.namespace, datagram.from);
      counts.RcvbufErrors++;
      counts.InErrors++;
      return false;
    }
    this.#queued += size;
    this.#queue.push(datagram);
    this.readable.wake();
    return true;
  }

  close(): void {
    if (this.isClosed) return;
    this.namespace.sockets.udpSockets.delete(this);
    this.release();
  }

  #autoBind(): Errno | undefined {
    if (this.localPort !== 0) return undefined;
    const address = this.localAddress;
    const errno = this.bind(address, 0);
    return errno === 'EADDRINUSE' ? 'EAGAIN' : errno;
  }
}
