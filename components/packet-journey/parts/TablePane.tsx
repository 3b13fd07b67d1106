/** The tables that were consulted: the row that decided is lit, those tried in vain are dimmed and say why. */
import '../../unseen/unseen.css';
import { type ReactElement, useEffect, useRef, useState } from 'react';
import type { Consulted, ConsultedRow, Provenance } from '../../../engine/linux/journey/event.ts';
import { ObjectLink } from '../../object-yaml/ObjectLink.tsx';
import type { WorldSpec } from '../../world/world-spec.ts';
import { tableWords } from '../model/step-words.ts';

interface TablePaneProps {
  readonly consulted: readonly Consulted[];
  /** Whose objects the rows were written for. */
  readonly world: WorldSpec | undefined;
}

export function TablePane({ consulted, world }: TablePaneProps): ReactElement {
  const [chosen, choose] = useState<string | undefined>(undefined);
  const names = consulted.map(({ table, name }) => `${table} ${name}`);
  const deciding = consulted.findLastIndex(({ rows }) => rows.some(({ matched }) => matched));
  const wanted = chosen === undefined ? -1 : names.indexOf(chosen);
  const at = wanted >= 0 ? wanted : Math.max(0, deciding);
  const shown = consulted[at];
  return (
    <>
      <div className="pj-pane-head">
        <h3>{shown === undefined ? 'The table' : tableWords[shown.table]}</h3>
        {consulted.length > 1 && (
          <label className="pj-choose">
            <span className="unseen">Which table</span>
            <select value={names[at] ?? ''} onChange={(event) => choose(event.target.value)}>
              {consulted.map(({ name }, each) => (
                <option key={names[each]} value={names[each]}>
                  {each + 1}. {name}
                </option>
              ))}
            </select>
          </label>
        )}
        {consulted.length === 1 && <code>{shown?.name}</code>}
      </div>
      {shown === undefined ? (
        <p className="pj-none">No table was needed for this step.</p>
      ) : (
        <Rows key={names[at]} consulted={shown} world={world} />
      )}
    </>
  );
}

interface RowsProps {
  readonly consulted: Consulted;
  readonly world: WorldSpec | undefined;
}

function Rows({ consulted: { rows }, world }: RowsProps): ReactElement {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const lit = list.current?.querySelector<HTMLElement>('[data-matched="true"]');
    const pane = list.current?.parentElement;
    if (lit && pane) pane.scrollTop = Math.max(0, lit.offsetTop - pane.clientHeight / 2);
  }, [rows]);
  if (rows.length === 0) return <p className="pj-none">The table is empty.</p>;
  return (
    <ol className="pj-rows" ref={list}>
      {rows.map((row, at) => (
        <Row key={`${String(at)} ${row.text}`} row={row} world={world} />
      ))}
    </ol>
  );
}

interface RowProps {
  readonly row: ConsultedRow;
  readonly world: WorldSpec | undefined;
}

function Row({ row: { text, matched, because, provenance }, world }: RowProps): ReactElement {
  return (
    <li data-matched={matched}>
      <code>{text}</code>
      {matched && <span className="unseen"> matched</span>}
      {!matched && because !== undefined && <small>{because}</small>}
      {matched && provenance !== undefined && <Origin provenance={provenance} world={world} />}
    </li>
  );
}

interface OriginProps {
  readonly provenance: Provenance;
  readonly world: WorldSpec | undefined;
}

/** Who wrote the row, and for which line of YAML. */
function Origin({ provenance: { writer, subject, field }, world }: OriginProps): ReactElement {
  return (
    <small className="pj-origin">
      written by {writer}
      {subject !== undefined && (
        <>
          {' for '}
          <ObjectLink world={world} subject={subject} field={field} writer={writer} />
        </>
      )}
    </small>
  );
}
