/** The routes of a kernel; type a destination, and the one that the kernel takes is lit, the others say why they lost. */
import './route-table.css';
import { type ReactElement, useId, useMemo, useState } from 'react';
import type { RouteLookup } from '../../engine/lab/view/route-lookup.ts';
import type { RouteTableView } from '../../engine/lab/view/routes.ts';
import { guarded } from '../figure-guard/figure-guard.tsx';
import { KernelTable } from '../kernel-table/KernelTable.tsx';
import { changesInWords } from '../kernel-table/row-changes.ts';
import { type Built, useKernelView } from '../kernel-table/use-kernel-view.ts';
import { useRowChanges } from '../kernel-table/use-row-changes.ts';
import { Quoted } from '../text/Quoted.tsx';
import type { WorldSpec } from '../world/world-spec.ts';
import { type Answer, answerTo } from './asked-destination.ts';
import { type PlacedRoute, RouteRows } from './RouteRows.tsx';

export interface RouteTableProps {
  readonly id: string;
  readonly built: Built<readonly RouteTableView[]>;
  readonly world: WorldSpec;
  /** What the figure begins with asking. */
  readonly asked?: RouteLookup;
  /** Addresses that are somebody's, to choose from. */
  readonly destinations: readonly { readonly value: string; readonly what: string }[];
}

export const RouteTable = guarded('The routes', WholeTable);

const empty: readonly RouteTableView[] = [];
const keyOf = ({ table, route }: PlacedRoute) => `${table} ${route.text}`;

function WholeTable({ id, built, world, asked, destinations }: RouteTableProps): ReactElement {
  const kernel = useKernelView('routes', world, built);
  const { place, state, store, view = empty } = kernel;
  const [typed, type] = useState(asked?.destination ?? '');
  const rows = useMemo(
    () => view.flatMap(({ name, routes }) => routes.map((route): PlacedRoute => ({ table: name, route }))),
    [view],
  );
  const changes = useRowChanges(kernel.scope, rows, keyOf);
  const answer = useMemo(
    () =>
      answerTo(
        typed,
        place === built.place ? asked : undefined,
        state === 'live' ? (destination) => store.world?.lookUpRoute(place, destination) : undefined,
      ),
    // The view is another one whenever the world has changed: then the kernel is asked again.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [typed, place, state, store, asked, built.place, view],
  );
  const lookup = answer.kind === 'found' ? answer.lookup : undefined;
  const deciding = lookup?.tables.find(({ verdicts }) => verdicts.some(({ matched }) => matched))?.name;
  return (
    <KernelTable
      id={id}
      title="Routes"
      kernel={kernel}
      news={changesInWords(changes, 'route', ({ route }) => route.text)}
      command="ip route"
    >
      <Question
        typed={typed}
        answer={answer}
        destinations={destinations}
        onType={(text) => {
          type(text);
          void store.open().catch(() => undefined);
        }}
      />
      {rows.length === 0 && (
        <p className="kt-empty">
          No routes: this kernel can send nowhere. Routes come with addresses (<code>ip addr add …</code>),
          from a plugin, or by hand (<code>ip route add …</code>).
        </p>
      )}
      {[...view].sort(lastLocal).map(({ name }) => {
        const own = changes.marked.filter(({ row }) => row.table === name);
        const table = <RouteRows name={name} rows={own} lookup={lookup} world={world} />;
        return name === 'local' ? (
          <details
            key={`${name} ${String(deciding === 'local')}`}
            className="ro-local"
            open={deciding === 'local'}
          >
            <summary>
              Table <code>local</code>, asked before all others: this machine’s own addresses, {own.length}{' '}
              routes
            </summary>
            {table}
          </details>
        ) : (
          <section key={name} className="ro-table">
            {name !== 'main' && (
              <h3>
                Table <code>{name}</code>
              </h3>
            )}
            {table}
          </section>
        );
      })}
    </KernelTable>
  );
}

/** The local table is asked first and looked at last. */
function lastLocal(one: RouteTableView, other: RouteTableView): number {
  return Number(one.name === 'local') - Number(other.name === 'local');
}

interface QuestionProps {
  readonly typed: string;
  readonly answer: Answer;
  readonly destinations: RouteTableProps['destinations'];
  readonly onType: (text: string) => void;
}

function Question({ typed, answer, destinations, onType }: QuestionProps): ReactElement {
  const id = useId();
  return (
    <div className="ro-question">
      <label className="kt-tools" htmlFor={id}>
        Where would a packet go to
      </label>
      <input
        id={id}
        className="kt-tools"
        value={typed}
        list={`${id}-known`}
        placeholder="10.8.1.9"
        inputMode="decimal"
        spellCheck={false}
        autoComplete="off"
        aria-invalid={answer.kind === 'wrong'}
        aria-describedby={`${id}-answer`}
        onChange={({ target }) => onType(target.value)}
      />
      <datalist id={`${id}-known`}>
        {destinations.map(({ value, what }) => (
          <option key={`${value} ${what}`} value={value}>
            {what}
          </option>
        ))}
      </datalist>
      <p id={`${id}-answer`} className="ro-answer" role="status" data-kind={answer.kind}>
        <Quoted text={answerWords(answer)} />
      </p>
    </div>
  );
}

function answerWords(answer: Answer): string {
  switch (answer.kind) {
    case 'nothing':
      return 'Type an address: of all routes that hold it, the one with the longest prefix wins.';
    case 'unfinished':
      return 'An address is four numbers with dots between.';
    case 'waiting':
      return 'Asking the kernel…';
    case 'wrong':
      return answer.reason;
    case 'found':
      return answer.lookup.sentence;
  }
}
