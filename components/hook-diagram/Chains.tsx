/** What stands at a hook: each table's chain with the number of its rules, in the order in which a packet meets them. */
import type { ReactElement } from 'react';
import type { RuleTableView } from '../../engine/lab/view/rules.ts';
import { type HookName, stopsAt } from './stations.ts';

interface ChainsProps {
  readonly hook: HookName;
  readonly tables: readonly RuleTableView[];
  /** Tables whose rules the packet was held against. */
  readonly met: ReadonlySet<string>;
}

export function Chains({ hook, tables, met }: ChainsProps): ReactElement {
  return (
    <ol className="hd-chains" aria-label={`In the order of ${hook.toUpperCase()}`}>
      {stopsAt[hook].map((stop) => {
        if (stop.kind === 'kernel') {
          const isMet = met.has('conntrack');
          return (
            <li key={stop.name} data-met={isMet}>
              <span>{stop.name}</span>
              <small>{isMet ? 'asked' : ''}</small>
            </li>
          );
        }
        const chain = tables
          .find(({ name }) => name === stop.table)
          ?.chains.find(({ name }) => name === hook.toUpperCase());
        return (
          <li key={stop.table} data-met={met.has(stop.table)} data-absent={chain === undefined}>
            <code>{stop.table}</code>
            <small>
              {chain === undefined ? 'not in use' : rulesInWords(chain.rules.length)}
              {met.has(stop.table) ? ', asked' : ''}
            </small>
          </li>
        );
      })}
    </ol>
  );
}

function rulesInWords(count: number): string {
  return count === 0 ? 'no rule' : count === 1 ? '1 rule' : `${String(count)} rules`;
}
