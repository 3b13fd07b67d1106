/** The rules of a kernel: tables, chains, rules with their counters; and, for a packet, those that it tried, in order. */
import './rule-table.css';
import {
  type ReactElement,
  type ReactNode,
  type RefObject,
  useCallback,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { Flow } from '../../engine/lab/probe/flow.ts';
import { type RuleTableView, ruleText } from '../../engine/lab/view/rules.ts';
import { guarded } from '../figure-guard/figure-guard.tsx';
import { KernelTable } from '../kernel-table/KernelTable.tsx';
import { changesInWords } from '../kernel-table/row-changes.ts';
import { type Built, useKernelView } from '../kernel-table/use-kernel-view.ts';
import { useRowChanges } from '../kernel-table/use-row-changes.ts';
import type { WorldSpec } from '../world/world-spec.ts';
import { AskWalk } from './AskWalk.tsx';
import { chainTree, holds, type PlacedRule, placedRules, ruleCount } from './chain-tree.ts';
import { ChainSection } from './ChainSection.tsx';
import { isOutdated, ruleMarks } from './rule-marks.ts';
import { type RuleWalk, stopsAt } from './walk-stops.ts';
import { type OpenChains, useOpenChains } from './use-open-chains.ts';
import { useWalk } from './use-walk.ts';
import { WalkBar, WalkInWords } from './WalkBar.tsx';

export interface RuleTableProps {
  readonly id: string;
  readonly built: Built<readonly RuleTableView[]>;
  readonly world: WorldSpec;
  /** The table shown first; `nat` when absent. */
  readonly table?: string;
  /** A flow whose packets are followed from the beginning. */
  readonly walk?: RuleWalk;
}

export const RuleTable = guarded('The rules', WholeTable);

const empty: readonly RuleTableView[] = [];
const keyOf = ({ table, chain, rule }: PlacedRule) => `${table} ${ruleText(chain, rule)}`;
const isNode = (place: string) => place.startsWith('node/');

function WholeTable({ id, built, world, table: first = 'nat', walk: given }: RuleTableProps): ReactElement {
  const kernel = useKernelView('rules', world, built);
  const tables = kernel.view ?? empty;
  const { place, store, choose } = kernel;
  const scroll = useRef<HTMLDivElement>(null);
  const [wanted, want] = useState(first);
  const [words, setWords] = useState('');
  const filter = useId();
  const walking = useWalk(store, given);
  const { walk, packet, at } = walking;
  const stops = useMemo(() => stopsAt(walk?.packets[packet], place), [walk, packet, place]);
  const current = Math.min(at, Math.max(0, stops.length - 1));
  const stop = stops[current];

  const shown = tables.find(({ name }) => name === wanted) ?? tables[0];
  const marks = useMemo(() => ruleMarks(tables, stops, current), [tables, stops, current]);
  const tree = useMemo(() => (shown === undefined ? [] : chainTree(shown)), [shown]);
  const rules = useMemo(() => placedRules(tables), [tables]);
  const changes = useRowChanges(kernel.scope, rules, keyOf);
  const chains = useOpenChains(id, scroll, stop, want);

  const found = words.trim() === '' ? undefined : countHeld(shown, words);
  const send = async (sent: Flow): Promise<string | undefined> => {
    const problem = await walking.send(sent);
    want('nat');
    return problem;
  };
  return (
    <KernelTable
      id={id}
      title="Rules of iptables"
      kernel={kernel}
      offers={isNode}
      news={changesInWords(changes, 'rule', ({ table, chain, rule }) => `${table}, ${ruleText(chain, rule)}`)}
      command={`iptables-save -c${shown === undefined ? '' : ` -t ${shown.name}`}`}
    >
      <div className="rt-tools kt-tools">
        <div className="rt-tables" role="group" aria-label="Tables">
          {tables.map((each) => (
            <button
              key={each.name}
              type="button"
              aria-pressed={each === shown}
              onClick={() => want(each.name)}
            >
              {each.name} <small>{ruleCount(each)}</small>
            </button>
          ))}
        </div>
        <label className="rt-filter" htmlFor={filter}>
          <span>Only rules with</span>
          <input
            id={filter}
            type="search"
            value={words}
            placeholder="10.96.0.10, DNAT, web …"
            spellCheck={false}
            autoComplete="off"
            onChange={({ target }) => setWords(target.value)}
          />
        </label>
        <span className="rt-found" role="status">
          {found !== undefined &&
            `${String(found)} of ${String(ruleCount(shown ?? { name: '', chains: [] }))}`}
        </span>
        <FoldButtons chains={chains} tree={tree.map(({ chain }) => chain.name)} table={shown?.name ?? ''} />
      </div>
      {walk !== undefined && (
        <WalkBar
          walk={walk}
          packet={packet}
          place={place}
          stops={stops}
          current={current}
          outdated={kernel.state === 'live' && isOutdated(tables, stops)}
          onPacket={walking.toPacket}
          onStop={walking.toStop}
          onPlace={(other) => {
            walking.toStop(0);
            choose(other);
          }}
          onSendAgain={() => void walking.send(walk.flow)}
          onEnd={walking.end}
        />
      )}
      {tables.length === 0 ? (
        <p className="kt-empty">
          No rules: nobody has written any into this kernel. On a node kube-proxy does, once there are
          Services; by hand it is <code>iptables -A …</code>.
        </p>
      ) : (
        <Chains scroll={scroll} table={shown?.name ?? ''}>
          {tree.map((each) => {
            const { name } = each.chain;
            const own = changes.marked.filter(({ row }) => row.table === shown?.name && row.chain === name);
            const isHeld = found === undefined || each.chain.rules.some((rule) => holds(name, rule, words));
            if (!isHeld) return null;
            const key = `${shown?.name ?? ''}/${name}`;
            return (
              <ChainSection
                key={key}
                id={chains.elementId(key)}
                table={shown?.name ?? ''}
                at={each}
                rules={own}
                open={found !== undefined || chains.isOpen(key, each)}
                words={words}
                marks={marks.get(key)}
                world={world}
                onFold={chains.fold}
                onJump={chains.jump}
              />
            );
          })}
          {found === 0 && (
            <p className="kt-empty">
              No rule of table {shown?.name} holds “{words.trim()}”. An address is written with its prefix,{' '}
              <code>10.96.0.10/32</code>, a port as <code>--dport 53</code>.
            </p>
          )}
        </Chains>
      )}
      <WalkInWords stops={stops} />
      <AskWalk store={store} flow={walk?.flow} onSend={send} />
    </KernelTable>
  );
}

interface ChainsProps {
  readonly scroll: RefObject<HTMLDivElement | null>;
  readonly table: string;
  readonly children: ReactNode;
}

function Chains({ scroll, table, children }: ChainsProps): ReactElement {
  return (
    // What scrolls must be reachable by keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div ref={scroll} className="rt-scroll" tabIndex={0} role="region" aria-label={`Chains of ${table}`}>
      {children}
    </div>
  );
}

function countHeld(table: RuleTableView | undefined, words: string): number {
  return (table?.chains ?? []).reduce(
    (sum, { name, rules }) => sum + rules.filter((rule) => holds(name, rule, words)).length,
    0,
  );
}

interface FoldProps {
  readonly chains: OpenChains;
  readonly tree: readonly string[];
  readonly table: string;
}

function FoldButtons({ chains, tree, table }: FoldProps): ReactElement {
  const all = useCallback(
    (open: boolean) =>
      chains.foldAll(
        tree.map((name) => `${table}/${name}`),
        open,
      ),
    [chains, tree, table],
  );
  return (
    <span className="rt-fold">
      <button type="button" className="kt-link" onClick={() => all(true)}>
        Open all
      </button>{' '}
      <button type="button" className="kt-link" onClick={() => all(false)}>
        Fold all
      </button>
    </span>
  );
}
