/**
 * What IPv4 does with a packet of this host that is longer than its way allows (ip_finish_output, ip_fragment;
 * net/ipv4/ip_output.c): it is cut, unless DF forbids.
 */
import { fragment } from '../../net/fragment/fragment.ts';
import { createSend as createIpSend } from '../ip/send.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import { noteDrop } from './note-drop.ts';
import { stampOf, stampOptions } from './options.ts';
import type { SendRequest, SendResult } from './stack.ts';

export function createSend(namespace: NetworkNamespace) {
  const ip = createIpSend(namespace, 4, (skb, size) => {
    const { packet } = skb;
    if (packet.kind !== 'ipv4') return 'EINVAL';
    const counts = namespace.snmp.ip;
    if (!packet.dontFragment || skb.ignoreDontFragment) {
      const pieces = fragment(packet, size);
      counts.FragOKs++;
      counts.FragCreates += pieces.length;
      return pieces;
    }
    counts.FragFails++;
    if (namespace.environment.journeys.recording)
      noteDrop(
        namespace,
        skb,
        `The packet has ${String(skb.length)} octets and may not be cut, but the way takes ${String(size)}.`,
      );
    namespace.ipv4.sendError(skb, 'destinationUnreachable', 4, size);
    return 'EMSGSIZE';
  });

  function send(request: SendRequest): SendResult {
    const { packet } = request;
    if (packet.options.length === 0) return ip.send(request);
    // ip_options_build
    const stamp = stampOf(namespace, packet.source, packet.source);
    return ip.send({ ...request, packet: { ...packet, options: stampOptions(packet.options, stamp) } });
  }

  return { ...ip, send };
}
