/**
 * A packet passes a chain while somebody listens to journeys or to the trace: the same as `evaluate.ts`, with an event
 * for every rule that decides and for every end of a chain. Rows are the rules tried since the last event, as iptables-save prints them.
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
import type { ChainTrace } from '../trace/trace.ts';
import { consequence, contrary, reasons } from './words.ts';

export interface Recorder {
  readonly namespace: NetworkNamespace;
  readonly netfilter: Netfilter;
  readonly table: string;
  /** Does somebody listen to the journey? */
  readonly recording: boolean;
  /** Does somebody listen to the trace? */
  readonly trace: ChainTrace | undefined;
}

export function traverseRecorded(
  chain: Chain,
  skb: PacketBuffer,
  state: HookState,
  recorder: Recorder,
  caller?: Chain,
): Verdict | 'continue' {
  if (chain.drawsByChance) draw(chain, recorder.netfilter);
  const name = `${recorder.table}/${chain.name}`;
  let rows: ConsultedRow[] = [];
  const { recording, trace } = recorder;
  for (const [at, rule] of chain.rules.entries()) {
    const failed = rule.tests.findIndex((test) => !test(skb, state));
    if (recording) rows.push(rowOf(rule, chain, failed));
    if (failed >= 0) continue;
    rule.packets++;
    rule.bytes += lengthOf(skb.packet);
    const { jump, action } = rule;
    const why = recording ? reasons(rule) : '';
    const matched = `\`${name}\` rule ${String(at + 1)} matched${why === '' ? '' : `: ${why}`}, so`;
    if (jump !== undefined) {
      const where = rule.isGoto ? 'for good to' : 'on to';
      emit(recorder, skb, state, chain, rows, `${matched} ${where} chain \`${jump.name}\`.`);
      rows = [];
      trace?.rule(chain.name, rule, rule.isGoto ? 'goto' : 'jump', jump.name);
      const verdict = traverseRecorded(jump, skb, state, recorder, rule.isGoto ? caller : chain);
      if (verdict !== 'continue' || rule.isGoto) return verdict;
    } else if (action !== undefined) {
      const before = skb.packet;
      const verdict = action(skb, state);
      trace?.rule(chain.name, rule, verdict);
      const sentence = recording ? `${matched} ${consequence(rule, verdict, skb)}.` : '';
      emit(recorder, skb, state, chain, rows, sentence, verdict, before);
      rows = [];
      if (verdict === 'return') return 'continue';
      if (verdict !== 'continue') return verdict;
    } else trace?.rule(chain.name, rule, 'continue');
  }
  const where = chain.isBuiltIn
    ? `its policy is ${chain.policy}`
    : `back to \`${recorder.table}/${caller?.name ?? ''}\``;
  const verdict = chain.isBuiltIn && chain.policy === 'DROP' ? 'drop' : 'continue';
  emit(recorder, skb, state, chain, rows, `No rule of \`${name}\` decided: ${where}.`, verdict);
  return 'continue';
}

function rowOf(rule: Rule, chain: Chain, failed: number): ConsultedRow {
  const row = { text: saveRule(rule, chain.name), matched: failed < 0 };
  return {
    ...row,
    ...(failed < 0 ? {} : { because: contrary(rule.labels[failed] ?? '') }),
    ...(rule.provenance === undefined ? {} : { provenance: rule.provenance }),
  };
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
  if (!recorder.recording) return;
  const incoming = state.hook === 'prerouting' || state.hook === 'input';
  note(recorder.namespace, skb, {
    decision: verdict === 'drop' ? 'drop' : 'rule',
    hook: state.hook,
    layer: 'network',
    direction: state.hook === 'forward' ? 'through' : incoming ? 'in' : 'out',
    consulted: [{ table: 'rules', name: `${recorder.table}/${chain.name}`, rows }],
    before,
    sentence,
    ...(verdict === 'drop' ? { after: 'dropped' as const } : {}),
  });
}
