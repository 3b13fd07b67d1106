/**
 * The event of a packet that ends in the IP layer.
 */
import type { Consulted } from '../journey/event.ts';
import { note } from '../journey/note.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';

/** Call only while recording. */
export function noteDrop(
  namespace: NetworkNamespace,
  skb: PacketBuffer,
  sentence: string,
  consulted: readonly Consulted[] = [],
): void {
  note(namespace, skb, {
    decision: 'drop',
    layer: 'network',
    direction: 'through',
    after: 'dropped',
    consulted,
    sentence,
  });
}
