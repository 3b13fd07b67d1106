/**
 * /proc/net/nf_conntrack: the connections of a namespace, as the kernel itself writes them
 * (net/netfilter/nf_conntrack_standalone.c).
 */
import type { Conntrack } from './conntrack.ts';
import { listingText } from './listing.ts';

export function procConntrack(conntrack: Conntrack): string {
  return conntrack
    .list()
    .map((connection) => `${listingText(connection, conntrack.now, { proc: true })}\n`)
    .join('');
}
