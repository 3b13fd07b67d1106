/** The clauses, each with its state and what was seen. */
import type { ReactElement } from 'react';
import type { Check, CheckOutcome } from '../../engine/lab/exercise/check.ts';
import { wordsOf } from '../../engine/lab/exercise/words.ts';
import { Quoted } from '../text/Quoted.tsx';

const signs = { pass: '✓', 'not-yet': '○', 'cannot-check': '⚠' } as const;
const words = { pass: 'Met', 'not-yet': 'Not yet', 'cannot-check': 'Cannot check' } as const;

export interface ClausesProps {
  readonly checks: readonly Check[];
  /** In the order of the checks; none while they were not looked at. */
  readonly outcomes: readonly (CheckOutcome | undefined)[];
}

export function Clauses({ checks, outcomes }: ClausesProps): ReactElement {
  return (
    <ul className="ex-clauses" aria-live="polite">
      {checks.map((check, at) => {
        const outcome = outcomes[at];
        const saw = outcome?.state === 'cannot-check' ? outcome.why : outcome?.saw;
        return (
          <li key={wordsOf(check)} data-state={outcome?.state ?? 'unknown'}>
            <span aria-hidden="true">{outcome === undefined ? '·' : signs[outcome.state]}</span>
            <span>
              <Quoted text={wordsOf(check)} />
              {outcome !== undefined && (
                <small>
                  {words[outcome.state]}: <Quoted text={saw ?? ''} />
                </small>
              )}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
