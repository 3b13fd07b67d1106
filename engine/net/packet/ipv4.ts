/**
 * An IPv4 packet (RFC 791) as a value. Lengths and checksums are computed when it is written as bytes.
 *
 * A fragment (RFC 791 section 3.2), `fragmentOffset > 0` or `moreFragments`, carries a `piece` of the packet that was cut;
 * one that was read from bytes carries `bytes`.
 */
import type { Address } from '../address/address.ts';
import type { Bytes, Piece, Transport } from './transport.ts';
import type { Ipv6 } from './ipv6.ts';

export interface Ipv4 {
  readonly kind: 'ipv4';
  readonly source: Address;
  readonly destination: Address;
  /** Time to live, 0 to 255. */
  readonly ttl: number;
  /** Identification, 0 to 65535. */
  readonly id: number;
  /** DSCP and ECN as one octet. */
  readonly tos: number;
  readonly dontFragment: boolean;
  readonly moreFragments: boolean;
  /** In octets, a multiple of 8. */
  readonly fragmentOffset: number;
  /** The options as raw octets, padded to a multiple of 4; usually empty. */
  readonly options: Uint8Array;
  /** What it carries; `Ipv4`/`Ipv6` inside an IP-in-IP tunnel (RFC 2003). */
  readonly payload: Transport | Ipv4 | Ipv6 | Bytes | Piece;
}

/** The part of an IPv4 header that callers set; the rest has the usual values. */
export type Ipv4Fields = Pick<Ipv4, 'source' | 'destination' | 'payload'> & Partial<Omit<Ipv4, 'kind'>>;

const noOptions = new Uint8Array(0);

export function ipv4(fields: Ipv4Fields): Ipv4 {
  return {
    kind: 'ipv4',
    source: fields.source,
    destination: fields.destination,
    ttl: fields.ttl ?? 64,
    id: fields.id ?? 0,
    tos: fields.tos ?? 0,
    dontFragment: fields.dontFragment ?? false,
    moreFragments: fields.moreFragments ?? false,
    fragmentOffset: fields.fragmentOffset ?? 0,
    options: fields.options ?? noOptions,
    payload: fields.payload,
  };
}
