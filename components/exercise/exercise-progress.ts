/** How far a reader is with an exercise: kept, and a pass stays a pass, in whatever tab it was made. */
import type { CheckOutcome, Exercise } from '../../engine/lab/exercise/check.ts';
import { wordsOf } from '../../engine/lab/exercise/words.ts';
import { keep, kept } from '../kept/storage.ts';

export interface Progress {
  readonly begun: boolean;
  /** Hints given, in this order, by their places in the exercise's list; -1: what the check saw. */
  readonly hints: readonly number[];
  /** `shown`: solved after the solution was shown. */
  readonly solved: 'alone' | 'shown' | undefined;
  readonly shown: boolean;
}

export const untouched: Progress = { begun: false, hints: [], solved: undefined, shown: false };

export function readProgress(value: unknown): Progress {
  if (typeof value !== 'object' || value === null) return untouched;
  const { begun, hints, solved, shown } = value as Partial<Record<keyof Progress, unknown>>;
  return {
    begun: begun === true,
    hints: Array.isArray(hints) ? [...new Set(hints.filter(isHint))] : [],
    solved: solved === 'alone' || solved === 'shown' ? solved : undefined,
    shown: shown === true,
  };
}

const isHint = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= -1 && value < 100;

export const progressKey = (id: string) => `exercise/${id}`;

/** Adds to what is kept: another tab's may be further. */
export function keepProgress(id: string, progress: Progress): void {
  keep(progressKey(id), furthest(readProgress(kept(progressKey(id))), progress));
}

/** What has come about in either. */
export function furthest(one: Progress, other: Progress): Progress {
  return {
    begun: one.begun || other.begun,
    hints: [...new Set([...one.hints, ...other.hints])],
    solved: one.solved ?? other.solved,
    shown: one.shown || other.shown,
  };
}

/** After a look at the clauses. */
export function judged(progress: Progress, outcomes: readonly CheckOutcome[]): Progress {
  const met = outcomes.length > 0 && outcomes.every(({ state }) => state === 'pass');
  if (!met || progress.solved !== undefined) return progress;
  return { ...progress, solved: progress.shown ? 'shown' : 'alone' };
}

type Outcomes = readonly (CheckOutcome | undefined)[];

/** The clause to work on: the first that is not met. */
const unmet = (outcomes: Outcomes) =>
  outcomes.findIndex((outcome) => outcome !== undefined && outcome.state !== 'pass');

/**
 * The hint that comes next: what the check saw, then those that help with a clause not met.
 * @returns undefined when there is none left
 */
export function nextHint(
  { hints }: Exercise,
  given: readonly number[],
  outcomes: Outcomes,
): number | undefined {
  const fitting = hints.flatMap((hint, at) =>
    hint.for === undefined || outcomes[hint.for]?.state !== 'pass' ? [at] : [],
  );
  return [...(unmet(outcomes) < 0 ? [] : [-1]), ...fitting].find((at) => !given.includes(at));
}

/** @param at a place in the exercise's list; -1: what the check saw. @returns undefined when there is nothing to say now */
export function hintText({ checks, hints }: Exercise, at: number, outcomes: Outcomes): string | undefined {
  if (at >= 0) return hints[at]?.text;
  const which = unmet(outcomes);
  const [check, outcome] = [checks[which], outcomes[which]];
  if (check === undefined || outcome === undefined) return undefined;
  return `Begin with this: ${wordsOf(check)}. When it was tried: ${outcome.state === 'cannot-check' ? outcome.why : outcome.saw}`;
}
