/** What flow this is, how it ended, and the ways to look at it. */
import type { ReactElement } from 'react';
import type { JourneyModel } from '../model/journey-model.ts';
import { flowTitle } from '../model/step-words.ts';

const views = {
  steps: 'Steps',
  layers: 'Layers',
  octets: 'Octets',
  rules: 'Rules',
  sequence: 'Sequence',
  tcpdump: 'As tcpdump',
  table: 'As table',
} as const;
export type ViewName = keyof typeof views;

interface HeadProps {
  readonly model: JourneyModel;
  readonly view: ViewName;
  /** Nothing is told yet. */
  readonly locked: boolean;
  /** How it ended is not told: the reader is asked about it step by step. */
  readonly secret: boolean;
  readonly onView: (view: ViewName) => void;
}

export function Head({ model, view, locked, secret, onView }: HeadProps): ReactElement {
  const { verdict, sentence } = model.outcome;
  return (
    <header className="pj-head">
      <p className="pj-title">
        <b>{flowTitle(model)}</b>
        {!locked && !secret && (
          <span className="pj-outcome" data-verdict={verdict}>
            <span aria-hidden="true">{verdict === 'answered' ? '✓ ' : '✕ '}</span>
            {sentence}
          </span>
        )}
      </p>
      <div className="pj-views" role="group" aria-label="View">
        {(Object.keys(views) as ViewName[]).map((name) => (
          <button
            key={name}
            type="button"
            disabled={locked}
            aria-pressed={name === view}
            onClick={() => onView(name)}
          >
            {views[name]}
          </button>
        ))}
      </div>
    </header>
  );
}
