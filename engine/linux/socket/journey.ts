/**
 * What sockets tell a journey: which socket sent a packet, and which one (of those looked at) received it.
 * Call only while somebody listens.
 */
import { endpointText } from '../../net/flow/flow.ts';
import type { IpPacket } from '../../net/packet/ethernet.ts';
import type { ConsultedRow, Decision } from '../journey/event.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';
import type { InetSocket } from './inet-socket.ts';

/** `tcp LISTEN 0.0.0.0:80 nginx` */
export function socketText(socket: InetSocket): string {
  const local = endpointText(socket.localAddress, socket.localPort);
  const connected = socket.remotePort !== 0;
  const remote = connected ? ` ↔ ${endpointText(socket.remoteAddress, socket.remotePort)}` : '';
  const state = socket.isListening ? ' listening on' : '';
  return `${socket.protocol}${state} ${local}${remote} (${socket.holder.name})`;
}

export function recordSend(
  namespace: NetworkNamespace,
  packet: IpPacket,
  id: number,
  cause: number | undefined,
  sentence: string,
): void {
  const { environment, machine, label } = namespace;
  environment.journeys.record({
    at: environment.clock.now,
    machine: machine.name,
    namespace: label,
    device: undefined,
    packet: id,
    cause,
    direction: 'out',
    layer: 'transport',
    decision: 'socket-send',
    before: packet,
    after: packet,
    consulted: [],
    sentence,
  });
}

/** `1 octet`, `75 octets` */
export function octetsText(count: number): string {
  return count === 1 ? '1 octet' : `${String(count)} octets`;
}

/** At most so many sockets are shown that were not it. */
const mostRows = 30;

/** @param looked the sockets that were looked at; `taken` the one that got it; `port` the packet's destination port */
export function recordReceive(
  namespace: NetworkNamespace,
  skb: PacketBuffer,
  looked: Iterable<InetSocket>,
  taken: InetSocket | undefined,
  port: number,
  decision: Extract<Decision, 'socket-receive' | 'drop' | 'answer'>,
  sentence: string,
): void {
  const { environment, machine, label } = namespace;
  const rows: ConsultedRow[] = [];
  for (const socket of looked) {
    if (rows.length >= mostRows) break;
    if (socket === taken) rows.push({ text: socketText(socket), matched: true });
    else rows.push({ text: socketText(socket), matched: false, because: whyNot(socket, skb, port) });
  }
  environment.journeys.record({
    at: environment.clock.now,
    machine: machine.name,
    namespace: label,
    device: skb.inputDevice?.name ?? skb.device?.name,
    packet: skb.id,
    cause: skb.cause,
    direction: 'in',
    layer: 'transport',
    decision,
    before: skb.packet,
    after: decision === 'socket-receive' ? skb.packet : undefined,
    consulted: [{ table: 'sockets', name: taken?.protocol ?? 'all', rows }],
    sentence,
  });
}

/** The first thing about a socket that differs from the packet. */
function whyNot(socket: InetSocket, skb: PacketBuffer, port: number): string {
  if (socket.localPort !== port) return `its port is ${String(socket.localPort)}`;
  const { packet } = skb;
  if (
    packet.kind !== 'arp' &&
    !socket.localAddress.isUnspecified &&
    socket.localAddress !== packet.destination
  )
    return `its address is ${socket.localAddress.text}`;
  if (socket.device !== undefined) return `it is bound to ${socket.device.name}`;
  if (socket.remotePort !== 0) return `its peer is ${endpointText(socket.remoteAddress, socket.remotePort)}`;
  return 'another is bound more exactly';
}
