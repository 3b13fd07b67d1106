/**
 * Recording one event of a packet in a namespace: fills in who, where and when. Call only while
 * `journeys.recording` is true.
 */
import type { Ethernet, NetworkPacket } from '../../net/packet/ethernet.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';
import type { Consulted, JourneyEvent } from './event.ts';

export interface Note {
  readonly decision: JourneyEvent['decision'];
  readonly layer: JourneyEvent['layer'];
  readonly direction: JourneyEvent['direction'];
  readonly sentence: string;
  /** Of the packet before the decision; now, when absent. */
  readonly before?: Ethernet | NetworkPacket;
  /** `dropped`: the packet ended here. */
  readonly after?: Ethernet | NetworkPacket | 'dropped';
  readonly consulted?: readonly Consulted[];
  readonly device?: string;
  readonly hook?: JourneyEvent['hook'];
}

export function note(namespace: NetworkNamespace, skb: PacketBuffer, what: Note): void {
  const { clock, journeys } = namespace.environment;
  const now = what.layer === 'link' ? skb.frame : skb.packet;
  journeys.record({
    at: clock.now,
    machine: namespace.machine.name,
    namespace: namespace.label,
    device: what.device ?? skb.device?.name,
    packet: skb.id,
    cause: skb.cause,
    direction: what.direction,
    layer: what.layer,
    decision: what.decision,
    before: what.before ?? now,
    after: what.after === 'dropped' ? undefined : (what.after ?? now),
    consulted: what.consulted ?? [],
    sentence: what.sentence,
    hook: what.hook,
  });
}
