/**
 * GRE: a tunnel that is answered lives longer (net/netfilter/nf_conntrack_proto_gre.c). Keys are those of PPTP's version 1
 * only, which nothing here sends: all plain tunnels between two hosts are one connection.
 */
import { status } from './connection.ts';
import type { Tracker } from './tracker.ts';

export const trackGre: Tracker = (connection, link, packet, context) => {
  const answered = connection.has(status.seenReply);
  const name = `net.netfilter.nf_conntrack_gre_timeout${answered ? '_stream' : ''}`;
  context.refresh(connection, link, packet, context.number(name));
  if (answered && !connection.has(status.assured)) {
    connection.status |= status.assured;
    connection.changed = true;
  }
  return 'accept';
};
