/** The connections a kernel remembers, each with both its halves, and how long it remembers them. */
import '../push-button/push-button.css';
import '../unseen/unseen.css';
import './conntrack-table.css';
import { type ReactElement, useId, useState } from 'react';
import type { ConnectionsView, ConnectionView } from '../../engine/lab/view/connections.ts';
import { guarded } from '../figure-guard/figure-guard.tsx';
import { KernelTable, placeWords } from '../kernel-table/KernelTable.tsx';
import { Meanings } from '../kernel-table/Meanings.tsx';
import { changesInWords } from '../kernel-table/row-changes.ts';
import { type Built, useKernelView } from '../kernel-table/use-kernel-view.ts';
import { useRowChanges } from '../kernel-table/use-row-changes.ts';
import type { WorldSpec } from '../world/world-spec.ts';
import type { WorldStore } from '../world/world-store.ts';
import { connectionKey, endsOf, holds, tcpMeanings } from './connection-words.ts';
import { Entry } from './Entry.tsx';
import { isOfFlow, type LitFlow } from './lit-flow.ts';

export interface ConntrackTableProps {
  readonly id: string;
  readonly built: Built<ConnectionsView>;
  readonly world: WorldSpec;
  /** Its entry is lit, and it can be sent in the reader's world. */
  readonly lit?: LitFlow;
}

export const ConntrackTable = guarded('The connections', WholeTable);

const empty: readonly ConnectionView[] = [];

function WholeTable({ id, built, world, lit }: ConntrackTableProps): ReactElement {
  const kernel = useKernelView('connections', world, built);
  const { at, view, store } = kernel;
  const [words, setWords] = useState('');
  const filter = useId();
  const changes = useRowChanges(kernel.scope, view?.connections ?? empty, connectionKey);
  const isLit = (row: ConnectionView) => (lit === undefined ? undefined : isOfFlow(row, lit));
  const shown = changes.marked
    .filter(({ row }) => words.trim() === '' || holds(row, words))
    // What the page talks about stands first; the others stay in the kernel's order.
    .sort((one, other) => Number(isLit(other.row) === true) - Number(isLit(one.row) === true));
  const count = view?.connections.length ?? 0;
  return (
    <KernelTable
      id={id}
      title="Connections"
      kernel={kernel}
      news={changesInWords(changes, 'connection', nameOf)}
      command="conntrack -L"
    >
      <div className="ct-tools kt-tools">
        <label className="ct-filter" htmlFor={filter}>
          <span>Only entries with</span>
          <input
            id={filter}
            type="search"
            value={words}
            placeholder="10.96.10.50:80, udp, TIME_WAIT …"
            spellCheck={false}
            autoComplete="off"
            onChange={({ target }) => setWords(target.value)}
          />
        </label>
        <span className="ct-count" role="status">
          {words.trim() === ''
            ? `${String(count)} of at most ${(view?.room ?? 0).toLocaleString('en')}`
            : `${String(shown.length)} of ${String(count)}`}
        </span>
        {lit !== undefined && <SendButton store={store} lit={lit} />}
      </div>
      {view?.tracking === false && (
        <p className="kt-empty">
          Connections are not tracked here: no rule of this kernel asks for it. Packets pass, and nobody keeps
          a list.
        </p>
      )}
      {view?.tracking === true && count === 0 && shown.length === 0 && (
        <p className="kt-empty">
          Nothing is remembered at present. An entry begins with the first packet of a connection that gets
          through, and ends when its time runs out.
        </p>
      )}
      {count > 0 && shown.length === 0 && (
        <p className="kt-empty">
          No entry holds “{words.trim()}”. Ends are written as address and port, 10.8.0.3:40112.
        </p>
      )}
      {shown.length > 0 && (
        <Entries>
          {shown.map(({ key, row, fate }) => (
            <Entry key={key} connection={row} fate={fate} lit={isLit(row)} at={at} />
          ))}
        </Entries>
      )}
      <Meanings summary="What the states of TCP mean here" meanings={tcpMeanings} />
    </KernelTable>
  );
}

function Entries({ children }: { readonly children: readonly ReactElement[] }): ReactElement {
  return (
    // What scrolls must be reachable by keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="ct-scroll" tabIndex={0} role="region" aria-label="Entries">
      <table>
        <caption className="unseen">
          Connections: as they were sent, and below as they are answered, end below end
        </caption>
        <thead>
          <tr>
            <th scope="col">connection</th>
            <th scope="col">half</th>
            <th scope="col">who began</th>
            <td className="ct-arrow" />
            <th scope="col">who was called</th>
            <th scope="col" className="ct-left">
              forgotten in
            </th>
          </tr>
        </thead>
        {children}
      </table>
    </div>
  );
}

function nameOf(connection: ConnectionView): string {
  const { near, far } = endsOf(connection);
  return `${connection.protocol} ${near.original} to ${far.original}`;
}

interface SendProps {
  readonly store: WorldStore;
  readonly lit: LitFlow;
}

/** Sends the flow in the reader's own world: what is done there is remembered, and can be undone. */
function SendButton({ store, lit: { flow } }: SendProps): ReactElement {
  const [failed, fail] = useState(false);
  const end = flow.port === undefined ? flow.to : `${flow.to}:${String(flow.port)}`;
  const send = () => {
    fail(false);
    store.perform({ kind: 'send', flow }).catch(() => fail(true));
  };
  return (
    <>
      <button type="button" className="push-button" onClick={send}>
        Send {placeWords(flow.from)} → {end} once
      </button>
      <span role="alert" className="kt-failed">
        {failed && 'The cluster could not be started.'}
      </span>
    </>
  );
}
