/** An exercise: what to bring about, the state of each clause while the reader works, hints one at a time. */
import '../push-button/push-button.css';
import './exercise.css';
import { type ReactElement, useEffect, useMemo, useRef, useState } from 'react';
import type { CheckOutcome, Exercise } from '../../engine/lab/exercise/check.ts';
import { checksOfWrong, recognised } from '../../engine/lab/exercise/recognise.ts';
import { goalOf } from '../../engine/lab/exercise/words.ts';
import { guarded } from '../figure-guard/figure-guard.tsx';
import { useKept, useKeptProblem } from '../kept/kept.ts';
import { askTerminal } from '../terminal/ask-terminal.ts';
import { Quoted } from '../text/Quoted.tsx';
import { useWorld } from '../world/use-world.ts';
import type { WorldSpec } from '../world/world-spec.ts';
import { Clauses } from './Clauses.tsx';
import { judged, keepProgress, type Progress, progressKey, readProgress } from './exercise-progress.ts';
import { Hints } from './Hints.tsx';
import { Solved } from './Solved.tsx';
import { useLiveChecks } from './use-live-checks.ts';

export interface ExerciseCardProps {
  readonly exercise: Exercise;
  /** The exercise's own world. */
  readonly world: WorldSpec;
  /** What to do after it. */
  readonly next?: { readonly title: string; readonly href: string } | undefined;
}

export const ExerciseCard = guarded('The exercise', WholeCard);

function WholeCard({ exercise, world, next }: ExerciseCardProps): ReactElement {
  const [store, { status, actions, generation, notice }] = useWorld(world);
  const progress = useKept(progressKey(world.id), readProgress);
  const problem = useKeptProblem();
  const [open, setOpen] = useState(false);
  const card = useRef<HTMLElement>(null);
  const change = (changed: Progress) => keepProgress(world.id, changed);
  const { outcomes, wrong } = useOutcomes(
    exercise,
    store,
    `${generation} ${actions}`,
    open && status === 'open',
  );
  useEffect(() => {
    const known = outcomes.flatMap((outcome) => outcome ?? []);
    if (known.length < outcomes.length) return;
    const after = judged(progress, known);
    if (after !== progress) keepProgress(world.id, after);
  }, [outcomes, progress, world.id]);

  const toTerminal = () => askTerminal({ world, place: exercise.starts ?? 'workstation', line: undefined });
  const start = async () => {
    change({ ...progress, begun: true });
    setOpen(true);
    // The terminal covers the lower part of the page: the clauses stand above it.
    card.current?.scrollIntoView({ block: 'start' });
    await store.open().catch(() => undefined);
    toTerminal();
  };
  const solved = progress.solved !== undefined;
  return (
    <section
      ref={card}
      className="ex not-content"
      id={exercise.id}
      data-task={progressKey(world.id)}
      aria-label={`Exercise: ${exercise.title}`}
      data-solved={progress.solved}
    >
      <header>
        <p className="ex-kind">Exercise</p>
        <h3>{exercise.title}</h3>
        {solved && (
          <p className="ex-solved">
            {progress.solved === 'alone' ? '✓ Solved' : '✓ Solved, with the solution shown'}
          </p>
        )}
      </header>
      <p className="ex-story">
        <Quoted text={exercise.story} />
      </p>
      {open ? (
        <Clauses checks={exercise.checks} outcomes={outcomes} />
      ) : (
        <p className="ex-goal">
          <Quoted text={goalOf(exercise.checks)} />
        </p>
      )}
      {[notice, problem].map((text) =>
        text === undefined ? null : (
          <p key={text} className="ex-notice" role="status">
            {text}
          </p>
        ),
      )}
      <div className="ex-buttons">
        {!open ? (
          <button type="button" className="push-button push-button-main" onClick={() => void start()}>
            {solved ? 'Open it again' : progress.begun ? 'Go on' : 'Start'}
          </button>
        ) : (
          <>
            <button type="button" className="push-button" onClick={toTerminal}>
              To the terminal
            </button>
            <button
              type="button"
              className="push-button"
              disabled={actions === 0}
              onClick={() => void store.undo()}
            >
              Undo
            </button>
            <button
              type="button"
              className="push-button"
              disabled={actions === 0}
              onClick={() => void store.reset()}
            >
              Reset
            </button>
          </>
        )}
      </div>
      <p className="ex-wrong" role="status">
        {open && !solved && wrong !== undefined && <Quoted text={wrong} />}
      </p>
      {solved && <Solved exercise={exercise} next={next} />}
      {open && !solved && (
        <Hints exercise={exercise} world={world} outcomes={outcomes} progress={progress} onChange={change} />
      )}
      <p className="ex-dead">This exercise is done in the page: it needs JavaScript.</p>
    </section>
  );
}

interface Looked {
  readonly outcomes: readonly (CheckOutcome | undefined)[];
  /** What to tell who has made a known mistake. */
  readonly wrong: string | undefined;
}

function useOutcomes(
  exercise: Exercise,
  store: ReturnType<typeof useWorld>[0],
  done: string,
  active: boolean,
): Looked {
  const all = useMemo(() => [...exercise.checks, ...checksOfWrong(exercise)], [exercise]);
  const looked = useLiveChecks(store, all, done, active);
  return useMemo(() => {
    const count = exercise.checks.length;
    const wrong = recognised(exercise, store.world?.actions ?? [], looked.slice(count));
    return { outcomes: looked.slice(0, count), wrong: wrong?.hint };
  }, [exercise, store, looked]);
}
