/**
 * A raw socket (net/ipv4/raw.c, net/ipv6/raw.c, raw(7)): sees every packet of its protocol, sends payloads under the kernel's IP
 * header. Needs CAP_NET_RAW.
 *
 * Left out: IP_HDRINCL.
 */
import type { Address, Family } from '../../../net/address/address.ts';
import type { Time } from '../../../clock/clock.ts';
import type { IpPacket } from '../../../net/packet/ethernet.ts';
import type { IpFields } from '../../../net/packet/ip.ts';
import type { IcmpError, Icmpv6Error } from '../../../net/packet/transport.ts';
import { payloadOctets } from '../../../net/wire/length.ts';
import type { NetDevice } from '../../device/device.ts';
import type { Errno } from '../../errno.ts';
import type { NetworkNamespace } from '../../namespace/namespace.ts';
import { isCapable } from '../../process/process.ts';
import type { Running } from '../../process/wait.ts';
import type { PacketBuffer } from '../../skb/packet-buffer.ts';
import { sendDatagram } from '../datagram.ts';
import { icmpMeaning, remoteError } from '../error-queue.ts';
import type { SocketHolder } from '../holder.ts';
import { InetSocket } from '../inet-socket.ts';
import type { SocketTable } from '../table.ts';

export interface ReceivedPacket {
  readonly packet: IpPacket;
  /** The packet's number in journeys. */
  readonly number: number;
  /** Where it came in. */
  readonly device: NetDevice | undefined;
}

const longestQueue = 256;

export class RawSocket extends InetSocket {
  readonly protocol = 'raw';
  /** IP protocol number. */
  readonly ipProtocol: number;
  /** IP options for what is sent (IP_OPTIONS), as `ping -R`. */
  options: Uint8Array | undefined;
  readonly #queue: ReceivedPacket[] = [];

  constructor(namespace: NetworkNamespace, holder: SocketHolder, ipProtocol: number, family: Family = 4) {
    super(namespace, holder, family);
    this.ipProtocol = ipProtocol;
    namespace.sockets.rawSockets.add(this);
  }

  protected get ports(): undefined {
    return undefined;
  }

  get unread(): number {
    return this.#queue.length;
  }

  /** sendto(2): the kernel writes the IP header. */
  sendTo(payload: IpFields['payload'], destination: Address): Errno | undefined {
    const pending = this.takeError();
    if (pending !== undefined) return pending;
    return sendDatagram(this, {
      destination,
      payload: () => payload,
      length: payloadOctets(payload, 65_535),
      protocol: this.ipProtocol,
      ...(this.options === undefined ? {} : { options: this.options }),
      offload: false,
      cause: undefined,
      what:
        payload.kind === 'icmp' || payload.kind === 'icmpv6'
          ? 'sends % an ICMP echo request'
          : 'sends % a raw packet',
    });
  }

  takePacket(): ReceivedPacket | undefined {
    return this.#queue.shift();
  }

  /** recvmsg(2). @returns EAGAIN when `until` passes, EINTR on a signal, a pending error otherwise */
  *receiveFrom(until?: Time): Running<ReceivedPacket | Errno> {
    for (;;) {
      const pending = this.takeError();
      if (pending !== undefined) return pending;
      const received = this.takePacket();
      if (received !== undefined) return received;
      if (this.isClosed) return 'EINVAL';
      if (until !== undefined && this.namespace.environment.clock.now >= until) return 'EAGAIN';
      const reason = yield until === undefined ? { on: [this.readable] } : { on: [this.readable], until };
      if (reason === 'signal') return 'EINTR';
    }
  }

  /** raw_v4_match, then the queue. @returns whether it wanted the packet */
  offer(packet: IpPacket, number: number, device: InetSocket['device']): boolean {
    if ((packet.kind === 'ipv4' ? 4 : 6) !== this.family) return false;
    if (!this.localAddress.isUnspecified && this.localAddress !== packet.destination) return false;
    if (!this.remoteAddress.isUnspecified && this.remoteAddress !== packet.source) return false;
    if (this.device !== undefined && this.device !== device) return false;
    if (this.#queue.length < longestQueue) this.#queue.push({ packet, number, device });
    this.readable.wake();
    return true;
  }

  /** raw_err: an ICMP error about a packet of this protocol. */
  offerError(quoted: IpPacket, error: IcmpError | Icmpv6Error, skb: PacketBuffer): void {
    if ((quoted.kind === 'ipv4' ? 4 : 6) !== this.family) return;
    if (!this.localAddress.isUnspecified && this.localAddress !== quoted.source) return;
    if (!this.remoteAddress.isUnspecified && this.remoteAddress !== quoted.destination) return;
    if (this.device !== undefined && this.device !== skb.inputDevice) return;
    const meaning = icmpMeaning(error);
    if (meaning === undefined) return;
    let { fatal } = meaning;
    if (meaning.errno === 'EMSGSIZE') fatal = this.pathMtu !== 'dont';
    if (this.receiveErrors) this.errors.push(remoteError(quoted, error, meaning.errno, skb));
    if (this.receiveErrors || (fatal && !this.remoteAddress.isUnspecified)) this.reportError(meaning.errno);
  }

  close(): void {
    if (this.isClosed) return;
    this.namespace.sockets.rawSockets.delete(this);
    this.release();
  }
}

/** socket(AF_INET, SOCK_RAW, protocol), or AF_INET6: EPERM without CAP_NET_RAW. */
export function openRaw(
  { namespace }: SocketTable,
  holder: SocketHolder,
  protocol: number,
  family: Family = 4,
): RawSocket | Errno {
  if (!isCapable(holder.credentials, 'net_raw')) return 'EPERM';
  return new RawSocket(namespace, holder, protocol, family);
}
