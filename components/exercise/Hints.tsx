/** Hints, one at a time: what the check saw, where to look, the concept, and at last the solution, unexecuted. */
import '../push-button/push-button.css';
import type { ReactElement } from 'react';
import type { CheckOutcome, Exercise, TypedLine } from '../../engine/lab/exercise/check.ts';
import { askTerminal } from '../terminal/ask-terminal.ts';
import { Quoted } from '../text/Quoted.tsx';
import type { WorldSpec } from '../world/world-spec.ts';
import { hintText, nextHint, type Progress } from './exercise-progress.ts';

export interface HintsProps {
  readonly exercise: Exercise;
  readonly world: WorldSpec;
  readonly outcomes: readonly (CheckOutcome | undefined)[];
  readonly progress: Progress;
  readonly onChange: (progress: Progress) => void;
}

export function Hints({ exercise, world, outcomes, progress, onChange }: HintsProps): ReactElement {
  const { hints, shown } = progress;
  const more = nextHint(exercise, hints, outcomes);
  const [solution = []] = exercise.solutions;
  const put = ({ on, line }: TypedLine) => askTerminal({ world, place: on, line, unexecuted: true });
  const giveUp = () => {
    onChange({ ...progress, shown: true });
    const [first] = solution;
    if (first !== undefined) put(first);
  };
  return (
    <div className="ex-hints">
      <ol aria-live="polite">
        {hints.map((at) => {
          const text = hintText(exercise, at, outcomes);
          return text === undefined ? null : (
            <li key={at}>
              <Quoted text={text} />
            </li>
          );
        })}
      </ol>
      {shown && (
        <>
          <p>The solution. Each line goes into the prompt; you run it.</p>
          <ol className="ex-solution">
            {solution.map((step) => (
              <li key={`${step.on} ${step.line}`}>
                <span>{step.on}</span>
                <button type="button" className="push-button" onClick={() => put(step)}>
                  {step.line}
                </button>
              </li>
            ))}
          </ol>
        </>
      )}
      {more !== undefined ? (
        <button
          type="button"
          className="push-button"
          onClick={() => onChange({ ...progress, hints: [...hints, more] })}
        >
          {hints.length === 0 ? 'Give me a hint' : 'Another hint'}
        </button>
      ) : (
        !shown && (
          <button type="button" className="push-button" onClick={giveUp}>
            Give up: put the solution into the prompt
          </button>
        )
      )}
    </div>
  );
}
