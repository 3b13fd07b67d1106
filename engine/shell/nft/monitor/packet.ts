/**
 * A traced packet in nft's words: devices, then the fields of its headers, then what of the first 20 octets behind the
 * IP header has no name (nft's src/netlink.c: trace_print_packet, src/proto.c).
 */
import { get16, get32 } from '../../../net/wire/network-order.ts';
import { emit } from '../../../net/wire/emit.ts';
import { protocolOf } from '../../../net/flow/flow.ts';
import { ipv4HeaderOctets, ipv6Header } from '../../../net/wire/length.ts';
import { protocolText } from '../../../linux/netfilter/iptables/names/protocols.ts';
import { typeNamed } from '../../../linux/netfilter/nftables/datatype.ts';
import { flagNames, valueText } from '../../../linux/netfilter/nftables/print/value.ts';
import type { TracedPacket } from '../../../linux/netfilter/trace/trace.ts';

/** Octets of each header that the kernel tells (NFT_TRACETYPE_NETWORK_HSIZE, NFT_TRACETYPE_TRANSPORT_HSIZE). */
const networkTold = 40;
const transportTold = 20;

export function packetText({ frame, hasLinkHeader, in: input, out }: TracedPacket, family: string): string {
  const words: string[] = [];
  if (input !== undefined) words.push(`iif "${input.name}"`);
  if (out !== undefined) words.push(`oif "${out.name}"`);
  if (hasLinkHeader)
    words.push(
      ...(input?.kind === 'loopback'
        ? ['@ll,0,112 0x800']
        : [`ether saddr ${frame.source}`, `ether daddr ${frame.destination}`]),
    );
  const packet = frame.payload;
  if (packet.kind === 'arp') return '';
  const bytes = emit(packet);
  const protocol = protocolOf(packet.payload);
  const shown = family === 'inet';
  if (packet.kind === 'ipv4') {
    words.push(...common('ip', packet.source.text, packet.destination.text, packet.tos));
    words.push(`ip ttl ${String(packet.ttl)} ip id ${String(packet.id)}`);
    if (shown) words.push(`ip protocol ${protocolText(protocol)}`);
    words.push(`ip length ${String(bytes.length)}`);
  } else {
    words.push(...common('ip6', packet.source.text, packet.destination.text, packet.trafficClass));
    words.push(`ip6 hoplimit ${String(packet.hopLimit)} ip6 flowlabel ${String(packet.flowLabel)}`);
    if (shown) words.push(`ip6 nexthdr ${protocolText(protocol)}`);
    words.push(`ip6 length ${String(bytes.length - ipv6Header)}`);
  }
  const header = packet.kind === 'ipv4' ? ipv4HeaderOctets(packet) : ipv6Header;
  if (packet.kind === 'ipv4' && header > 20)
    words.push(raw('nh', bytes.subarray(0, Math.min(header, networkTold)), 20));
  words.push(...transport(protocol, bytes.subarray(header, header + transportTold)));
  return `${words.join(' ')} `;
}

function symbol(value: number, type: string): string {
  return valueText(value, typeNamed(type));
}

function common(name: string, source: string, destination: string, tos: number): readonly string[] {
  return [
    `${name} saddr ${source} ${name} daddr ${destination}`,
    `${name} dscp ${symbol(tos >> 2, 'dscp')} ${name} ecn ${symbol(tos & 3, 'ecn')}`,
  ];
}

function transport(protocol: number, bytes: Uint8Array): readonly string[] {
  const two = (at: number) => String(get16(bytes, at));
  switch (protocol) {
    case 6: {
      if (bytes.length < 20) return [raw('th', bytes, 0)];
      const bits = bytes[13] ?? 0;
      const flags =
        flagNames(bits, typeNamed('tcp_flag')).length === 1
          ? symbol(bits, 'tcp_flag')
          : `0x${bits.toString(16)}`;
      return [`tcp sport ${two(0)} tcp dport ${two(2)} tcp flags == ${flags} tcp window ${two(14)}`];
    }
    case 17:
      return [`udp sport ${two(0)} udp dport ${two(2)} udp length ${two(4)}`, ...rest(bytes)];
    case 1:
      return [
        `icmp type ${symbol(bytes[0] ?? 0, 'icmp_type')} icmp code ${symbol(bytes[1] ?? 0, 'icmp_code')}`,
        `icmp id ${two(4)} icmp sequence ${two(6)}`,
        ...rest(bytes),
      ];
    case 58:
      return [
        `icmpv6 type ${symbol(bytes[0] ?? 0, 'icmpv6_type')} icmpv6 code ${symbol(bytes[1] ?? 0, 'icmpv6_code')}`,
        `icmpv6 parameter-problem ${String(get32(bytes, 4))}`,
        ...rest(bytes),
      ];
    default:
      return bytes.length === 0 ? [] : [raw('th', bytes, 0)];
  }
}

function rest(bytes: Uint8Array): readonly string[] {
  return bytes.length > 8 ? [raw('th', bytes, 8)] : [];
}

/** What has no name: `@th,64,96 0x…`, a number without leading zeros. */
function raw(base: 'nh' | 'th', bytes: Uint8Array, from: number): string {
  const digits = [...bytes.subarray(from)].map((octet) => octet.toString(16).padStart(2, '0')).join('');
  return `@${base},${String(from * 8)},${String((bytes.length - from) * 8)} 0x${digits.replace(/^0+(?=.)/, '')}`;
}
