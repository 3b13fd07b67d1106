/**
 * Octets as a packet, all layers, with checksums verified. The doors are `parseEthernet` and `parseIp`;
 * nothing throws past them.
 *
 * A packet quoted by an ICMP error may end early: its transport is read as far as it goes (RFC 792 promises eight
 * octets), what cannot be told is zero or empty, and a cut checksum is not verified. Octets after the IP total length
 * are link padding and dropped. Not decoded, so kept as octets: fragments, most IPv6 extension headers, unknown protocols.
 */
import type { Address } from '../address/address.ts';
import { etherType, type Ethernet, type IpPacket, type NetworkPacket } from '../packet/ethernet.ts';
import type { Ipv4 } from '../packet/ipv4.ts';
import type { Ipv6 } from '../packet/ipv6.ts';
import { ipProtocol, type Bytes, type Transport, type Udp } from '../packet/transport.ts';
import { readArp } from './arp.ts';
import { expectedChecksum, pseudoHeaderSum } from './checksum.ts';
import { readEthernetHeader } from './ethernet.ts';
import { icmpChecksumAt, readIcmp } from './icmp.ts';
import { readIcmpv6 } from './icmpv6.ts';
import { readIpv4Header } from './ipv4.ts';
import { readIpv6Header } from './ipv6.ts';
import { ethernetHeader, icmpHeader, udpHeader, vxlanHeader } from './length.ts';
import { get16, get8 } from './network-order.ts';
import { demand, Malformed, type ChecksumError, type Parsed } from './result.ts';
import { readCutTcp, readTcp, tcpChecksumAt } from './tcp.ts';
import { readUdpHeader, udpChecksumAt } from './udp.ts';
import { readVxlanHeader, vxlanPorts } from './vxlan.ts';

export interface ParseOptions {
  /** UDP destination ports that carry VXLAN; 4789 and 8472 unless given. */
  readonly vxlanPorts?: ReadonlySet<number>;
}

export function parseEthernet(bytes: Uint8Array, options: ParseOptions = {}): Parsed<Ethernet> {
  return door(bytes, options, (reading) => readEthernet(reading, 0, bytes.length));
}

/** An IPv4 or IPv6 packet that starts at the first octet (a raw link, a tunnel without Ethernet). */
export function parseIp(bytes: Uint8Array, options: ParseOptions = {}): Parsed<IpPacket> {
  return door(bytes, options, (reading) => readIp(reading, 0, bytes.length, 'whole'));
}

/** Whether all octets of a packet are there; `cut` inside an ICMP error that quotes only its beginning. */
type Extent = 'whole' | 'cut';

interface Reading {
  readonly bytes: Uint8Array;
  readonly vxlanPorts: ReadonlySet<number>;
  readonly checksumErrors: ChecksumError[];
}

interface Ends {
  readonly protocol: number;
  readonly source: Address;
  readonly destination: Address;
  readonly extent: Extent;
}

function door<T>(bytes: Uint8Array, options: ParseOptions, read: (reading: Reading) => T): Parsed<T> {
  const reading: Reading = { bytes, vxlanPorts: options.vxlanPorts ?? vxlanPorts, checksumErrors: [] };
  try {
    const value = read(reading);
    const { checksumErrors } = reading;
    return checksumErrors.length === 0 ? { ok: true, value } : { ok: true, value, checksumErrors };
  } catch (error) {
    if (error instanceof Malformed) return { ok: false, error: error.message };
    throw error;
  }
}

function readEthernet(reading: Reading, at: number, end: number): Ethernet {
  const { source, destination, type } = readEthernetHeader(reading.bytes, at, end);
  return {
    kind: 'ethernet',
    source,
    destination,
    payload: readNetwork(reading, at + ethernetHeader, end, type),
  };
}

function readNetwork(reading: Reading, at: number, end: number, type: number): NetworkPacket {
  switch (type) {
    case etherType.arp:
      return readArp(reading.bytes, at, end);
    case etherType.ipv4:
      return readIpv4(reading, at, end, 'whole');
    case etherType.ipv6:
      return readIpv6(reading, at, end, 'whole');
    default:
      throw new Malformed(`EtherType 0x${type.toString(16).padStart(4, '0')} is not modelled`);
  }
}

function readIp(reading: Reading, at: number, end: number, extent: Extent): IpPacket {
  demand('an IP packet', 1, at, end);
  const version = get8(reading.bytes, at) >> 4;
  if (version === 4) return readIpv4(reading, at, end, extent);
  if (version === 6) return readIpv6(reading, at, end, extent);
  throw new Malformed(`IP version ${String(version)} is neither 4 nor 6`);
}

function readIpv4(reading: Reading, at: number, end: number, extent: Extent): Ipv4 {
  const header = readIpv4Header(reading.bytes, at, end);
  const start = at + header.headerLength;
  verify(reading, 'IPv4', at, start, at + 10);
  const stop = extentOf('IPv4', at, header.totalLength, end, extent);
  const { fields, protocol } = header;
  const octets = () => octetsOf(reading, start, stop.end, protocol);
  const read = () => readPayload(reading, start, stop.end, { ...header, extent: stop.extent });
  if (fields.moreFragments || fields.fragmentOffset > 0) return { ...fields, payload: octets() };
  // A quote is an IP packet still when what it carries cannot be read.
  return { ...fields, payload: extent === 'cut' ? (attempt(reading, read) ?? octets()) : read() };
}

