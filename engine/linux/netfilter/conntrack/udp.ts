/**
 * UDP: a connection is whoever answers; after two seconds of both directions it counts as a stream
 * (net/netfilter/nf_conntrack_proto_udp.c).
 */
import { second } from '../../../clock/clock.ts';
import { status } from './connection.ts';
import type { Tracker } from './tracker.ts';

export const trackUdp: Tracker = (connection, link, packet, context) => {
  if (!connection.isConfirmed) connection.streamAfter = context.now + 2 * second;
  if (!connection.has(status.seenReply)) {
    context.refresh(connection, link, packet, context.number('net.netfilter.nf_conntrack_udp_timeout'));
    return 'accept';
  }
  const isStream = context.now > connection.streamAfter;
  const name = isStream
    ? 'net.netfilter.nf_conntrack_udp_timeout_stream'
    : 'net.netfilter.nf_conntrack_udp_timeout';
  context.refresh(connection, link, packet, context.number(name));
  if (isStream && !connection.has(status.assured)) {
    connection.status |= status.assured;
    connection.changed = true;
  }
  return 'accept';
};
