/** The question before the next step, and how many were right so far. */
import '../../push-button/push-button.css';
import { type ReactElement, useId, useState } from 'react';
import { isRight } from '../../predict/prediction.ts';
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
  const right = given !== undefined && isRight(given, challenge.answer);
  const answer = (text: string) => {
    setGiven(text);
    onAnswered(isRight(text, challenge.answer));
  };
  return (
    <section className="pj-challenge" aria-label="Challenge">
      <p>
        <b>{challenge.ask}</b>{' '}
        <small>
          {score.right} of {score.asked} right so far
        </small>
      </p>
      {given === undefined ? (
        <Answer challenge={challenge} onAnswer={answer} onShow={onOn} />
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

interface AnswerProps {
  readonly challenge: Challenge;
  readonly onAnswer: (text: string) => void;
  readonly onShow: () => void;
}

function Answer({ challenge: { choices, typed }, onAnswer, onShow }: AnswerProps): ReactElement {
  const id = useId();
  const [text, setText] = useState('');
  return (
    <form
      className="pj-choices"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== '') onAnswer(text.trim());
      }}
    >
      {typed ? (
        <>
          <input
            value={text}
            list={`${id}-words`}
            aria-label="Your answer"
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => setText(target.value)}
          />
          <datalist id={`${id}-words`}>
            {choices.map((choice) => (
              <option key={choice}>{choice}</option>
            ))}
          </datalist>
          <button type="submit" className="push-button push-button-main">
            That is my answer
          </button>
        </>
      ) : (
        choices.map((choice) => (
          <button key={choice} type="button" onClick={() => onAnswer(choice)}>
            {choice}
          </button>
        ))
      )}
      <button type="button" className="pj-link" onClick={onShow}>
        Just show me
      </button>
    </form>
  );
}
