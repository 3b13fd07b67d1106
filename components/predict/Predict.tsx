/** One question before the run. Whoever does not want to guess says so and goes on. */
import '../push-button/push-button.css';
import '../unseen/unseen.css';
import './predict.css';
import { type ReactElement, useId, useState } from 'react';
import { keep, useKept } from '../kept/kept.ts';
import { Quoted } from '../text/Quoted.tsx';
import { type Given, readGiven } from './given.ts';
import { type AskedPrediction, isRight, type Prediction } from './prediction.ts';

export interface PredictProps {
  readonly prediction: AskedPrediction;
  /** Computed from the journey. */
  readonly answer: string;
  /** Words that could be the answer, for typing. */
  readonly suggestions?: readonly string[];
}

/**
 * What the reader said to a question, in this visit or an earlier one.
 * @param id of the question: `services/cluster-ip`
 */
export function useGiven(id: string): Given | undefined {
  return useKept(`predict/${id}`, readGiven);
}

export function Predict({ prediction, answer, suggestions }: PredictProps): ReactElement {
  const { id } = prediction;
  const given = useGiven(id);
  const commit = (next: Given) => keep(`predict/${id}`, next);
  return (
    <section className="pr" aria-label="Predict" data-task={`predict/${id}`}>
      <p className="pr-ask">
        <b>Before it runs:</b> <Quoted text={prediction.ask} />
      </p>
      {given === undefined ? (
        <Answering prediction={prediction} suggestions={suggestions ?? []} onGiven={commit} />
      ) : (
        <Answered prediction={prediction} answer={answer} given={given} />
      )}
    </section>
  );
}

interface AnsweringProps {
  readonly prediction: Prediction;
  readonly suggestions: readonly string[];
  readonly onGiven: (given: Given) => void;
}

function Answering({ prediction: { choices }, suggestions, onGiven }: AnsweringProps): ReactElement {
  const id = useId();
  const [text, setText] = useState('');
  const [missing, setMissing] = useState(false);
  return (
    <form
      className="pr-answer"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() === '') setMissing(true);
        else onGiven({ answer: text.trim() });
      }}
    >
      {choices === undefined ? (
        <>
          <label>
            Your answer
            <input
              value={text}
              list={`${id}-words`}
              autoComplete="off"
              spellCheck={false}
              aria-describedby={`${id}-missing`}
              onChange={({ target }) => {
                setText(target.value);
                setMissing(false);
              }}
            />
          </label>
          <datalist id={`${id}-words`}>
            {suggestions.map((word) => (
              <option key={word}>{word}</option>
            ))}
          </datalist>
        </>
      ) : (
        <fieldset>
          <legend className="unseen">Your answer</legend>
          {choices.map((choice) => (
            <label key={choice}>
              <input
                type="radio"
                name={`${id}-choice`}
                checked={text === choice}
                onChange={() => setText(choice)}
              />
              {choice}
            </label>
          ))}
        </fieldset>
      )}
      <button type="submit" className="push-button push-button-main">
        That is my answer
      </button>
      <button type="button" className="link-button" onClick={() => onGiven('shown')}>
        Just show me
      </button>
      <p id={`${id}-missing`} className="pr-missing" role="alert">
        {missing ? 'Answer first: a guess is fine, and nobody else sees it.' : ''}
      </p>
    </form>
  );
}

interface AnsweredProps {
  readonly prediction: Prediction;
  readonly answer: string;
  readonly given: Given;
}

function Answered({ prediction: { why, wrong, otherwise }, answer, given }: AnsweredProps): ReactElement {
  if (given === 'shown')
    return (
      <p className="pr-result" role="status">
        It is <code>{answer}</code>. {why}
      </p>
    );
  const right = isRight(given.answer, answer);
  const because = otherwise?.find((each) => isRight(each.answer, given.answer))?.because ?? wrong;
  return (
    <p className="pr-result" data-right={right} role="status">
      {right ? '✓ ' : '✕ '}
      You said <code>{given.answer}</code>
      {right ? ', and so it is. ' : ', it is '}
      {!right && <code>{answer}</code>}
      {!right && '. '}
      {why}
      {because !== undefined && !right && ` ${because}`}
    </p>
  );
}
