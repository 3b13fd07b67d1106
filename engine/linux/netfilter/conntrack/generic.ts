/**
 * Every other protocol: two addresses and ten minutes (net/netfilter/nf_conntrack_proto_generic.c).
 */
import type { Tracker } from './tracker.ts';

export const trackGeneric: Tracker = (connection, link, packet, context) => {
  context.refresh(connection, link, packet, context.number('net.netfilter.nf_conntrack_generic_timeout'));
  return 'accept';
};
