/**
 * A bit of a packet that was turned, and who notices: the IP layer, whose header checksum is verified at every hop (RFC
 * 1812 section 5.2.2), or the receiver's transport (RFC 9293 section 3.1, RFC 768, RFC 792). They drop it in silence.
 *
 * Of ARP and IPv6, whose headers have no checksum, what was turned is not told apart: the first that receives it drops it.
 */
import { note } from '../journey/note.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';

export class Damage {
  /** Whose octets they were. */
  readonly layer: 'link' | 'network' | 'transport';

  constructor(layer: Damage['layer']) {
    this.layer = layer;
  }

  /** Netfilter and routers look at the IP header only. @returns whether the packet ends here */
  isNoticedOnArrival(namespace: NetworkNamespace, skb: PacketBuffer): boolean {
    return (this.layer !== 'transport' || skb.packet.kind !== 'ipv4') && this.isNoticed(namespace, skb);
  }

  /** A tunnel without a checksum hands the damage on to the packet inside. */
  isNoticed(namespace: NetworkNamespace, skb: PacketBuffer): boolean {
    const { packet } = skb;
    if (packet.kind === 'ipv4' && packet.payload.kind === 'ipv4') return false;
    if (namespace.environment.journeys.recording)
      note(namespace, skb, {
        decision: 'drop',
        layer: this.layer,
        direction: 'in',
        after: 'dropped',
        sentence:
          this.layer === 'link'
            ? 'A bit of the frame was turned on the way: its type is none this host knows, so it is dropped.'
            : `A bit of the packet was turned on the way: the checksum of its ${this.layer === 'network' ? 'IP header' : 'transport'} is wrong, so it is dropped.`,
      });
    return true;
  }
}
