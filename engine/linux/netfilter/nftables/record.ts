/**
 * A packet passes a chain of nf_tables while somebody listens to journeys or to the trace: an event for every rule that decides and for every end.
 */
import type { ConsultedRow } from '../../journey/event.ts';
import { note } from '../../journey/note.ts';
import type { NetworkNamespace } from '../../namespace/namespace.ts';
import type { PacketBuffer } from '../../skb/packet-buffer.ts';
import type { HookState, Verdict } from '../hook.ts';
import type { ChainTrace } from '../trace/trace.ts';
import type { Run } from './compile/statement.ts';
import type { NftChain, NftRule, NftTable } from './model.ts';
import { verdictText } from './print/expression.ts';
import { ruleText, statementText } from './print/statement.ts';

export interface Recorder {
  readonly namespace: NetworkNamespace;
  readonly runsOf: (rule: NftRule) => readonly Run[];
  readonly table: NftTable;
  /** Does somebody listen to the journey? */
  readonly recording: boolean;
  /** Does somebody listen to the trace? */
  readonly trace: ChainTrace | undefined;
}

export function recordChain(
  chain: NftChain,
  skb: PacketBuffer,
  state: HookState,
  recorder: Recorder,
): Verdict | 'continue' {
  const { table } = recorder;
  const name = `${table.family} ${table.name} ${chain.name}`;
  let rows: ConsultedRow[] = [];
  const { recording, trace } = recorder;
  const tell = (sentence: string, verdict: Verdict | 'continue'): void => {
    if (!recording) return;
    const incoming = state.hook === 'prerouting' || state.hook === 'input';
    note(recorder.namespace, skb, {
      decision: verdict === 'drop' ? 'drop' : 'rule',
      hook: state.hook,
      layer: 'network',
      direction: state.hook === 'forward' ? 'through' : incoming ? 'in' : 'out',
      consulted: [{ table: 'rules', name, rows }],
      sentence,
      ...(verdict === 'drop' ? { after: 'dropped' as const } : {}),
    });
    rows = [];
  };
  rules: for (const [at, rule] of chain.rules.entries()) {
    const text = ruleText(rule);
    const matched = `\`${name}\` rule ${String(at + 1)} matched, so`;
    for (const [place, run] of recorder.runsOf(rule).entries()) {
      const step = run(skb, state);
      if (step === true || (step !== false && step.verdict === 'continue')) continue;
      const statement = rule.statements[place];
      if (step === false) {
        const because = statement === undefined ? '' : `not ${statementText(statement)}`;
        rows.push({ text, matched: false, because, ...provenanceOf(rule) });
        continue rules;
      }
      rows.push({ text, matched: true, ...provenanceOf(rule) });
      if (step.kind === 'final') {
        trace?.rule(chain.name, rule, step.verdict);
        tell(
          `${matched} ${statement === undefined ? step.verdict : statementText(statement)}.`,
          step.verdict,
        );
        return step.verdict;
      }
      trace?.rule(chain.name, rule, step.verdict, step.chain);
      switch (step.verdict) {
        case 'continue':
          break;
        case 'return':
          tell(`${matched} back to the chain before.`, 'continue');
          return 'continue';
        case 'accept':
        case 'drop':
          tell(
            `${matched} the packet is ${step.verdict === 'accept' ? 'accepted' : 'dropped'}.`,
            step.verdict,
          );
          return step.verdict;
        case 'jump':
        case 'goto': {
          tell(`${matched} ${verdictText(step)}.`, 'continue');
          const next = table.chains.get(step.chain ?? '');
          if (next === undefined) return 'drop';
          const verdict = recordChain(next, skb, state, recorder);
          if (verdict !== 'continue' || step.verdict === 'goto') return verdict;
          continue rules;
        }
      }
    }
    rows.push({ text, matched: true, ...provenanceOf(rule) });
    trace?.rule(chain.name, rule, 'continue');
    tell(
      `${matched} ${rule.statements.map((each) => statementText(each)).at(-1) ?? 'nothing'}, and on.`,
      'continue',
    );
  }
  const end = chain.base === undefined ? 'back to the chain before' : `its policy is ${chain.policy}`;
  const policy = chain.base !== undefined && chain.policy === 'drop' ? 'drop' : 'continue';
  tell(`No rule of \`${name}\` decided: ${end}.`, policy);
  return 'continue';
}

function provenanceOf({ provenance }: NftRule): Pick<ConsultedRow, 'provenance'> {
  return provenance === undefined ? {} : { provenance };
}
