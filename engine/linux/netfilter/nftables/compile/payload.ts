/**
 * Fields of headers as values (net/netfilter/nft_payload.c, nft_exthdr.c). Usual fields are read from the packet as a
 * value; all others from the octets it has on the wire.
 */
import { protocolOf } from '../../../../net/flow/flow.ts';
import { hopLimitOf } from '../../../../net/flow/rewrite.ts';
import type { NetworkPacket } from '../../../../net/packet/ethernet.ts';
import { etherType } from '../../../../net/packet/ethernet.ts';
import { emit } from '../../../../net/wire/emit.ts';
import { ipv4HeaderOctets, ipv6Header } from '../../../../net/wire/length.ts';
import type { PacketBuffer } from '../../../skb/packet-buffer.ts';
import { addressValue, type Value } from '../datatype.ts';
import { type Base, fieldOf, ipOptions, protocolNamed, tcpOptions } from '../protocol.ts';
import type { Selector } from '../syntax.ts';
import type { Read } from './expression.ts';

/** The octets of the last packet somebody asked about. */
let written: NetworkPacket | undefined;
let octets = new Uint8Array(0);

function bytesOf(packet: NetworkPacket): Uint8Array {
  if (packet !== written) {
    octets = emit(packet);
    written = packet;
  }
  return octets;
}

function headerLength(packet: NetworkPacket): number {
  return packet.kind === 'ipv4' ? ipv4HeaderOctets(packet) : packet.kind === 'ipv6' ? ipv6Header : 28;
}

function isFragment(packet: NetworkPacket): boolean {
  return packet.kind === 'ipv4' && packet.fragmentOffset > 0;
}

/** @returns undefined beyond the end */
export function bitsAt(bytes: Uint8Array, offset: number, bits: number): Value | undefined {
  const last = (offset + bits - 1) >> 3;
  if (last >= bytes.length) return undefined;
  const first = offset >> 3;
  const behind = 7 - ((offset + bits - 1) & 7);
  if (bits <= 40) {
    let value = 0;
    for (let at = first; at <= last; at++) value = value * 256 + (bytes[at] ?? 0);
    return Math.floor(value / 2 ** behind) % 2 ** bits;
  }
  let value = 0n;
  for (let at = first; at <= last; at++) value = (value << 8n) | BigInt(bytes[at] ?? 0);
  value = (value >> BigInt(behind)) & ((1n << BigInt(bits)) - 1n);
  return bits <= 48 ? Number(value) : value;
}

function atBase(base: Base, offset: number, bits: number): Read {
  if (base === 'll')
    return (skb, { in: input }) => (input === undefined ? undefined : bitsAt(linkHeader(skb), offset, bits));
  if (base === 'nh') return ({ packet }) => bitsAt(bytesOf(packet), offset, bits);
  return ({ packet }) =>
    packet.kind === 'arp' || isFragment(packet)
      ? undefined
      : bitsAt(bytesOf(packet).subarray(headerLength(packet)), offset, bits);
}

function linkHeader({ destination, source, packet }: PacketBuffer): Uint8Array {
  const text = `${destination}:${source}`.split(':').map((octet) => parseInt(octet, 16));
  const type = etherType[packet.kind];
  return Uint8Array.from([...text, type >> 8, type & 255]);
}

function ports(protocol: string, field: string): Read {
  return ({ packet }) => {
    if (packet.kind === 'arp') return undefined;
    const { payload } = packet;
    if (payload.kind !== 'tcp' && payload.kind !== 'udp') return undefined;
    if (protocol !== 'th' && protocol !== payload.kind) return undefined;
    return field === 'sport' ? payload.sourcePort : payload.destinationPort;
  };
}

