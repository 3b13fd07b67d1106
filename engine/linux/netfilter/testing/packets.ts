/**
 * Packets and their way through a namespace's hooks, for the tests of this room.
 */
import { Address } from '../../../net/address/address.ts';
import { ipv4, type Ipv4 } from '../../../net/packet/ipv4.ts';
import { tcpFlags, type TcpFlags } from '../../../net/packet/transport.ts';
import type { NetDevice } from '../../device/device.ts';
import type { NetworkNamespace } from '../../namespace/namespace.ts';
import { PacketBuffer } from '../../skb/packet-buffer.ts';
import { restore } from '../iptables/restore.ts';
import { aNamespace } from './namespace.ts';

const noData = new Uint8Array(0);

/** `10.8.0.5:40000` */
function endpoint(text: string): { readonly address: Address; readonly port: number } {
  const [address = '', port = '0'] = text.split(':');
  return { address: Address.parse(address), port: Number(port) };
}

export function tcp(
  from: string,
  to: string,
  flags: Partial<TcpFlags>,
  sequence = 0,
  acknowledgement = 0,
): Ipv4 {
  const source = endpoint(from);
  const destination = endpoint(to);
  return ipv4({
    source: source.address,
    destination: destination.address,
    payload: {
      kind: 'tcp',
      sourcePort: source.port,
      destinationPort: destination.port,
      sequence,
      acknowledgement,
      flags: tcpFlags(flags),
      window: 64_240,
      urgent: 0,
      options: [],
      data: noData,
    },
  });
}

export function udp(from: string, to: string): Ipv4 {
  const source = endpoint(from);
  const destination = endpoint(to);
  return ipv4({
    source: source.address,
    destination: destination.address,
    payload: {
      kind: 'udp',
      sourcePort: source.port,
      destinationPort: destination.port,
      payload: { kind: 'data', data: noData },
    },
  });
}

export function ping(
  from: string,
  to: string,
  id: number,
  type: 'echoRequest' | 'echoReply' = 'echoRequest',
): Ipv4 {
  return ipv4({
    source: Address.parse(from),
    destination: Address.parse(to),
    payload: { kind: 'icmp', type, id, sequence: 1, data: noData },
  });
}

/** `udp 10.8.0.5:40000 > 10.8.1.8:53`, of pings `icmp 10.8.0.5 > 10.8.1.8 id 7` */
export function short(packet: PacketBuffer['packet']): string {
  if (packet.kind !== 'ipv4') return packet.kind;
  const { payload } = packet;
  if (payload.kind === 'tcp' || payload.kind === 'udp')
    return `${payload.kind} ${packet.source.text}:${String(payload.sourcePort)} > ${packet.destination.text}:${String(payload.destinationPort)}`;
  const id = 'id' in payload ? ` id ${String(payload.id)}` : '';
  return `${payload.kind} ${packet.source.text} > ${packet.destination.text}${id}`;
}

export function withRules(text: string): NetworkNamespace {
  const namespace = aNamespace();
  const failure = restore(namespace.netfilter.iptables, text);
  if (failure !== undefined) throw new Error(failure.message);
  return namespace;
}

/** A device that is only looked at. */
export function device(name: string, index: number): NetDevice {
  return { name, index, addresses: [] } as unknown as NetDevice;
}

const input = device('cni0', 3);
const output = device('eth0', 2);

/** The packet is forwarded from cni0 to eth0. @returns what leaves, or the hook that ended it */
export function forward(namespace: NetworkNamespace, packet: Ipv4, mark = 0): string {
  const skb = new PacketBuffer(1, packet);
  skb.mark = mark;
  const { hooks } = namespace;
  const ways = [
    { hook: 'prerouting', family: 4, in: input, out: undefined },
    { hook: 'forward', family: 4, in: input, out: output },
    { hook: 'postrouting', family: 4, in: undefined, out: output },
  ] as const;
  for (const state of ways) if (hooks.run(skb, state) !== 'accept') return state.hook;
  return short(skb.packet);
}
