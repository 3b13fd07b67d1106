/**
 * One frame seen by a packet socket, as the oracle writes hops: `namespace:device:direction SRC>DST[:PORT] ttlN`, with
 * the outer addresses in front where it travels in VXLAN.
 */
import { opened } from '../../net/fragment/first.ts';
import { hopLimitOf } from '../../net/flow/rewrite.ts';
import type { IpPacket, NetworkPacket } from '../../net/packet/ethernet.ts';
import type { Ipv6 } from '../../net/packet/ipv6.ts';
import { icmpTypeNumber, icmpv6TypeNumber, type TcpFlags } from '../../net/packet/transport.ts';
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
  readonly packet: IpPacket;
  /** Outer source and destination. */
  readonly tunnel: readonly [string, string] | undefined;
}

/** @returns undefined for what the oracle does not look at: ARP, neighbour discovery, later fragments */
export function sight(
  namespace: string,
  device: string,
  type: PacketType,
  frame: NetworkPacket,
): Sighting | undefined {
  const base = { namespace, device, direction: directions[type] };
  if (frame.kind === 'ipv6')
    return isChatter(frame) ? undefined : { ...base, packet: frame, tunnel: undefined };
  if (frame.kind !== 'ipv4' || frame.fragmentOffset > 0) return undefined;
  const packet = opened(frame);
  const { payload } = packet;
  if (payload.kind !== 'udp' || payload.payload.kind !== 'vxlan')
    return { ...base, packet, tunnel: undefined };
  const inner = payload.payload.frame.payload;
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
    case 'icmpv6':
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
  return `${namespace}:${device}:${direction} ${outer}${packet.source.text}>${packet.destination.text}${port} ttl${hopLimitOf(packet)}${error}`;
}

function destinationPort({ payload }: IpPacket): string {
  return payload.kind === 'tcp' || payload.kind === 'udp' ? `:${payload.destinationPort}` : '';
}

/** `type/code` */
function errorNumbers({ payload }: IpPacket): string {
  if (!('quoted' in payload)) return '';
  const numbers: Readonly<Record<string, number>> =
    payload.kind === 'icmp' ? icmpTypeNumber : icmpv6TypeNumber;
  return `${numbers[payload.type] ?? ''}/${payload.code}`;
}

/** `type/code from ADDRESS[ mtu N]` */
export function icmpErrorText(packet: IpPacket): string {
  const { payload, source } = packet;
  const numbers = errorNumbers(packet);
  const tooBig = numbers === (packet.kind === 'ipv4' ? '3/4' : '2/0');
  return `${numbers} from ${source.text}${tooBig && 'rest' in payload ? ` mtu ${payload.rest & 0xffff}` : ''}`;
}

/** Neighbours that look for each other, and members of groups who say so. */
function isChatter({ payload }: Ipv6): boolean {
  return payload.kind !== 'tcp' && payload.kind !== 'udp' && !('quoted' in payload || 'sequence' in payload);
}
