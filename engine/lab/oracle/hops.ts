/**
 * One frame seen by a packet socket, as the oracle writes hops: `namespace:device:direction SRC>DST[:PORT] ttlN`, with
 * the outer addresses in front where it travels in VXLAN.
 */
import { opened } from '../../net/fragment/first.ts';
import type { Ipv4 } from '../../net/packet/ipv4.ts';
import { type Icmp, type IcmpError, icmpTypeNumber, type TcpFlags } from '../../net/packet/transport.ts';
import type { NetworkPacket } from '../../net/packet/ethernet.ts';
import { carriedBy } from './fragments.ts';
import type { PacketType } from '../../linux/skb/packet-buffer.ts';

export type Direction = 'in' | 'bc' | 'mc' | 'promisc' | 'out';

const directions: Readonly<Record<PacketType, Direction>> = {
  host: 'in',
  broadcast: 'bc',
  multicast: 'mc',
  otherhost: 'promisc',
  outgoing: 'out',
};

export interface Sighting {
  readonly namespace: string;
  readonly device: string;
  readonly direction: Direction;
  /** The innermost packet: what travels in VXLAN, if something does. */
  readonly packet: Ipv4;
  /** Outer source and destination. */
  readonly tunnel: readonly [string, string] | undefined;
}

/** @returns undefined for what the oracle does not look at: ARP, IPv6, later fragments */
export function sight(
  namespace: string,
  device: string,
  type: PacketType,
  frame: NetworkPacket,
): Sighting | undefined {
  if (frame.kind !== 'ipv4' || frame.fragmentOffset > 0) return undefined;
  const base = { namespace, device, direction: directions[type] };
  const packet = opened(frame);
  const { payload } = packet;
  const isTunnel = payload.kind === 'udp' && payload.payload.kind === 'vxlan';
  const inner = isTunnel ? payload.payload.frame.payload : carriedBy(packet);
  if (inner === undefined) return { ...base, packet, tunnel: undefined };
  if (inner.kind !== 'ipv4' || inner.fragmentOffset > 0) return undefined;
  return { ...base, packet: opened(inner), tunnel: [frame.source.text, frame.destination.text] };
}

/** Which way a packet goes, seen from the probe. */
export type Way = 'forward' | 'reverse' | 'icmp-error' | undefined;

export interface WayQuestion {
  /** The port the probe goes to. */
  readonly port: number | undefined;
  /** Every port somebody listens on. */
  readonly listening: ReadonlySet<number>;
  readonly succeeded: boolean;
}

export function wayOf({ packet }: Sighting, { port, listening, succeeded }: WayQuestion): Way {
  const { payload } = packet;
  switch (payload.kind) {
    case 'icmp':
      if (payload.type === 'echoRequest') return 'forward';
      if (payload.type === 'echoReply' || payload.type === 'redirect') return 'reverse';
      return 'icmp-error';
    case 'tcp': {
      const { flags } = payload;
      if (isOnly(flags, 'syn')) return 'forward';
      if (isOnly(flags, 'syn', 'ack')) return 'reverse';
      // When it succeeded the only reset is the client's own way of closing.
      return flags.rst && !succeeded ? 'reverse' : undefined;
    }
    case 'udp':
      return payload.sourcePort === port || listening.has(payload.sourcePort) ? 'reverse' : 'forward';
    default:
      return undefined;
  }
}

function isOnly(flags: TcpFlags, ...set: readonly ('syn' | 'ack')[]): boolean {
  return (['fin', 'syn', 'rst', 'psh', 'ack'] as const).every(
    (flag) => flags[flag] === set.some((wanted) => wanted === flag),
  );
}

export function hopText(sighting: Sighting, way: Exclude<Way, undefined>): string {
  const { namespace, device, direction, packet, tunnel } = sighting;
  const outer = tunnel === undefined ? '' : `vx(${tunnel.join('>')}) `;
  const port = way === 'forward' ? destinationPort(packet) : '';
  const error = way === 'icmp-error' ? ` icmp${errorNumbers(packet)}` : '';
  return `${namespace}:${device}:${direction} ${outer}${packet.source.text}>${packet.destination.text}${port} ttl${packet.ttl}${error}`;
}

function destinationPort({ payload }: Ipv4): string {
  return payload.kind === 'tcp' || payload.kind === 'udp' ? `:${payload.destinationPort}` : '';
}

/** `type/code` */
function errorNumbers({ payload }: Ipv4): string {
  if (payload.kind !== 'icmp' || !isError(payload)) return '';
  return `${icmpTypeNumber[payload.type]}/${payload.code}`;
}

/** `type/code from ADDRESS[ mtu N]` */
export function icmpErrorText(packet: Ipv4): string {
  const { payload, source } = packet;
  const tooBig = payload.kind === 'icmp' && isError(payload) && errorNumbers(packet) === '3/4';
  return `${errorNumbers(packet)} from ${source.text}${tooBig ? ` mtu ${payload.rest & 0xffff}` : ''}`;
}

function isError(payload: Icmp): payload is IcmpError {
  return payload.type !== 'echoRequest' && payload.type !== 'echoReply';
}
