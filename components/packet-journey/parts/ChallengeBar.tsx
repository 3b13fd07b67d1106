/** The question before the next step, and how many were right so far. */
import { type ReactElement, useState } from 'react';
import type { Challenge } from '../model/challenge.ts';

interface ChallengeBarProps {
  readonly challenge: Challenge;
  readonly score: Score;
  readonly onAnswered: (right: boolean) => void;
  /** Goes on to the step. */
  readonly onOn: () => void;
}

export interface Score {
  readonly right: number;
  readonly asked: number;
}

export function ChallengeBar({ challenge, score, onAnswered, onOn }: ChallengeBarProps): ReactElement {
  const [given, setGiven] = useState<string | undefined>(undefined);
  const right = given === challenge.answer;
  return (
    <section className="pj-challenge" aria-label="Challenge">
      <p>
        <b>{challenge.ask}</b>{' '}
        <small>
          {score.right} of {score.asked} right so far
        </small>
      </p>
      {given === undefined ? (
        <p className="pj-choices">
          {challenge.choices.map((choice) => (
            <button
              key={choice}
              type="button"
              onClick={() => {
                setGiven(choice);
                onAnswered(choice === challenge.answer);
              }}
            >
              {choice}
            </button>
          ))}
        </p>
      ) : (
        <p role="status">
          {right ? '✓ ' : '✕ '}
          {right ? 'Right: ' : `Not ${given}: `}
          <code>{challenge.answer}</code>.{' '}
          <button type="button" className="pj-link" onClick={onOn}>
            See why
          </button>
        </p>
      )}
    </section>
  );
}
