/**
 * The verbs of a namespace's IPv6 layer, as other rooms call them; `namespace.ipv6` puts them together on first use.
 */
import type { NeighbourDiscovery } from './discovery.ts';

export interface Ipv6Stack {
  /** Who is at which link-layer address (discovery.ts). */
  readonly discovery: NeighbourDiscovery;
}
