/**
 * A translation as an event of the packet's journey.
 */
import { endpointText, flowOf } from '../../../net/flow/flow.ts';
import type { IpPacket } from '../../../net/packet/ethernet.ts';
import { note } from '../../journey/note.ts';
import type { NetworkNamespace } from '../../namespace/namespace.ts';
import type { PacketBuffer } from '../../skb/packet-buffer.ts';
import { connectionText } from '../conntrack/text.ts';
import type { HookState, TrackedLink } from '../hook.ts';

export function noteTranslated(
  namespace: NetworkNamespace,
  skb: PacketBuffer,
  before: IpPacket,
  link: TrackedLink,
  state: HookState,
): void {
  if (skb.packet.kind === 'arp') return;
  const one = flowOf(before);
  const other = flowOf(skb.packet);
  const hasPorts = one.protocol !== 1 && one.protocol !== 58;
  const end = (address: typeof one.source, port: number): string =>
    hasPorts ? endpointText(address, port) : address.text;
  const isSource = state.hook === 'postrouting' || state.hook === 'input';
  const [from, to] = isSource
    ? [end(one.source, one.sourcePort), end(other.source, other.sourcePort)]
    : [end(one.destination, one.destinationPort), end(other.destination, other.destinationPort)];
  const why =
    link.state === 'new'
      ? 'and so it will for the rest of the connection'
      : link.direction === 'reply'
        ? 'which undoes for the answer what was done to the request'
        : 'as for the first packet of its connection';
  const now = namespace.environment.clock.now;
  const text = connectionText(link.entry, link.entry.isConfirmed ? now : 0);
  note(namespace, skb, {
    decision: 'translate',
    hook: state.hook,
    layer: 'network',
    direction:
      state.hook === 'output' ? 'out' : state.hook === 'input' || state.hook === 'prerouting' ? 'in' : 'out',
    before,
    consulted: [{ table: 'conntrack', name: 'conntrack', rows: [{ text, matched: true }] }],
    sentence: `NAT: the ${isSource ? 'source' : 'destination'} ${from} becomes ${to}, ${why}.`,
  });
}