/** The common ones, without writing the packet. */
function quick(protocol: string, field: string): Read | undefined {
  if ((field === 'sport' || field === 'dport') && ['tcp', 'udp', 'th'].includes(protocol))
    return protocol === 'th' ? undefined : ports(protocol, field);
  const kind = protocol === 'ip' ? 'ipv4' : 'ipv6';
  switch (`${protocol} ${field}`) {
    case 'ip saddr':
    case 'ip6 saddr':
      return ({ packet }) => (packet.kind === kind ? addressValue(packet.source) : undefined);
    case 'ip daddr':
    case 'ip6 daddr':
      return ({ packet }) => (packet.kind === kind ? addressValue(packet.destination) : undefined);
    case 'ip protocol':
      return ({ packet }) => (packet.kind === kind ? protocolOf(packet.payload) : undefined);
    case 'ip ttl':
    case 'ip6 hoplimit':
      return ({ packet }) => (packet.kind === kind ? hopLimitOf(packet) : undefined);
    case 'tcp flags':
      return ({ packet }) => {
        if (packet.kind === 'arp' || packet.payload.kind !== 'tcp') return undefined;
        const { fin, syn, rst, psh, ack, urg, ece, cwr } = packet.payload.flags;
        return [fin, syn, rst, psh, ack, urg, ece, cwr].reduce(
          (bits, set, at) => bits | (set ? 1 << at : 0),
          0,
        );
      };
    default:
      return undefined;
  }
}

const networkKinds: Readonly<Record<string, NetworkPacket['kind']>> = { ip: 'ipv4', ip6: 'ipv6', arp: 'arp' };

export function readPayload(selector: Extract<Selector, { kind: 'payload' | 'raw' }>): Read {
  if (selector.kind === 'raw') return atBase(selector.base, selector.offset, selector.bits);
  const { protocol, field } = selector;
  const fast = quick(protocol, field);
  if (fast !== undefined) return fast;
  const known = protocolNamed(protocol);
  const place = fieldOf(protocol, field);
  if (known === undefined || place === undefined) return () => undefined;
  const read = atBase(known.base, place.offset, place.bits);
  if (known.base === 'll') return protocol === 'vlan' ? () => undefined : read;
  if (known.base === 'nh') {
    const kind = networkKinds[protocol];
    return (skb, state) => (skb.packet.kind === kind ? read(skb, state) : undefined);
  }
  const { number } = known;
  if (number === undefined) return read;
  return (skb, state) =>
    skb.packet.kind !== 'arp' && protocolOf(skb.packet.payload) === number ? read(skb, state) : undefined;
}

/** The octets of an option, from its kind on. */
function optionIn(bytes: Uint8Array, wanted: number): Uint8Array | undefined {
  for (let at = 0; at < bytes.length;) {
    const kind = bytes[at] ?? 0;
    const length = kind < 2 ? 1 : (bytes[at + 1] ?? 0);
    if (kind === wanted) return bytes.subarray(at, at + length);
    if (kind === 0 || length === 0) return undefined;
    at += length;
  }
  return undefined;
}

function tcpOptionBytes(packet: NetworkPacket): Uint8Array | undefined {
  if (packet.kind === 'arp' || packet.payload.kind !== 'tcp') return undefined;
  const tcp = bytesOf(packet).subarray(headerLength(packet));
  return tcp.subarray(20, ((tcp[12] ?? 0) >> 4) * 4);
}

export function readOption(selector: Extract<Selector, { kind: 'tcpopt' | 'ipopt' | 'exthdr' }>): Read {
  const { kind, header, field } = selector;
  // The model's IPv6 packets have no extension headers.
  if (kind === 'exthdr')
    return ({ packet }) => (packet.kind === 'ipv6' && field === undefined ? 0 : undefined);
  const known = (kind === 'tcpopt' ? tcpOptions : ipOptions)[header];
  const number = known?.[0] ?? Number(header);
  const place = field === undefined ? undefined : known?.[1][field];
  return ({ packet }) => {
    if (kind === 'ipopt' && packet.kind !== 'ipv4') return undefined;
    const options =
      kind === 'tcpopt' ? tcpOptionBytes(packet) : 'options' in packet ? packet.options : undefined;
    // A packet that cannot have options has none.
    if (options === undefined) return place === undefined ? 0 : undefined;
    const found = optionIn(options, number);
    if (place === undefined) return found === undefined ? 0 : 1;
    return found === undefined ? undefined : bitsAt(found, place[0], place[1]);
  };
}
