/**
 * ICMP: an echo and its replies are a connection; nothing else may begin one
 * (net/netfilter/nf_conntrack_proto_icmp.c and _icmpv6.c).
 */
import { ipProtocol } from '../../../net/packet/transport.ts';
import type { Tracker } from './tracker.ts';

const echoRequest = 8 * 256;
const echoRequestV6 = 128 * 256;

export const trackIcmp: Tracker = (connection, link, _packet, context) => {
  const request = connection.original.protocol === ipProtocol.icmp ? echoRequest : echoRequestV6;
  if (connection.original.destinationPort !== request) return 'invalid';
  context.refresh(connection, link, context.number('net.netfilter.nf_conntrack_icmp_timeout'));
  return 'accept';
};
