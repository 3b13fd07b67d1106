/** What is said to an answer: right or not, why, and what the other answers would need. */
import '../unseen/unseen.css';
import type { ReactElement, ReactNode } from 'react';
import { Quoted } from '../text/Quoted.tsx';
import { judge, rightAnswers } from './judge.ts';
import type { ReadyChosen, ReadyQuestion } from './question.ts';
import type { Said } from './review.ts';

/** To a wrong answer that may be tried again: nothing is given away. */
export function NotYet({
  question,
  said,
}: {
  readonly question: ReadyQuestion;
  readonly said: Said;
}): ReactNode {
  const { because } = judge(question, said.given);
  return (
    <>
      <span aria-hidden="true">✕ </span>
      {question.answer.kind === 'typed' ? (
        <>
          <b className="qz-said">{said.given.join(', ')}</b> is not right.{' '}
        </>
      ) : (
        <>{because.length === 0 ? 'What you chose holds, and something else does, too. ' : 'Not that. '}</>
      )}
      {because.map((text) => (
        <span key={text}>
          <Quoted text={text} />{' '}
        </span>
      ))}
    </>
  );
}

/** Once it is answered or shown. */
export function Explained({
  question,
  said,
}: {
  readonly question: ReadyQuestion;
  readonly said: Said;
}): ReactElement {
  const { answer, why } = question;
  const typed = answer.kind === 'typed' ? said.given[0] : undefined;
  return (
    <>
      <p className="qz-verdict" data-outcome={said.outcome}>
        {said.outcome === 'right' && <span aria-hidden="true">✓ </span>}
        {said.outcome === 'wrong' && <span aria-hidden="true">✕ </span>}
        {said.outcome === 'right' ? 'Right' : said.outcome === 'wrong' ? 'Not right' : 'Shown'}
        {typed !== undefined && said.outcome === 'wrong' && (
          <>
            : you said <b className="qz-said">{typed}</b>
          </>
        )}
        {answer.kind === 'typed' && (
          <>
            . {answer.right.length === 1 ? 'It is ' : 'Any of these: '}
            <b className="qz-said">{rightAnswers(question).join(', ')}</b>
          </>
        )}
        .
      </p>
      {answer.kind === 'chosen' && <Options options={answer.options} given={said.given} />}
      <p className="qz-why">
        <Quoted text={why} />
      </p>
      {answer.kind === 'typed' && answer.mistakes.length > 0 && (
        <details className="qz-others">
          <summary>What is wrong with other answers</summary>
          <dl>
            {answer.mistakes.map(({ answers, because }) => (
              <div key={because}>
                <dt>{answers.join(', ')}</dt>
                <dd>
                  <Quoted text={because} />
                </dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </>
  );
}

function Options({ options, given }: Pick<ReadyChosen, 'options'> & Pick<Said, 'given'>): ReactElement {
  return (
    <ul className="qz-options">
      {options.map(({ text, right, because }) => (
        <li key={text} data-right={right}>
          <span aria-hidden="true">{right ? '✓' : '✕'}</span>
          <span>
            <b>
              <Quoted text={text} />
            </b>
            <span className="unseen">{right ? ' Right.' : ' Wrong.'}</span>
            {given.includes(text) && <i> (your choice)</i>}
            <small>
              <Quoted text={because} />
            </small>
          </span>
        </li>
      ))}
    </ul>
  );
}
