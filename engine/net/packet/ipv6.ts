/**
 * An IPv6 packet (RFC 8200) as a value, with the extension headers a host writes itself: hop-by-hop options (of multicast
 * listener reports) and the fragment header. Left out: destination options, routing headers.
 */
import type { Address } from '../address/address.ts';
import type { Ipv4 } from './ipv4.ts';
import type { Bytes, Piece, Transport } from './transport.ts';

/** The fragment header (RFC 8200 section 4.5). */
export interface Ipv6Fragment {
  readonly id: number;
  /** In octets, a multiple of 8. */
  readonly offset: number;
  readonly more: boolean;
}

export interface Ipv6 {
  readonly kind: 'ipv6';
  readonly source: Address;
  readonly destination: Address;
  /** Hop limit, 0 to 255. */
  readonly hopLimit: number;
  readonly trafficClass: number;
  readonly flowLabel: number;
  /** The hop-by-hop options behind the header's first two octets; of length 6, 14, 22, … Absent when there are none. */
  readonly hopByHop?: Uint8Array;
  /** Of a fragment, which carries raw bytes; absent on a whole packet. */
  readonly fragment?: Ipv6Fragment;
  /** `Ipv4`/`Ipv6` inside a tunnel (RFC 2473). */
  readonly payload: Transport | Ipv4 | Ipv6 | Bytes | Piece;
}

export type Ipv6Fields = Pick<Ipv6, 'source' | 'destination' | 'payload'> & Partial<Omit<Ipv6, 'kind'>>;

export function ipv6(fields: Ipv6Fields): Ipv6 {
  return {
    kind: 'ipv6',
    source: fields.source,
    destination: fields.destination,
    hopLimit: fields.hopLimit ?? 64,
    trafficClass: fields.trafficClass ?? 0,
    flowLabel: fields.flowLabel ?? 0,
    ...(fields.hopByHop === undefined ? {} : { hopByHop: fields.hopByHop }),
    ...(fields.fragment === undefined ? {} : { fragment: fields.fragment }),
    payload: fields.payload,
  };
}
