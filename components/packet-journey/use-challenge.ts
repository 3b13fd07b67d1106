/** Challenge mode of a figure: which question stands before the next step, and the score. */
import { useMemo, useState } from 'react';
import { type Challenge, challengeBetween, challengesOf } from './model/challenge.ts';
import type { JourneyModel } from './model/journey-model.ts';
import type { Score } from './parts/ChallengeBar.tsx';
import type { JourneyPosition } from './use-journey-position.ts';

export interface ChallengeState {
  readonly on: boolean;
  readonly setOn: (on: boolean) => void;
  /** Put before the next step; undefined: nothing is asked here. */
  readonly challenge: Challenge | undefined;
  readonly score: Score;
  readonly answered: (right: boolean) => void;
}

export function useChallenge(model: JourneyModel, { current, next }: JourneyPosition): ChallengeState {
  const [on, setOn] = useState(false);
  const [score, setScore] = useState<Score>({ right: 0, asked: 0 });
  const all = useMemo(() => (on ? challengesOf(model) : []), [model, on]);
  const challenge = next === undefined ? undefined : challengeBetween(model, all, current, next);
  return {
    on,
    setOn,
    challenge,
    score,
    answered: (right) =>
      setScore(({ right: before, asked }) => ({ right: before + (right ? 1 : 0), asked: asked + 1 })),
  };
}
