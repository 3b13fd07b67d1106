/**
 * Who notices that a bit of a packet was turned: the IP layer, whose header checksum is verified at every hop (RFC 1812
 * section 5.2.2), or the receiver's transport (RFC 9293 section 3.1, RFC 768, RFC 792). They drop it in silence.
 *
 * Of ARP and IPv6, whose headers have no checksum, what was turned is not told apart: the first that receives it drops it.
 */
import { note } from '../journey/note.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';

/** Netfilter and routers look at the IP header only. @returns whether the packet ends here */
export function isNoticedOnArrival(namespace: NetworkNamespace, skb: PacketBuffer): boolean {
  if (skb.damage === undefined || (skb.damage === 'transport' && skb.packet.kind === 'ipv4')) return false;
  return isNoticed(namespace, skb);
}

/** A tunnel without a checksum hands the damage on to the packet inside. */
export function isNoticed(namespace: NetworkNamespace, skb: PacketBuffer): boolean {
  const { damage, packet } = skb;
  if (damage === undefined || (packet.kind === 'ipv4' && packet.payload.kind === 'ipv4')) return false;
  if (namespace.environment.journeys.recording)
    note(namespace, skb, {
      decision: 'drop',
      layer: damage,
      direction: 'in',
      after: 'dropped',
      sentence:
        damage === 'link'
          ? 'A bit of the frame was turned on the way: its type is none this host knows, so it is dropped.'
          : `A bit of the packet was turned on the way: the checksum of its ${damage === 'network' ? 'IP header' : 'transport'} is wrong, so it is dropped.`,
    });
  return true;
}
