/**
 * ICMP: an echo and its replies are a connection; nothing else may begin one
 * (net/netfilter/nf_conntrack_proto_icmp.c and _icmpv6.c).
 */
import { ipProtocol } from '../../../net/packet/transport.ts';
import type { Ipv6 } from '../../../net/packet/ipv6.ts';
import type { Tracker } from './tracker.ts';

const echoRequest = 8 * 256;
const echoRequestV6 = 128 * 256;

/** Neighbour discovery and multicast listening are no connections (noct_valid_new of nf_conntrack_proto_icmpv6.c). */
export function isDiscovery({ payload }: Ipv6): boolean {
  if (payload.kind !== 'bytes' || payload.protocol !== ipProtocol.icmpv6)
    return payload.kind === 'icmpv6' && 'target' in payload;
  const [type = 0] = payload.data;
  return (type >= 130 && type <= 136) || type === 143;
}

export const trackIcmp: Tracker = (connection, link, packet, context) => {
  const request = connection.original.protocol === ipProtocol.icmp ? echoRequest : echoRequestV6;
  if (connection.original.destinationPort !== request) return 'invalid';
  context.refresh(connection, link, packet, context.number('net.netfilter.nf_conntrack_icmp_timeout'));
  return 'accept';
};
