/**
 * What a packet carries that this host sends because of another one: an ICMP error, a reset (nf_conntrack_attach of
 * net/netfilter/nf_conntrack_core.c). It goes the other way and is RELATED, even while the connection is not confirmed.
 */
import type { ConntrackLink, TrackedLink } from '../hook.ts';

export function attachRelated(cause: ConntrackLink | undefined): TrackedLink | undefined {
  if (cause?.entry === undefined) return undefined;
  const { entry } = cause;
  return cause.direction === 'original'
    ? { entry, direction: 'reply', state: 'relatedReply' }
    : { entry, direction: 'original', state: 'related' };
}
