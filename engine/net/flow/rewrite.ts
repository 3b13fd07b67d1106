/**
 * A packet with one end changed, as address translation does it (RFC 3022; Linux `nf_nat_manip_pkt`). The packet given
 * stays as it was. Checksums exist only in bytes, so there is nothing to correct.
 *
 * The `port` of an ICMP echo is its id, which belongs to the source end; other protocols have none and keep their
 * payload. An ICMP error is translated inside too: `withQuoted`.
 */
import type { Address } from '../address/address.ts';
import type { IpPacket } from '../packet/ethernet.ts';

/** @param port a TCP or UDP source port, or the id of an ICMP echo; left out: as it is */
export function withSource<P extends IpPacket>(packet: P, address: Address, port?: number): P {
  const { payload } = packet;
  if (port === undefined) return { ...packet, source: address };
  if (payload.kind === 'tcp' || payload.kind === 'udp')
    return payload.sourcePort === port
      ? { ...packet, source: address }
      : { ...packet, source: address, payload: { ...payload, sourcePort: port } };
  if ('id' in payload && (payload.kind === 'icmp' || payload.kind === 'icmpv6') && payload.id !== port)
    return { ...packet, source: address, payload: { ...payload, id: port } };
  return { ...packet, source: address };
}

/** @param port a TCP or UDP destination port; left out: as it is. ICMP has none */
export function withDestination<P extends IpPacket>(packet: P, address: Address, port?: number): P {
  const { payload } = packet;
  if (
    port !== undefined &&
    (payload.kind === 'tcp' || payload.kind === 'udp') &&
    payload.destinationPort !== port
  )
    return { ...packet, destination: address, payload: { ...payload, destinationPort: port } };
  return { ...packet, destination: address };
}

/** TTL or hop limit. */
export function hopLimitOf(packet: IpPacket): number {
  return packet.kind === 'ipv4' ? packet.ttl : packet.hopLimit;
}

/** The packet with another TTL or hop limit. */
export function withHopLimit(packet: IpPacket, hops: number): IpPacket {
  return packet.kind === 'ipv4' ? { ...packet, ttl: hops } : { ...packet, hopLimit: hops };
}

/** The packet an ICMP error is about; undefined when `packet` is no ICMP error. */
export function quotedOf(packet: IpPacket): IpPacket | undefined {
  const { payload } = packet;
  return (payload.kind === 'icmp' || payload.kind === 'icmpv6') && 'quoted' in payload
    ? payload.quoted
    : undefined;
}

/** An ICMP error about `change(quoted)` instead; any other packet is returned as it is. */
export function withQuoted<P extends IpPacket>(packet: P, change: (quoted: IpPacket) => IpPacket): P {
  const { payload } = packet;
  if ((payload.kind === 'icmp' || payload.kind === 'icmpv6') && 'quoted' in payload)
    return { ...packet, payload: { ...payload, quoted: change(payload.quoted) } };
  return packet;
}
