/**
 * What sockets tell a journey: which socket sent a packet, and which one (of those looked at) received it.
 * Call only while somebody listens.
 */
import { endpointText } from '../../net/flow/flow.ts';
import type { Ipv4 } from '../../net/packet/ipv4.ts';
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
  packet: Ipv4,
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

/** @param looked the sockets that were looked at; `taken` the one that got it */
export function recordReceive(
  namespace: NetworkNamespace,
  skb: PacketBuffer,
  looked: readonly InetSocket[],
  taken: InetSocket | undefined,
  decision: Extract<Decision, 'socket-receive' | 'drop' | 'answer'>,
  sentence: string,
): void {
  const { environment, machine, label } = namespace;
  const rows: ConsultedRow[] = looked.map((socket) => ({
    text: socketText(socket),
    matched: socket === taken,
    ...(socket === taken ? {} : { because: 'another address or port' }),
  }));
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