function readIpv6(reading: Reading, at: number, end: number, extent: Extent): Ipv6 {
  const header = readIpv6Header(reading.bytes, at, end);
  const stop = extentOf('IPv6', at, header.totalLength, end, extent);
  const start = at + header.headerLength;
  const payload =
    header.fields.fragment === undefined
      ? readPayload(reading, start, stop.end, { ...header, extent: stop.extent })
      : octetsOf(reading, start, stop.end, header.protocol);
  return { ...header.fields, payload };
}

/** Where a packet of `total` octets ends, and whether it is all there. */
function extentOf(
  name: string,
  at: number,
  total: number,
  end: number,
  extent: Extent,
): { end: number; extent: Extent } {
  if (at + total <= end) return { end: at + total, extent: 'whole' };
  if (extent === 'cut') return { end, extent: 'cut' };
  throw new Malformed(
    `${name} total length is ${String(total)}, but only ${String(end - at)} octets are there`,
  );
}

function readPayload(reading: Reading, at: number, end: number, ends: Ends): Ipv4['payload'] {
  const inner = ends.protocol === ipProtocol.ipip || ends.protocol === ipProtocol.ipv6;
  if (!inner) return readTransport(reading, at, end, ends);
  if (ends.extent === 'whole') return readIp(reading, at, end, 'whole');
  return attempt(reading, () => readIp(reading, at, end, 'cut')) ?? octetsOf(reading, at, end, ends.protocol);
}

function readTransport(reading: Reading, at: number, end: number, ends: Ends): Transport | Bytes {
  switch (ends.protocol) {
    case ipProtocol.tcp:
      if (ends.extent === 'cut') {
        if (end - at < 8) return octetsOf(reading, at, end, ends.protocol);
        return readCutTcp(reading.bytes, at, end);
      }
      verify(reading, 'TCP', at, end, at + tcpChecksumAt, pseudo(ends, end - at));
      return readTcp(reading.bytes, at, end);
    case ipProtocol.udp:
      if (ends.extent === 'cut' && end - at < udpHeader) return octetsOf(reading, at, end, ends.protocol);
      return readUdp(reading, at, end, ends);
    case ipProtocol.icmp:
      if (ends.extent === 'whole') verify(reading, 'ICMP', at, end, at + icmpChecksumAt);
      return withQuote(reading, at, end, ends, readIcmp(reading.bytes, at, end));
    case ipProtocol.icmpv6:
      if (ends.extent === 'whole')
        verify(reading, 'ICMPv6', at, end, at + icmpChecksumAt, pseudo(ends, end - at));
      return withQuote(reading, at, end, ends, readIcmpv6(reading.bytes, at, end));
    default:
      return octetsOf(reading, at, end, ends.protocol);
  }
}

function readUdp(reading: Reading, at: number, end: number, ends: Ends): Udp {
  const { bytes } = reading;
  const { sourcePort, destinationPort, length } = readUdpHeader(bytes, at, end);
  const stop = extentOf('UDP', at, length, end, ends.extent);
  const data = at + udpHeader;
  // RFC 768: zero means that the sender made no checksum.
  if (stop.extent === 'whole' && get16(bytes, at + udpChecksumAt) !== 0)
    verify(reading, 'UDP', at, stop.end, at + udpChecksumAt, pseudo(ends, length));
  const vni = reading.vxlanPorts.has(destinationPort) ? readVxlanHeader(bytes, data) : undefined;
  const frame =
    vni === undefined
      ? undefined
      : attempt(reading, () => readEthernet(reading, data + vxlanHeader, stop.end));
  const payload: Udp['payload'] =
    vni === undefined || frame === undefined
      ? { kind: 'data', data: bytes.slice(data, stop.end) }
      : { kind: 'vxlan', vni, frame };
  return { kind: 'udp', sourcePort, destinationPort, payload };
}

/** The ICMP message with the packet it quotes; octets when its type is unknown or its quote cannot be read. */
function withQuote(
  reading: Reading,
  at: number,
  end: number,
  ends: Ends,
  message: ReturnType<typeof readIcmp> | ReturnType<typeof readIcmpv6>,
): Transport | Bytes {
  if (message === undefined) return octetsOf(reading, at, end, ends.protocol);
  if (!('rest' in message)) return message;
  const quoted = attempt(reading, () => readIp(reading, at + icmpHeader, end, 'cut'));
  return quoted === undefined ? octetsOf(reading, at, end, ends.protocol) : { ...message, quoted };
}

function octetsOf(reading: Reading, at: number, end: number, protocol: number): Bytes {
  return { kind: 'bytes', protocol, data: reading.bytes.slice(at, end) };
}

/** What `read` gives; undefined, and nothing noticed, when the octets are malformed. */
function attempt<T>(reading: Reading, read: () => T): T | undefined {
  const noticed = reading.checksumErrors.length;
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    reading.checksumErrors.length = noticed;
    return undefined;
  }
}

function pseudo(ends: Ends, length: number): number {
  return pseudoHeaderSum(ends.source, ends.destination, ends.protocol, length);
}

function verify(
  reading: Reading,
  layer: ChecksumError['layer'],
  from: number,
  to: number,
  field: number,
  start = 0,
): void {
  if (field + 2 > to) return;
  const found = get16(reading.bytes, field);
  const expected = expectedChecksum(reading.bytes, from, to, field, start);
  // 0x0000 and 0xffff are the same number in one's complement (RFC 1071); UDP sends the latter for the former.
  const same = found === expected || (found === 0xffff && expected === 0);
  if (!same) reading.checksumErrors.push({ layer, at: field, found, expected });
}
