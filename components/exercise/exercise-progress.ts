/** How far a reader is with an exercise: kept, and a pass stays a pass. */
import type { Action } from '../../engine/lab/world/action.ts';
import type { CheckOutcome, Exercise } from '../../engine/lab/exercise/check.ts';
import { keep } from '../kept/kept.ts';

export interface Progress {
  readonly begun: boolean;
  /** Hints given so far. */
  readonly hints: number;
  /** `shown`: solved after the solution was put into the prompt. */
  readonly solved: 'alone' | 'shown' | undefined;
  readonly shown: boolean;
}

export const untouched: Progress = { begun: false, hints: 0, solved: undefined, shown: false };

export function readProgress(value: unknown): Progress {
  if (typeof value !== 'object' || value === null) return untouched;
  const { begun, hints, solved, shown } = value as Partial<Record<keyof Progress, unknown>>;
  return {
    begun: begun === true,
    hints: typeof hints === 'number' && Number.isInteger(hints) && hints >= 0 ? hints : 0,
    solved: solved === 'alone' || solved === 'shown' ? solved : undefined,
    shown: shown === true,
  };
}

export const progressKey = (id: string) => `exercise/${id}`;

export function keepProgress(id: string, progress: Progress): void {
  keep(progressKey(id), progress);
}

/** After a look at the clauses. */
export function judged(progress: Progress, outcomes: readonly CheckOutcome[]): Progress {
  const met = outcomes.length > 0 && outcomes.every(({ state }) => state === 'pass');
  if (!met || progress.solved !== undefined) return progress;
  return { ...progress, solved: progress.shown ? 'shown' : 'alone' };
}

/** The hint of a wrong attempt that the reader has just made: its lines were typed, in order. */
export function wrongAttempt(exercise: Exercise, actions: readonly Action[]): string | undefined {
  const typed = actions.flatMap((action) => (action.kind === 'type' ? [squeezed(action.line)] : []));
  return exercise.wrong.findLast(({ lines }) => {
    let from = 0;
    return lines.every(({ line }) => {
      const at = typed.indexOf(squeezed(line), from);
      from = at + 1;
      return at >= 0;
    });
  })?.hint;
}

const squeezed = (line: string) => line.trim().replace(/\s+/g, ' ');
