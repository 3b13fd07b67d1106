/** Two tables that answer one after the other: which MAC address has a neighbour, and behind which port is that. */
import '../unseen/unseen.css';
import './neighbour-table.css';
import { type ReactElement, type ReactNode, useMemo, useState } from 'react';
import type { ForwardingView, NeighboursView, NeighbourView } from '../../engine/lab/view/neighbours.ts';
import { guarded } from '../figure-guard/figure-guard.tsx';
import { KernelTable } from '../kernel-table/KernelTable.tsx';
import { Meanings } from '../kernel-table/Meanings.tsx';
import { Origin } from '../kernel-table/Origin.tsx';
import { changesInWords, type MarkedRow } from '../kernel-table/row-changes.ts';
import { type Built, useKernelView } from '../kernel-table/use-kernel-view.ts';
import { useRowChanges } from '../kernel-table/use-row-changes.ts';
import { Quoted } from '../text/Quoted.tsx';
import type { WorldSpec } from '../world/world-spec.ts';
import { forwardingWords, neighbourWords, portWords, stateMeanings, wayOf } from './neighbour-words.ts';

export interface NeighbourTableProps {
  readonly id: string;
  readonly built: Built<NeighboursView>;
  readonly world: WorldSpec;
}

export const NeighbourTable = guarded('The neighbours', WholeTable);

const empty: NeighboursView = { neighbours: [], forwarding: [] };
const neighbourKey = ({ device, address }: NeighbourView) => `${device} ${address}`;
const forwardingKey = ({ mac, device, bridge = '', remote = '' }: ForwardingView) =>
  [mac, device, bridge, remote].join(' ');

function WholeTable({ id, built, world }: NeighbourTableProps): ReactElement {
  const kernel = useKernelView('neighbours', world, built);
  const { at, view = empty } = kernel;
  const [chosen, choose] = useState<string | undefined>(undefined);
  const [own, showOwn] = useState(false);
  const neighbours = useRowChanges(kernel.scope, view.neighbours, neighbourKey);
  const switched = useMemo(
    () => (own ? view.forwarding : view.forwarding.filter(({ kind }) => kind !== 'own')),
    [own, view],
  );
  const forwarding = useRowChanges(`${kernel.scope} ${String(own)}`, switched, forwardingKey);
  const hidden = view.forwarding.filter(({ kind }) => kind === 'own').length;
  const news = [
    changesInWords(neighbours, 'neighbour', ({ address, device }) => `${address} on ${device}`),
    changesInWords(forwarding, 'MAC address', (entry) => `${entry.mac}, ${portWords(entry)}`),
  ];
  const mac = (address: string | undefined) => (
    <MacButton mac={address} chosen={chosen} onChoose={(one) => choose(one === chosen ? undefined : one)} />
  );
  return (
    <KernelTable id={id} title="Neighbours" kernel={kernel} news={news.join(' ').trim()} command="ip neigh">
      <p className="nt-way" role="status">
        {chosen === undefined ? (
          'Choose a MAC address to follow it from one table into the other.'
        ) : (
          <Quoted text={wayOf(chosen, view)} />
        )}
      </p>
      <div className="nt-both">
        <section aria-label="Neighbours">
          <h3>Which MAC address has it?</h3>
          {neighbours.marked.length === 0 ? (
            <p className="kt-empty">
              Nobody is known yet. The first packet to somebody on a link asks who that is: try{' '}
              <code>ping</code>.
            </p>
          ) : (
            <table>
              <caption className="unseen">Neighbours, as ip neigh shows them</caption>
              <thead>
                <tr>
                  <th scope="col">address</th>
                  <th scope="col">MAC address</th>
                  <th scope="col">state</th>
                </tr>
              </thead>
              <tbody>
                {neighbours.marked.map(({ key, row, fate }) => (
                  <tr key={key} data-fate={fate} data-lit={litBy(chosen, row.mac)}>
                    <th scope="row">
                      <code>{row.address}</code>
                      <small>on {row.device}</small>
                      <Fate fate={fate} />
                    </th>
                    <td>{mac(row.mac)}</td>
                    <td>
                      <code className="nt-state" data-state={row.state}>
                        {row.state}
                      </code>
                      <small>{neighbourWords(row, at)}</small>
                      <Origin provenance={row.provenance} world={world} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </section>
        <section aria-label="Forwarding entries">
          <h3>Behind which port is that?</h3>
          {forwarding.marked.length === 0 ? (
            <p className="kt-empty">
              No bridge and no tunnel here has learnt anything: frames leave as they are.
            </p>
          ) : (
            <table>
              <caption className="unseen">Forwarding entries, as bridge fdb shows them</caption>
              <thead>
                <tr>
                  <th scope="col">MAC address</th>
                  <th scope="col">goes to</th>
                </tr>
              </thead>
              <tbody>
                {forwarding.marked.map(({ key, row, fate }) => (
                  <tr key={key} data-fate={fate} data-lit={litBy(chosen, row.mac)}>
                    <td>
                      {mac(row.mac)}
                      <Fate fate={fate} />
                    </td>
                    <td>
                      <code>{portWords(row)}</code>
                      <small>{forwardingWords(row, at)}</small>
                      <Origin provenance={row.provenance} world={world} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
          {hidden > 0 && (
            <label className="nt-own kt-tools">
              <input type="checkbox" checked={own} onChange={({ target }) => showOwn(target.checked)} /> Also
              the {hidden} addresses that devices here take for themselves
            </label>
          )}
        </section>
      </div>
      <Meanings summary="What the states mean" meanings={stateMeanings} />
    </KernelTable>
  );
}

/** Undefined: nothing is chosen, no row is lit and none dimmed. */
function litBy(chosen: string | undefined, mac: string | undefined): boolean | undefined {
  return chosen === undefined ? undefined : chosen === mac;
}

function Fate({ fate }: { readonly fate: MarkedRow<unknown>['fate'] }): ReactNode {
  return fate === 'here' ? null : <span className="unseen"> {fate}</span>;
}

interface MacProps {
  readonly mac: string | undefined;
  readonly chosen: string | undefined;
  readonly onChoose: (mac: string) => void;
}

function MacButton({ mac, chosen, onChoose }: MacProps): ReactElement {
  if (mac === undefined) return <span className="nt-none">not known</span>;
  return (
    <button
      type="button"
      className="nt-mac kt-machine"
      aria-pressed={mac === chosen}
      onClick={() => onChoose(mac)}
    >
      {mac}
    </button>
  );
}
