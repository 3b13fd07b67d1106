/** One routing table: its routes, and for a destination that is asked for, why each wins or loses. */
import '../unseen/unseen.css';
import type { ReactElement } from 'react';
import type { RouteLookup, RouteVerdict } from '../../engine/lab/view/route-lookup.ts';
import type { RouteView } from '../../engine/lab/view/routes.ts';
import { Origin } from '../kernel-table/Origin.tsx';
import type { MarkedRow } from '../kernel-table/row-changes.ts';
import type { WorldSpec } from '../world/world-spec.ts';
import { PrefixBits } from './PrefixBits.tsx';

/** A route with the table it is in. */
export interface PlacedRoute {
  readonly table: string;
  readonly route: RouteView;
}

interface RouteRowsProps {
  readonly name: string;
  readonly rows: readonly MarkedRow<PlacedRoute>[];
  readonly lookup: RouteLookup | undefined;
  readonly world: WorldSpec;
}

export function RouteRows({ name, rows, lookup, world }: RouteRowsProps): ReactElement {
  const verdicts = lookup?.tables.find((table) => table.name === name)?.verdicts;
  const byText = new Map(verdicts?.map((verdict) => [verdict.text, verdict]));
  return (
    <table className="ro-rows">
      <caption className="unseen">
        Routes of table {name}
        {lookup !== undefined && `, asked for ${lookup.destination}`}
      </caption>
      <thead>
        <tr>
          <th scope="col">destination</th>
          <th scope="col">way</th>
          {verdicts !== undefined && (
            <th scope="col" className="ro-why">
              <span className="unseen">why, bit by bit; the destination is</span>
              <PrefixBits bits={lookup?.bits ?? ''} length={32} common={32} />
            </th>
          )}
          <th scope="col" className="ro-by">
            written
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, row: { route }, fate }) => (
          <Row
            key={key}
            route={route}
            fate={fate}
            asked={verdicts !== undefined}
            verdict={fate === 'gone' ? undefined : byText.get(route.text)}
            world={world}
          />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  readonly route: RouteView;
  readonly fate: MarkedRow<PlacedRoute>['fate'];
  readonly asked: boolean;
  readonly verdict: RouteVerdict | undefined;
  readonly world: WorldSpec;
}

function Row({ route, fate, asked, verdict, world }: RowProps): ReactElement {
  const { destination, type, hops, protocol, scope, source, metric, provenance } = route;
  const more = [
    ...(protocol === 'boot' ? [] : [`proto ${protocol}`]),
    ...(scope === 'global' ? [] : [`scope ${scope}`]),
    ...(source === undefined ? [] : [`src ${source}`]),
    ...(metric === 0 ? [] : [`metric ${String(metric)}`]),
  ];
  return (
    <tr data-fate={fate} data-lit={verdict?.matched}>
      <th scope="row">
        {asked && <span aria-hidden="true">{mark(verdict)}</span>}
        <code>{type === 'unicast' ? destination : `${type} ${destination}`}</code>
        {fate !== 'here' && <span className="unseen"> {fate}</span>}
      </th>
      <td>
        {hops.map(({ via, device, onlink }) => (
          <code key={`${via ?? ''} ${device}`} className="ro-hop">
            {`${via === undefined ? '' : `via ${via} `}dev ${device}${onlink ? ' onlink' : ''}`}
          </code>
        ))}
        {more.length > 0 && <code className="ro-more">{more.join(' ')}</code>}
      </td>
      {asked && (
        <td className="ro-why">
          {verdict !== undefined && (
            <>
              <PrefixBits {...verdict} />
              <span className="ro-because">{verdict.because}</span>
            </>
          )}
        </td>
      )}
      <td className="ro-by">
        <Origin provenance={provenance} world={world} />
      </td>
    </tr>
  );
}

function mark(verdict: RouteVerdict | undefined): string {
  if (verdict === undefined) return '';
  return verdict.matched ? '✓ ' : '✕ ';
}
