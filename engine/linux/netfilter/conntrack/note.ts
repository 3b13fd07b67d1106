/**
 * What connection tracking found, as an event of the packet's journey.
 */
import { flowText } from '../../../net/flow/flow.ts';
import { note } from '../../journey/note.ts';
import type { NetworkNamespace } from '../../namespace/namespace.ts';
import type { PacketBuffer } from '../../skb/packet-buffer.ts';
import type { HookState } from '../hook.ts';
import { connectionText } from './text.ts';

export function noteTracked(namespace: NetworkNamespace, skb: PacketBuffer, state: HookState): void {
  const link = skb.conntrack;
  const direction = state.hook === 'output' ? 'out' : 'in';
  const base = { decision: 'conntrack', layer: 'network', direction, hook: state.hook } as const;
  if (link?.entry === undefined) {
    note(namespace, skb, {
      ...base,
      sentence:
        'The packet belongs to no connection and can begin none: connection tracking calls it INVALID.',
    });
    return;
  }
  const { entry } = link;
  const { now } = namespace.environment.clock;
  const text = connectionText(entry, entry.isConfirmed ? now : 0);
  const consulted = [{ table: 'conntrack', name: 'conntrack', rows: [{ text, matched: true }] }] as const;
  const flow = flowText(entry.original);
  const sentence =
    link.state === 'new'
      ? entry.isConfirmed
        ? `Connection tracking knows ${flow}, which nobody has answered yet.`
        : `Connection tracking has not seen ${flow} before: the packet is NEW.`
      : link.state === 'established'
        ? `Connection tracking knows it: the ${link.direction === 'reply' ? 'answer' : 'next packet'} of ${flow}.`
        : `The ICMP error is RELATED to ${flow}, whose packet it quotes.`;
  note(namespace, skb, { ...base, consulted, sentence });
}
