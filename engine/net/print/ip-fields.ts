/**
 * The fields of the IPv4 and IPv6 headers, for the tree (RFC 791, RFC 2474 and 3168 for the octet once called type of
 * service, RFC 8200).
 */
import { protocolName, protocolOf } from '../flow/flow.ts';
import type { Ipv4 } from '../packet/ipv4.ts';
import type { Ipv6 } from '../packet/ipv6.ts';
import { ipProtocol } from '../packet/transport.ts';
import { ipv4HeaderOctets, ipv6FragmentHeader, ipv6Header, ipv6HeaderOctets } from '../wire/length.ts';
import { bitField, field, hexField, named, numberField, type Part } from './field.ts';

const extensions = new Map<number, string>([
  [ipProtocol.hopByHop, 'hop-by-hop options'],
  [ipProtocol.fragment, 'fragment header'],
]);

const protocolText = (protocol: number) => {
  const name = protocolName(protocol);
  return named(
    protocol,
    extensions.get(protocol) ?? (name.startsWith('proto ') ? undefined : name.toUpperCase()),
  );
};

export function ipv4Part(packet: Ipv4, bytes: Uint8Array, start: number): Part {
  const length = ipv4HeaderOctets(packet);
  const flags = [packet.dontFragment ? "don't fragment" : '', packet.moreFragments ? 'more fragments' : ''];
  const fields = [
    bitField('Version', 0, 1, [0, 4], 4),
    bitField('Header length', 0, 1, [4, 4], `${String(length / 4)} (${String(length)} octets)`),
    bitField('DSCP', 1, 1, [0, 6], packet.tos >> 2),
    bitField('ECN', 1, 1, [6, 2], packet.tos & 3),
    numberField(bytes, start, 'Total length', 2, 2),
    field('Identification', 4, 2, packet.id),
    bitField('Flags', 6, 1, [0, 3], flags.filter((flag) => flag !== '').join(', ') || 'none'),
    bitField(
      'Fragment offset',
      6,
      2,
      [3, 13],
      `${String(packet.fragmentOffset / 8)} (${String(packet.fragmentOffset)} octets)`,
    ),
    field('Time to live', 8, 1, packet.ttl),
    field('Protocol', 9, 1, protocolText(protocolOf(packet.payload))),
    hexField(bytes, start, 'Header checksum', 10, 2),
    field('Source', 12, 4, packet.source.text),
    field('Destination', 16, 4, packet.destination.text),
  ];
  if (length > 20) fields.push(hexField(bytes, start, 'Options', 20, length - 20));
  return { name: 'IPv4', length, fields };
}

export function ipv6Part(packet: Ipv6, bytes: Uint8Array, start: number): Part {
  const fields = [
    bitField('Version', 0, 1, [0, 4], 6),
    bitField('Traffic class', 0, 2, [4, 8], packet.trafficClass),
    bitField('Flow label', 1, 3, [4, 20], packet.flowLabel),
    numberField(bytes, start, 'Payload length', 4, 2),
    field('Next header', 6, 1, protocolText(bytes[start + 6] ?? 0)),
    field('Hop limit', 7, 1, packet.hopLimit),
    field('Source', 8, 16, packet.source.text),
    field('Destination', 24, 16, packet.destination.text),
  ];
  const length = ipv6HeaderOctets(packet);
  const { hopByHop, fragment } = packet;
  const next = (at: number) => field('Next header', at, 1, protocolText(bytes[start + at] ?? 0));
  if (hopByHop !== undefined)
    fields.push(
      next(ipv6Header),
      hexField(bytes, start, 'Hop-by-hop options', ipv6Header + 1, hopByHop.length + 1),
    );
  if (fragment !== undefined) {
    const at = length - ipv6FragmentHeader;
    const { offset, more, id } = fragment;
    fields.push(
      next(at),
      hexField(bytes, start, 'Reserved', at + 1, 1),
      bitField('Fragment offset', at + 2, 2, [0, 13], `${String(offset / 8)} (${String(offset)} octets)`),
      bitField('More fragments', at + 3, 1, [5, 3], more ? 'yes' : 'no'),
      field('Identification', at + 4, 4, id),
    );
  }
  return { name: 'IPv6', length, fields };
}
