/** One connection: both halves one below the other, end below end, so that a translation is what differs. */
import '../unseen/unseen.css';
import type { ReactElement } from 'react';
import type { ConnectionView } from '../../engine/lab/view/connections.ts';
import type { MarkedRow } from '../kernel-table/row-changes.ts';
import { spanWords } from '../kernel-table/time-words.ts';
import { answerWords, type ConnectionEnd, endsOf, translationWords } from './connection-words.ts';

interface EntryProps {
  readonly connection: ConnectionView;
  readonly fate: MarkedRow<ConnectionView>['fate'];
  /** Undefined: no flow is looked for. */
  readonly lit: boolean | undefined;
  /** Virtual microseconds. */
  readonly at: number;
}

export function Entry({ connection, fate, lit, at }: EntryProps): ReactElement {
  const { protocol, state, replied, expires, mark, original, reply } = connection;
  const ends = endsOf(connection);
  return (
    <tbody className="ct-entry" data-fate={fate} data-lit={lit}>
      <tr>
        <th scope="rowgroup" rowSpan={3}>
          <code>{protocol}</code>
          {state !== undefined && <code className="ct-state">{state}</code>}
          <small>{answerWords(connection)}</small>
          {lit === true && <small className="ct-this">this flow</small>}
          {fate !== 'here' && <span className="unseen"> {fate}</span>}
        </th>
        <td className="ct-half">sent</td>
        <td>
          <code>{ends.near.original}</code>
        </td>
        <td className="ct-arrow" aria-hidden="true">
          →
        </td>
        <td>
          <code>{ends.far.original}</code>
        </td>
        <td className="ct-left" rowSpan={3}>
          <b>{spanWords(expires - at)}</b>
          {mark !== 0 && <small>mark {mark}</small>}
        </td>
      </tr>
      <tr>
        <td className="ct-half">{replied ? 'answered' : 'expected'}</td>
        <td>
          <Answered end={ends.near} />
        </td>
        <td className="ct-arrow" aria-hidden="true">
          ←
        </td>
        <td>
          <Answered end={ends.far} />
        </td>
      </tr>
      <tr>
        <td />
        <td colSpan={3} className="ct-words" data-translated={ends.near.translated || ends.far.translated}>
          {translationWords(ends)}
          {original.packets !== undefined &&
            `; ${String(original.packets)} packets sent, ${String(reply.packets ?? 0)} answered`}
        </td>
      </tr>
    </tbody>
  );
}

function Answered({ end: { reply, translated } }: { readonly end: ConnectionEnd }): ReactElement {
  return translated ? (
    <ins>
      <code>{reply}</code>
    </ins>
  ) : (
    <code className="ct-same">{reply}</code>
  );
}
