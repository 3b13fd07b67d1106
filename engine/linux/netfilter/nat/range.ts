/**
 * What a translation may choose from (struct nf_nat_range2, include/uapi/linux/netfilter/nf_nat.h).
 */
import type { Address } from '../../../net/address/address.ts';

/** Which end of a packet is changed. */
export type Manipulation = 'source' | 'destination';

export interface NatRange {
  /** Addresses to choose from; absent: the packet keeps its own. */
  readonly addresses?: { readonly first: Address; readonly last: Address };
  /** Ports (or ICMP ids) to choose from; absent: kept if free. */
  readonly ports?: { readonly first: number; readonly last: number };
  /** A port by chance when the wish is taken (--random). */
  readonly random?: boolean;
  /** Always a port by chance (--random-fully). */
  readonly randomFully?: boolean;
  /** The address depends on the source alone (--persistent). */
  readonly persistent?: boolean;
}
