/**
 * An IPv6 packet (RFC 8200) as a value. Left out: extension headers other than none; fragments.
 */
import type { Address } from '../address/address.ts';
import type { Bytes, Transport } from './transport.ts';

export interface Ipv6 {
  readonly kind: 'ipv6';
  readonly source: Address;
  readonly destination: Address;
  /** Hop limit, 0 to 255. */
  readonly hopLimit: number;
  readonly trafficClass: number;
  readonly flowLabel: number;
  readonly payload: Transport | Bytes;
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
    payload: fields.payload,
  };
}
