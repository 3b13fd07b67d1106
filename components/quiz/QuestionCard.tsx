/** One question, and what became of it. Used by keyboard like any form; on paper with its answer below. */
import '../push-button/push-button.css';
import './quiz.css';
import { type ReactElement, useEffect, useRef, useState } from 'react';
import { askTerminal } from '../terminal/ask-terminal.ts';
import { Quoted } from '../text/Quoted.tsx';
import type { WorldSpec } from '../world/world-spec.ts';
import { judge, rightAnswers } from './judge.ts';
import type { ReadyQuestion } from './question.ts';
import { QuestionForm } from './QuestionForm.tsx';
import { Explained, NotYet } from './QuestionResult.tsx';
import type { Said } from './review.ts';

export interface QuestionCardProps {
  readonly question: ReadyQuestion;
  readonly said: Said | undefined;
  readonly onSaid: (given: readonly string[], outcome: Said['outcome']) => void;
  /** A wrong answer may be tried again. */
  readonly again: boolean;
  /** Where the command that tells the answer can be typed. */
  readonly world?: WorldSpec | undefined;
}

export function QuestionCard({ question, said, onSaid, again, world }: QuestionCardProps): ReactElement {
  const result = useRef<HTMLDivElement>(null);
  const [moved, setMoved] = useState(false);
  const done = said !== undefined && (said.outcome !== 'wrong' || !again);
  useEffect(() => {
    if (done && moved) result.current?.focus();
  }, [done, moved]);
  const say = (given: readonly string[], outcome: Said['outcome']) => {
    setMoved(true);
    onSaid(given, outcome);
  };
  return (
    <div className="qz-card">
      <p className="qz-ask">
        <Quoted text={question.ask} />
      </p>
      <p className="qz-notyet" role="status">
        {said?.outcome === 'wrong' && again && <NotYet question={question} said={said} />}
      </p>
      {!done && (
        <QuestionForm
          question={question}
          onAnswer={(given) => say(given, judge(question, given).right ? 'right' : 'wrong')}
          onShow={() => say([], 'shown')}
        />
      )}
      {done && (
        <div ref={result} className="qz-result" tabIndex={-1}>
          <Explained question={question} said={said} />
          <Found question={question} world={world} />
        </div>
      )}
      {!done && <OnPaper question={question} />}
    </div>
  );
}

function Found({ question: { found }, world }: Pick<QuestionCardProps, 'question' | 'world'>) {
  if (found === undefined) return null;
  const { on, line } = found;
  return (
    <p className="qz-found">
      The cluster says so{world === undefined ? ': ' : ' itself: '}
      {world === undefined ? (
        <code>{line}</code>
      ) : (
        <button
          type="button"
          className="push-button"
          aria-label={`Type in the terminal at ${on}: ${line}`}
          onClick={() => askTerminal({ world, place: on, line })}
        >
          {line}
        </button>
      )}{' '}
      at <code>{on}</code>
    </p>
  );
}

/** Without JavaScript, and printed. */
function OnPaper({ question }: { readonly question: ReadyQuestion }): ReactElement {
  return (
    <details className="qz-paper">
      <summary>Answer</summary>
      <p>
        <b {...(question.answer.kind === 'typed' ? { className: 'qz-said' } : {})}>
          <Quoted text={rightAnswers(question).join('; ')} />
        </b>
        . <Quoted text={question.why} />
      </p>
    </details>
  );
}
