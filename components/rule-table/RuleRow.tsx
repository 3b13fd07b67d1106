/** One rule: its number, how often it matched, what it asks, what becomes of the packet, who wrote it. */
import '../unseen/unseen.css';
import { memo, type ReactElement } from 'react';
import type { RuleView } from '../../engine/lab/view/rules.ts';
import { Origin } from '../kernel-table/Origin.tsx';
import type { MarkedRow } from '../kernel-table/row-changes.ts';
import type { WorldSpec } from '../world/world-spec.ts';
import { readRule } from './chain-tree.ts';
import type { RuleMark } from './rule-marks.ts';

interface RuleRowProps {
  /** From 1; undefined for one that is gone. */
  readonly number: number | undefined;
  readonly table: string;
  readonly rule: RuleView;
  readonly fate: MarkedRow<RuleView>['fate'];
  readonly mark: RuleMark | undefined;
  readonly world: WorldSpec;
  /** Opens the chain it goes to: `nat/KUBE-MARK-MASQ`. */
  readonly onJump: (key: string) => void;
}

export const RuleRow = memo(WholeRow, isSameRow);

function WholeRow({ number, table, rule, fate, mark, world, onJump }: RuleRowProps): ReactElement {
  const { conditions, comment } = readRule(rule);
  const { target, jump, packets, bytes, provenance } = rule;
  return (
    <tr data-fate={fate} data-lit={mark?.matched} data-now={mark?.now}>
      <td className="kt-number rt-mark">
        {mark !== undefined && <span aria-hidden="true">{mark.matched ? '✓' : '✕'} </span>}
        {number ?? '–'}
        {mark !== undefined && (
          <span className="unseen">{mark.matched ? ', matched' : ', did not match'}</span>
        )}
        {fate !== 'here' && <span className="unseen">, {fate}</span>}
      </td>
      <td className="kt-number">{packets.toLocaleString('en')}</td>
      <td className="kt-number rt-bytes">{bytes.toLocaleString('en')}</td>
      <td className="rt-when">
        {conditions.length === 0 ? (
          <span className="rt-any">every packet</span>
        ) : (
          conditions.map((each, at) => (
            <code key={at} className="rt-condition">
              {each}
            </code>
          ))
        )}
        {mark?.because !== undefined && <span className="rt-because">{mark.because}</span>}
        {(comment !== undefined || provenance?.subject !== undefined) && (
          <span className="rt-note">
            {comment !== undefined && <q>{comment}</q>} <Origin provenance={provenance} world={world} />
          </span>
        )}
      </td>
      <td className="rt-then">
        {target === undefined ? (
          <span className="rt-any">count it, go on</span>
        ) : jump === undefined ? (
          <code className={targetClass(target)}>{target}</code>
        ) : (
          <>
            <code>{target.slice(0, 3)}</code>
            <button type="button" className="kt-link kt-machine" onClick={() => onJump(`${table}/${jump}`)}>
              {jump}
            </button>
          </>
        )}
      </td>
    </tr>
  );
}

function targetClass(target: string): string | undefined {
  if (/^-j (DROP|REJECT)\b/.test(target)) return 'rt-drops';
  return /^-j (DNAT|SNAT|MASQUERADE|REDIRECT|NETMAP)\b/.test(target) ? 'rt-translates' : undefined;
}

/** Looks come several times a second, and most rows are as they were. */
function isSameRow(before: RuleRowProps, now: RuleRowProps): boolean {
  return (
    before.number === now.number &&
    before.fate === now.fate &&
    before.rule.packets === now.rule.packets &&
    before.rule.bytes === now.rule.bytes &&
    before.rule.target === now.rule.target &&
    before.rule.provenance?.subject === now.rule.provenance?.subject &&
    before.rule.conditions.join(' ') === now.rule.conditions.join(' ') &&
    before.mark?.matched === now.mark?.matched &&
    before.mark?.now === now.mark?.now &&
    before.mark?.because === now.mark?.because &&
    before.onJump === now.onJump
  );
}
