/**
 * A packet passes a chain while somebody listens: the same as `evaluate.ts`, with an event for every rule that decides
 * and for every end of a chain. Rows are the rules tried since the last event, as iptables-save prints them.
 */
import type { ConsultedRow } from '../../journey/event.ts';
import { note } from '../../journey/note.ts';
import type { NetworkNamespace } from '../../namespace/namespace.ts';
import type { PacketBuffer } from '../../skb/packet-buffer.ts';
import type { HookState, Verdict } from '../hook.ts';
import type { Netfilter } from '../netfilter.ts';
import type { Chain } from './chain.ts';
import { draw, lengthOf } from './evaluate.ts';
import { saveRule } from './print/save.ts';
import type { Rule } from './rule.ts';

export interface Recorder {
  readonly namespace: NetworkNamespace;
  readonly netfilter: Netfilter;
  readonly table: string;
}

export function traverseRecorded(
  chain: Chain,
  skb: PacketBuffer,
  state: HookState,
  recorder: Recorder,
): Verdict | 'continue' {
  if (chain.drawsByChance) draw(chain, recorder.netfilter);
  let rows: ConsultedRow[] = [];
  for (const [at, rule] of chain.rules.entries()) {
    const failed = rule.tests.findIndex((test) => !test(skb, state));
    rows.push(rowOf(rule, chain, failed));
    if (failed >= 0) continue;
    rule.packets++;
    rule.bytes += lengthOf(skb.packet);
    const { jump, action } = rule;
    const name = `${recorder.table}/${chain.name} rule ${String(at + 1)}`;
    const why = rule.labels.length === 0 ? '' : ` (${rule.labels.join(', ')})`;
    if (jump !== undefined) {
      const where = rule.isGoto ? 'goes to' : 'on to';
      emit(recorder, skb, state, chain, rows, `${name} matched${why}: ${where} chain ${jump.name}.`);
      rows = [];
      const verdict = traverseRecorded(jump, skb, state, recorder);
      if (verdict !== 'continue' || rule.isGoto) return verdict;
    } else if (action !== undefined) {
      const before = skb.packet;
      const verdict = action(skb, state);
      const sentence = `${name} matched${why}: ${consequence(rule, verdict)}.`;
      emit(recorder, skb, state, chain, rows, sentence, verdict, before);
      rows = [];
      if (verdict === 'return') return 'continue';
      if (verdict !== 'continue') return verdict;
    }
  }
  if (chain.isBuiltIn) {
    const policy = `no rule of ${recorder.table}/${chain.name} decided: its policy is ${chain.policy}.`;
    emit(recorder, skb, state, chain, rows, capital(policy), chain.policy === 'DROP' ? 'drop' : 'accept');
  } else {
    const end = `the end of ${recorder.table}/${chain.name}, back to the chain before.`;
    emit(recorder, skb, state, chain, rows, capital(end));
  }
  return 'continue';
}

function rowOf(rule: Rule, chain: Chain, failed: number): ConsultedRow {
  const row = { text: saveRule(rule, chain.name), matched: failed < 0 };
  return {
    ...row,
    ...(failed < 0 ? {} : { because: `not ${rule.labels[failed] ?? ''}` }),
    ...(rule.provenance === undefined ? {} : { provenance: rule.provenance }),
  };
}

function consequence(rule: Rule, verdict: Verdict | 'continue' | 'return'): string {
  const name = rule.target?.name ?? '';
  const detail = rule.target?.print(true) ?? '';
  switch (verdict) {
    case 'drop':
      return name === 'DROP' ? 'the packet is dropped' : `${name} ends it (${detail})`;
    case 'stolen':
      return `${name} takes the packet`;
    case 'accept':
      return name === 'ACCEPT' ? 'the packet is accepted' : `${name} ${detail}`.trim();
    case 'return':
      return 'back to the chain before';
    case 'continue':
      return `${detail === '' || detail.startsWith(name) ? detail || name : `${name} ${detail}`}, and on`;
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function emit(
  recorder: Recorder,
  skb: PacketBuffer,
  state: HookState,
  chain: Chain,
  rows: readonly ConsultedRow[],
  sentence: string,
  verdict: Verdict | 'continue' | 'return' = 'continue',
  before = skb.packet,
): void {
  const incoming = state.hook === 'prerouting' || state.hook === 'input';
  note(recorder.namespace, skb, {
    decision: verdict === 'drop' ? 'drop' : 'rule',
    layer: 'network',
    direction: state.hook === 'forward' ? 'through' : incoming ? 'in' : 'out',
    consulted: [{ table: 'rules', name: `${recorder.table}/${chain.name}`, rows }],
    before,
    sentence,
    ...(verdict === 'drop' ? { after: 'dropped' as const } : {}),
  });
}
