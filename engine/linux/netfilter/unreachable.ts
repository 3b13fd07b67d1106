/**
 * A rule tells the sender that its packet was refused (nf_send_unreach of net/ipv4/netfilter/nf_reject_ipv4.c,
 * nf_send_unreach6 of nf_reject_ipv6.c).
 *
 * The kernel tells nobody of a packet whose checksum does not hold. That of a fragment never does: it was made over the
 * whole packet. Left out: the protocols that have no such checksum (GRE, ESP, AH, SCTP).
 */
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';

export function sendUnreachable(namespace: NetworkNamespace, skb: PacketBuffer, code: number): void {
  const { packet } = skb;
  if (packet.kind === 'ipv4' && !packet.moreFragments && packet.fragmentOffset === 0)
    namespace.ipv4.sendError(skb, 'destinationUnreachable', code);
  else if (packet.kind === 'ipv6' && packet.fragment === undefined)
    namespace.ipv6.sendError(skb, 'destinationUnreachable', code);
}
