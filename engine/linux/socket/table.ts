/**
 * The sockets of a network namespace: who listens where, and which socket a packet belongs to (inet_hashtables.c,
 * udp.c, raw.c, ping.c of net/ipv4).
 *
 * Left out: SCTP, Unix sockets (nothing of them leaves a machine).
 */
import type { Random } from '../../clock/random.ts';
import type { Family } from '../../net/address/address.ts';
import { protocolOf } from '../../net/flow/flow.ts';
import type { IpPacket } from '../../net/packet/ethernet.ts';
import {
  type Icmp,
  type IcmpError,
  type Icmpv6,
  type Icmpv6Error,
  ipProtocol,
} from '../../net/packet/transport.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';
import type { SocketHolder } from './holder.ts';
import { PortTable } from './ports.ts';
import type { RawSocket } from './raw/raw-socket.ts';
import { ConnectionTable, ListenerTable } from './tcp/connections.ts';
import { receiveTcp, receiveTcpError } from './tcp/demultiplex.ts';
import { TcpSocket } from './tcp/tcp-socket.ts';
import { TimeWaitQueue } from './tcp/time-wait.ts';
import type { Transport } from './transport.ts';
import { receiveUdp, receiveUdpError } from './udp/demultiplex.ts';
import { UdpSocket } from './udp/udp-socket.ts';

export class SocketTable implements Transport {
  readonly namespace: NetworkNamespace;
  readonly tcpPorts = new PortTable();
  readonly udpPorts = new PortTable();
  readonly connections = new ConnectionTable();
  readonly listeners = new ListenerTable();
  readonly timeWait: TimeWaitQueue;
  readonly tcpSockets = new Set<TcpSocket>();
  readonly udpSockets = new Set<UdpSocket>();
  readonly rawSockets = new Set<RawSocket>();
  #random: Random | undefined;
  #lastInode = 20_000;

  constructor(namespace: NetworkNamespace) {
    this.namespace = namespace;
    this.timeWait = new TimeWaitQueue(namespace);
  }

  /** Ports, initial sequence numbers, identifications: one stream of chance for each namespace. */
  get random(): Random {
    const { environment, machine, name } = this.namespace;
    this.#random ??= environment.random.fork(`sockets of ${machine.name}/${name}`);
    return this.#random;
  }

  /** net.ipv4.ip_local_port_range */
  get ephemeralRange(): readonly [low: number, high: number] {
    return this.namespace.sysctl.range('net.ipv4.ip_local_port_range');
  }

  #reservedText = '';
  #reserved: readonly (readonly [low: number, high: number])[] = [];

  /** net.ipv4.ip_local_reserved_ports, as `8080,9000-9010`: never chosen for a program that names no port. */
  isReserved(port: number): boolean {
    const text = String(this.namespace.sysctl.get('net.ipv4.ip_local_reserved_ports') ?? '');
    if (text !== this.#reservedText) {
      this.#reservedText = text;
      this.#reserved = text.split(',').map((range) => {
        const [low = -1, high = low] = range.split('-').map(Number);
        return [low, high] as const;
      });
    }
    return this.#reserved.some(([low, high]) => port >= low && port <= high);
  }

  nextInode(): number {
    return ++this.#lastInode;
  }

  /** socket(AF_INET, SOCK_STREAM), or AF_INET6 */
  tcp(holder: SocketHolder, family: Family = 4): TcpSocket {
    return new TcpSocket(this.namespace, holder, family);
  }

  /** socket(AF_INET, SOCK_DGRAM), or AF_INET6 */
  udp(holder: SocketHolder, family: Family = 4): UdpSocket {
    return new UdpSocket(this.namespace, holder, family);
  }

  deliver(skb: PacketBuffer): boolean {
    const { packet } = skb;
    if (packet.kind === 'arp') return false;
    const protocol = protocolOf(packet.payload);
    const wanted = this.rawSockets.size > 0 && this.#offerRaw(packet, protocol, skb);
    switch (packet.payload.kind) {
      case 'tcp':
        receiveTcp(this.namespace, skb, packet, packet.payload);
        return true;
      case 'udp':
        receiveUdp(this.namespace, skb, packet, packet.payload);
        return true;
      default:
        return wanted;
    }
  }

  deliverError(quoted: IpPacket, error: IcmpError | Icmpv6Error, skb: PacketBuffer): void {
    switch (quoted.payload.kind) {
      case 'tcp':
        receiveTcpError(this.namespace, quoted, quoted.payload, error, (skb.packet as IpPacket).source);
        break;
      case 'udp':
        receiveUdpError(this.namespace, quoted, quoted.payload, error, skb);
        break;
      default:
    }
    if (this.rawSockets.size === 0) return;
    const protocol = protocolOf(quoted.payload);
    for (const socket of this.rawSockets)
      if (socket.ipProtocol === protocol) socket.offerError(quoted, error, skb);
  }

  deliverIcmp(skb: PacketBuffer, { kind }: Icmp | Icmpv6): void {
    if (this.rawSockets.size > 0 && skb.packet.kind !== 'arp')
      this.#offerRaw(skb.packet, ipProtocol[kind], skb);
  }

  #offerRaw(packet: IpPacket, protocol: number, skb: PacketBuffer): boolean {
    let wanted = false;
    for (const socket of this.rawSockets)
      if (socket.ipProtocol === protocol && socket.offer(packet, skb.id, skb.inputDevice ?? skb.device))
        wanted = true;
    return wanted;
  }
}
