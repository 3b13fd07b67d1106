/** A terminal in the prose: one place, lines worth typing there. It is a list of commands until the reader opens it. */
import '../unseen/unseen.css';
import './terminal.css';
import { type ReactElement, useEffect, useState } from 'react';
import { guarded } from '../figure-guard/figure-guard.tsx';
import { useWorld } from '../world/use-world.ts';
import type { WorldSpec } from '../world/world-spec.ts';
import { noTerms, type Terms } from './lead.ts';
import { ShellTab } from './shell-tab.ts';
import { TabView } from './TabView.tsx';

export interface InlineTerminalProps {
  /** Unique in the page. */
  readonly id: string;
  readonly world: WorldSpec;
  /** `node/k8s-w1` */
  readonly place: string;
  /** Lines worth typing here. */
  readonly lines?: readonly string[];
  /** What the book explains; outputs lead there. */
  readonly terms?: Terms;
}

export const InlineTerminal = guarded('The terminal', WholeInlineTerminal);

function WholeInlineTerminal({
  id,
  world,
  place,
  lines = [],
  terms = noTerms,
}: InlineTerminalProps): ReactElement {
  const [store, { status, generation }] = useWorld(world);
  const [tab, setTab] = useState<ShellTab | undefined>(undefined);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  useEffect(() => tab?.connect(), [tab, generation]);
  const open = (line?: string) => {
    if (tab !== undefined) {
      if (line !== undefined) tab.run(line);
      return;
    }
    setProblem(undefined);
    store.openShell().then(
      () => {
        const opened = new ShellTab(store, `inline-${id}`, place);
        if (line !== undefined) opened.run(line);
        setTab(opened);
      },
      () => setProblem('The terminal could not be started. Try again, or reload the page.'),
    );
  };
  return (
    <figure className="tm-inline not-content" id={id} aria-label={`Terminal at ${place}`}>
      <figcaption>
        A shell at <code data-place={place.split('/')[0]}>{place}</code>
        {tab === undefined && (
          <button type="button" onClick={() => open()} disabled={status === 'opening'}>
            {status === 'opening' ? 'Opening…' : 'Open it'}
          </button>
        )}
      </figcaption>
      <div className="tm-inline-body">
        {tab === undefined ? (
          <p className="tm-inline-empty">
            {problem ??
              'Nothing has been typed here yet. What you do here, every figure of this page shows: it is the same cluster.'}
          </p>
        ) : (
          <TabView tab={tab} terms={terms} shown />
        )}
      </div>
      {lines.length > 0 && (
        <ul className="tm-inline-lines" aria-label="Lines to type">
          {lines.map((line) => (
            <li key={line}>
              <button type="button" onClick={() => open(line)}>
                <span className="unseen">Type </span>
                {line}
              </button>
            </li>
          ))}
        </ul>
      )}
    </figure>
  );
}
