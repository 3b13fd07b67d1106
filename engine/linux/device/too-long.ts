/**
 * What a device does not take because it is longer than its MTU (is_skb_forwardable, net/core/dev.c): the other end of a
 * veth pair, a port of a bridge. Room for a VLAN tag is always granted.
 */
import { note } from '../journey/note.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';
import type { NetDevice } from './device.ts';

export const vlanHeader = 4;

/** Call only while recording. @param mtu of who would have to take it */
export function noteTooLong(device: NetDevice, skb: PacketBuffer, mtu: number): void {
  note(device.namespace, skb, {
    decision: 'drop',
    layer: 'link',
    direction: 'out',
    device: device.name,
    after: 'dropped',
    sentence: `The packet has ${String(skb.length)} octets, but only ${String(mtu)} fit through ${device.name}: dropped, and nobody is told.`,
  });
}
