/** One chain: folded to a line, or opened with its rules. */
import '../unseen/unseen.css';
import type { ReactElement } from 'react';
import type { MarkedRow } from '../kernel-table/row-changes.ts';
import type { WorldSpec } from '../world/world-spec.ts';
import { type ChainPlace, holds, type PlacedRule } from './chain-tree.ts';
import type { RuleMark } from './rule-marks.ts';
import { RuleRow } from './RuleRow.tsx';

interface ChainSectionProps {
  /** Of the element; a jump goes there. */
  readonly id: string;
  readonly table: string;
  readonly at: ChainPlace;
  /** Its rules, and those that just went. */
  readonly rules: readonly MarkedRow<PlacedRule>[];
  readonly open: boolean;
  /** Only rules that hold these words. */
  readonly words: string;
  readonly marks: ReadonlyMap<number, RuleMark> | undefined;
  readonly world: WorldSpec;
  /** Told with `nat/KUBE-SERVICES`. */
  readonly onFold: (key: string, open: boolean) => void;
  readonly onJump: (key: string) => void;
}

export function ChainSection({
  id,
  table,
  at: { chain, depth, from, purpose },
  rules,
  open,
  words,
  marks,
  world,
  onFold,
  onJump,
}: ChainSectionProps): ReactElement {
  const { name, policy, packets } = chain;
  const count = chain.rules.length;
  const rows = rules.filter(({ row }) => words === '' || holds(name, row.rule, words));
  return (
    <details
      id={id}
      className="rt-chain"
      data-depth={Math.min(depth, 5)}
      data-walked={marks !== undefined}
      open={open}
      onToggle={({ currentTarget }) => onFold(`${table}/${name}`, currentTarget.open)}
    >
      <summary>
        <code>{name}</code>
        {purpose !== undefined && <span className="rt-purpose">{purpose}</span>}
        <span className="rt-count">
          {marks !== undefined && <span className="rt-tried">{triedWords(marks)}</span>}
          {count === 0 ? 'empty' : count === 1 ? '1 rule' : `${String(count)} rules`}
        </span>
      </summary>
      <div className="rt-body">
        {from.length > 0 && (
          <p className="rt-from">
            Entered from{' '}
            {from.map((each, index) => (
              <span key={index}>
                {index > 0 && ', '}
                <button
                  type="button"
                  className="kt-link kt-machine"
                  onClick={() => onJump(`${table}/${each.chain}`)}
                >
                  {each.chain}
                </button>{' '}
                rule {each.number}
              </span>
            ))}
          </p>
        )}
        {policy === undefined && from.length === 0 && (
          <p className="rt-from">No rule leads here: no packet comes to this chain.</p>
        )}
        {rows.length > 0 && (
          <table>
            <caption className="unseen">Rules of chain {name}</caption>
            <thead>
              <tr>
                <th scope="col" className="kt-number">
                  #
                </th>
                <th scope="col" className="kt-number">
                  packets
                </th>
                <th scope="col" className="kt-number rt-bytes">
                  bytes
                </th>
                <th scope="col">when</th>
                <th scope="col">then</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ key, row: { number, rule }, fate }) => (
                <RuleRow
                  key={key}
                  number={fate === 'gone' ? undefined : number}
                  table={table}
                  rule={rule}
                  fate={fate}
                  mark={fate === 'gone' ? undefined : marks?.get(number - 1)}
                  world={world}
                  onJump={onJump}
                />
              ))}
            </tbody>
          </table>
        )}
        <p className="rt-end">
          {policy === undefined
            ? 'A packet that gets to the end goes back to the rule that sent it here.'
            : `A packet that gets to the end: policy ${policy}${packets > 0 ? `, so far ${packets.toLocaleString('en')}` : ''}.`}
        </p>
      </div>
    </details>
  );
}

function triedWords(marks: ReadonlyMap<number, RuleMark>): string {
  const matched = [...marks.values()].filter((mark) => mark.matched).length;
  return `${String(marks.size)} tried, ${String(matched)} matched; `;
}
