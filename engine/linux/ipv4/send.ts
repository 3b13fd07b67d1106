/**
 * What IPv4 does with a packet of this host that is longer than its way allows (ip_finish_output, ip_fragment;
 * net/ipv4/ip_output.c): it is cut, unless DF forbids.
 */
import { fragment } from '../../net/fragment/fragment.ts';
import { createSend as createIpSend } from '../ip/send.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import { noteDrop } from './note-drop.ts';

export function createSend(namespace: NetworkNamespace) {
  return createIpSend(namespace, 4, (skb, route) => {
    const { packet } = skb;
    if (packet.kind !== 'ipv4') return 'EINVAL';
    if (!packet.dontFragment || skb.ignoreDontFragment) return fragment(packet, route.mtu);
    if (namespace.environment.journeys.recording)
      noteDrop(
        namespace,
        skb,
        `The packet has ${String(skb.length)} octets and may not be cut, but the way takes ${String(route.mtu)}.`,
      );
    namespace.ipv4.sendError(skb, 'destinationUnreachable', 4, route.mtu);
    return 'EMSGSIZE';
  });
}
