/**
 * Rules in a reader's words, for the journey: what a condition asks for, and what came of a rule.
 */
import { endpointText } from '../../../net/flow/flow.ts';
import type { PacketBuffer } from '../../skb/packet-buffer.ts';
import type { Verdict } from '../hook.ts';
import { hexText } from './number.ts';
import type { Rule } from './rule.ts';

/** Why a condition did not hold: `not to 10.96.0.1`, or for a negated one what it excludes. */
export function contrary(label: string): string {
  return label.startsWith('not ') ? label.slice(4) : `not ${label}`;
}

/** The conditions that held, joined; empty when the rule has none. */
export function reasons(rule: Rule): string {
  return [...new Set(rule.labels)].join(', ');
}

/** What the rule's target did, with what is known once it has done it. */
export function consequence(rule: Rule, verdict: Verdict | 'continue' | 'return', skb: PacketBuffer): string {
  const { target } = rule;
  const name = target?.name ?? '';
  const entry = skb.conntrack?.entry;
  switch (name) {
    case 'ACCEPT':
      return 'the packet is accepted';
    case 'DROP':
      return 'the packet is dropped';
    case 'RETURN':
      return 'back to the chain before';
    case 'REJECT':
      return `the packet is refused, and its sender told so (${target?.save().replace('--reject-with ', '') ?? ''})`;
    case 'DNAT':
    case 'REDIRECT':
      if (entry === undefined || verdict === 'drop') break;
      return `the destination becomes ${end(entry.original.protocol, entry.reply.source.text, endpointText(entry.reply.source, entry.reply.sourcePort))}`;
    case 'SNAT':
    case 'MASQUERADE':
      if (entry === undefined || verdict === 'drop') break;
      return `the source becomes ${end(entry.original.protocol, entry.reply.destination.text, endpointText(entry.reply.destination, entry.reply.destinationPort))}`;
    case 'MARK':
      return `its mark becomes ${hexText(skb.mark)}`;
    case 'CONNMARK':
      return `the connection's mark is ${hexText(entry?.mark ?? 0)}, the packet's ${hexText(skb.mark)}`;
    case 'LOG':
    case 'NFLOG':
      return 'a line is logged, and on';
  }
  if (verdict === 'drop') return `${name} drops it`;
  return `${name} ${target?.print(true) ?? ''}`.trim();
}

function end(protocol: number, address: string, endpoint: string): string {
  return protocol === 6 || protocol === 17 ? endpoint : address;
}
