/**
 * TIME-WAIT: what is left of a connection for a minute after both ends closed it (struct tcp_timewait_sock,
 * tcp_timewait_state_process of net/ipv4/tcp_minisocks.c; RFC 9293 section 3.6.1). Small, because there may be many.
 */
import type { Time } from '../../../clock/clock.ts';
import type { Address, Family } from '../../../net/address/address.ts';
import { ipPacket } from '../../../net/packet/ip.ts';
import type { Tcp, TcpOption } from '../../../net/packet/transport.ts';
import type { NetworkNamespace } from '../../namespace/namespace.ts';
import type { PacketBuffer } from '../../skb/packet-buffer.ts';
import { dataOptions, readOptions } from './options.ts';
import { ackFlags } from './output.ts';
import { advance, before } from './sequence.ts';
import { timeWaitLength } from './state.ts';
import type { TcpSocket } from './tcp-socket.ts';

const none = new Uint8Array(0);
const noOptions: readonly TcpOption[] = [];

export class TimeWaitSocket {
  readonly state = 'timeWait';
  hashNext: TcpSocket | undefined;
  readonly family: Family;
  readonly localAddress: Address;
  readonly localPort: number;
  readonly remoteAddress: Address;
  readonly remotePort: number;
  readonly receiveNext: number;
  readonly sendNext: number;
  readonly window: number;
  readonly timestamps: { readonly offset: number; readonly recent: number } | undefined;
  readonly expires: Time;

  constructor(socket: TcpSocket, window: number) {
    this.family = socket.family;
    this.localAddress = socket.localAddress;
    this.localPort = socket.localPort;
    this.remoteAddress = socket.remoteAddress;
    this.remotePort = socket.remotePort;
    this.receiveNext = socket.receiveNext;
    this.sendNext = socket.sendNext;
    this.window = window;
    this.timestamps = socket.timestamps
      ? { offset: socket.timestampOffset, recent: socket.recentTimestamp }
      : undefined;
    this.expires = socket.namespace.environment.clock.now + timeWaitLength;
  }
}

/** @returns `reopen` when the segment is a SYN that may start a new connection of the same ends */
export function receiveInTimeWait(
  namespace: NetworkNamespace,
  waiting: TimeWaitSocket,
  skb: PacketBuffer,
  tcp: Tcp,
): 'done' | 'reopen' | 'gone' {
  const { flags } = tcp;
  if (flags.rst) return tcp.sequence === waiting.receiveNext ? 'gone' : 'done';
  if (flags.syn && !flags.ack) {
    const stamp = readOptions(tcp).timestamps?.value;
    const newer =
      before(waiting.receiveNext, tcp.sequence) ||
      (stamp !== undefined && waiting.timestamps !== undefined && before(waiting.timestamps.recent, stamp));
    if (newer) return 'reopen';
  }
  if (tcp.data.length > 0 || flags.fin || flags.syn) answer(namespace, waiting, skb);
  return 'done';
}

/** tcp_timewait_send_ack */
function answer(namespace: NetworkNamespace, waiting: TimeWaitSocket, skb: PacketBuffer): void {
  const now = (Math.floor(namespace.environment.clock.now / 1000) + (waiting.timestamps?.offset ?? 0)) >>> 0;
  const packet = ipPacket({
    source: waiting.localAddress,
    destination: waiting.remoteAddress,
    ttl: 64,
    dontFragment: true,
    payload: {
      kind: 'tcp',
      sourcePort: waiting.localPort,
      destinationPort: waiting.remotePort,
      sequence: waiting.sendNext,
      acknowledgement: waiting.receiveNext,
      flags: ackFlags,
      window: waiting.window,
      urgent: 0,
      options: waiting.timestamps === undefined ? noOptions : dataOptions(now, waiting.timestamps.recent),
      data: none,
    },
  });
  namespace.snmp.tcp.OutSegs++;
  namespace.ip(packet.destination.family).send({ packet, cause: skb.id });
}

/** A new connection may start where the old one cannot have been (tcp_v4_init_seq after TIME-WAIT). */
export function firstSequenceAfter(waiting: TimeWaitSocket): number {
  return advance(waiting.sendNext, 65_535 + 2);
}

/** The connections of a namespace that wait, in the order in which they expire; one timer for all. */
export class TimeWaitQueue {
  readonly #namespace: NetworkNamespace;
  readonly #waiting = new Set<TimeWaitSocket>();
  #armed = false;

  constructor(namespace: NetworkNamespace) {
    this.#namespace = namespace;
  }

  get all(): ReadonlySet<TimeWaitSocket> {
    return this.#waiting;
  }

  add(waiting: TimeWaitSocket): void {
    this.#waiting.add(waiting);
    this.#namespace.sockets.connections.add(waiting);
    this.#arm();
  }

  delete(waiting: TimeWaitSocket): void {
    if (this.#waiting.delete(waiting)) this.#namespace.sockets.connections.delete(waiting);
  }

  #arm(): void {
    if (this.#armed) return;
    const [first] = this.#waiting;
    if (first === undefined) return;
    this.#armed = true;
    this.#namespace.environment.clock.at(first.expires, () => {
      this.#armed = false;
      this.#expire();
    });
  }

  #expire(): void {
    const { now } = this.#namespace.environment.clock;
    for (const waiting of this.#waiting) {
      if (waiting.expires > now) break;
      this.delete(waiting);
    }
    this.#arm();
  }
}
