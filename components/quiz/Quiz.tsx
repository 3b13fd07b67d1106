/** A chapter's questions. What was answered stays answered; what was missed comes back in the review. */
import type { ReactElement } from 'react';
import { guarded } from '../figure-guard/figure-guard.tsx';
import { keep, useKept, useKeptProblem } from '../kept/kept.ts';
import type { WorldSpec } from '../world/world-spec.ts';
import type { ReadyQuestion } from './question.ts';
import { QuestionCard } from './QuestionCard.tsx';
import { answered, readSaid, saidKey } from './review.ts';

export interface QuizProps {
  readonly questions: readonly ReadyQuestion[];
  readonly world?: WorldSpec | undefined;
}

export const Quiz = guarded('The questions', WholeQuiz);

function WholeQuiz({ questions, world }: QuizProps): ReactElement {
  const problem = useKeptProblem();
  return (
    <section className="qz not-content" aria-label="Questions">
      <ol>
        {questions.map((question) => (
          <li key={question.id} id={anchor(question)} data-task={saidKey(question.id)}>
            <Kept question={question} world={world} />
          </li>
        ))}
      </ol>
      {problem !== undefined && (
        <p className="qz-notice" role="status">
          {problem}
        </p>
      )}
    </section>
  );
}

/** `question-odds` */
const anchor = ({ id }: ReadyQuestion) => `question-${id.slice(id.indexOf('/') + 1)}`;

function Kept({
  question,
  world,
}: {
  readonly question: ReadyQuestion;
  readonly world?: WorldSpec | undefined;
}) {
  const said = useKept(saidKey(question.id), readSaid);
  return (
    <QuestionCard
      question={question}
      said={said}
      again
      onSaid={(given, outcome) => keep(saidKey(question.id), answered(said, given, outcome, Date.now()))}
      world={world}
    />
  );
}
