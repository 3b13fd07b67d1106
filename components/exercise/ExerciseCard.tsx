/** An exercise: what to bring about, the state of each clause while the reader works, hints one at a time. */
import './exercise.css';
import { type ReactElement, useEffect, useState } from 'react';
import type { CheckOutcome, Exercise } from '../../engine/lab/exercise/check.ts';
import { guarded } from '../figure-guard/figure-guard.tsx';
import { useKept } from '../kept/kept.ts';
import { askTerminal } from '../terminal/ask-terminal.ts';
import { Quoted } from '../text/Quoted.tsx';
import { useWorld } from '../world/use-world.ts';
import type { WorldSpec } from '../world/world-spec.ts';
import {
  judged,
  keepProgress,
  type Progress,
  progressKey,
  readProgress,
  wrongAttempt,
} from './exercise-progress.ts';
import { useLiveChecks } from './use-live-checks.ts';

export interface ExerciseCardProps {
  readonly exercise: Exercise;
  /** The exercise's own world. */
  readonly world: WorldSpec;
}

export const ExerciseCard = guarded('The exercise', WholeCard);

function WholeCard({ exercise, world }: ExerciseCardProps): ReactElement {
  const [store, { status, actions, generation, notice }] = useWorld(world);
  const progress = useKept(progressKey(world.id), readProgress);
  const [open, setOpen] = useState(false);
  const change = (next: Progress) => keepProgress(world.id, next);
  const outcomes = useLiveChecks(
    store,
    exercise.checks,
    `${String(generation)} ${String(actions)}`,
    open && status === 'open',
  );
  useEffect(() => {
    const known = outcomes.flatMap((outcome) => outcome ?? []);
    if (known.length < outcomes.length) return;
    const after = judged(progress, known);
    if (after !== progress) keepProgress(world.id, after);
  }, [outcomes, progress, world.id]);

  const start = async () => {
    change({ ...progress, begun: true });
    setOpen(true);
    await store.open().catch(() => undefined);
    askTerminal({ world, place: placeOf(exercise), line: undefined });
  };
  const wrong = open ? wrongAttempt(exercise, store.world?.actions ?? []) : undefined;
  return (
    <section
      className="ex not-content"
      id={exercise.id}
      aria-label={`Exercise: ${exercise.title}`}
      data-solved={progress.solved}
    >
      <header>
        <p className="ex-kind">Exercise</p>
        <h3>{exercise.title}</h3>
        {progress.solved !== undefined && (
          <p className="ex-solved">
            {progress.solved === 'alone' ? '✓ Solved' : '✓ Solved, with the solution shown'}
          </p>
        )}
      </header>
      <p className="ex-story">
        <Quoted text={exercise.story} />
      </p>
      <Clauses exercise={exercise} outcomes={open ? outcomes : []} />
      {notice !== undefined && (
        <p className="ex-notice" role="status">
          {notice}
        </p>
      )}
      <div className="ex-buttons">
        {!open ? (
          <button type="button" className="ex-start" onClick={() => void start()}>
            {progress.begun ? 'Go on' : 'Start'}
          </button>
        ) : (
          <>
            <button
              type="button"
              onClick={() => askTerminal({ world, place: placeOf(exercise), line: undefined })}
            >
              To the terminal
            </button>
            <button type="button" onClick={() => void store.undo()}>
              Undo
            </button>
            <button type="button" onClick={() => void store.reset()}>
              Reset
            </button>
          </>
        )}
      </div>
      {wrong !== undefined && progress.solved === undefined && (
        <p className="ex-wrong" role="status">
          <Quoted text={wrong} />
        </p>
      )}
      {open && (
        <Hints exercise={exercise} world={world} outcomes={outcomes} progress={progress} onChange={change} />
      )}
    </section>
  );
}

/** Where the work begins. */
const placeOf = ({ starts }: Exercise) => starts ?? 'workstation';

const signs = { pass: '✓', 'not-yet': '○', 'cannot-check': '⚠' } as const;
const words = { pass: 'met', 'not-yet': 'not yet', 'cannot-check': 'cannot check' } as const;

interface ClausesProps {
  readonly exercise: Exercise;
  readonly outcomes: readonly (CheckOutcome | undefined)[];
}

function Clauses({ exercise, outcomes }: ClausesProps): ReactElement {
  return (
    <ul className="ex-clauses" aria-live="polite">
      {exercise.checks.map(({ says }, at) => {
        const outcome = outcomes[at];
        return (
          <li key={says} data-state={outcome?.state ?? 'unknown'}>
            <span aria-hidden="true">{outcome === undefined ? '·' : signs[outcome.state]}</span>
            <span>
              <Quoted text={says} />
              {outcome !== undefined && (
                <small>
                  {words[outcome.state]}: {outcome.state === 'cannot-check' ? outcome.why : outcome.saw}
                </small>
              )}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

interface HintsProps extends ClausesProps, ExerciseCardProps {
  readonly progress: Progress;
  readonly onChange: (progress: Progress) => void;
}

function Hints({ exercise, world, outcomes, progress, onChange }: HintsProps): ReactElement {
  const { hints, shown } = progress;
  const saw = outcomes.find((outcome) => outcome?.state === 'not-yet');
  const more = hints < exercise.hints.length;
  const solution = exercise.solutions[0] ?? [];
  const putSolution = () => {
    onChange({ ...progress, shown: true });
    const [first] = solution;
    if (first !== undefined) askTerminal({ world, place: first.on, line: first.line, unexecuted: true });
  };
  return (
    <div className="ex-hints">
      <ol aria-live="polite">
        {exercise.hints.slice(0, hints).map(({ text }) => (
          <li key={text}>
            <Quoted text={text.replace('{saw}', saw?.state === 'not-yet' ? saw.saw : '')} />
          </li>
        ))}
      </ol>
      {shown && (
        <pre className="ex-solution">{solution.map(({ on, line }) => `${on}: ${line}`).join('\n')}</pre>
      )}
      {more ? (
        <button type="button" onClick={() => onChange({ ...progress, hints: hints + 1 })}>
          {hints === 0 ? 'Give me a hint' : 'Another hint'}
        </button>
      ) : (
        !shown && (
          <button type="button" onClick={putSolution}>
            Give up: put the solution into the prompt
          </button>
        )
      )}
    </div>
  );
}
