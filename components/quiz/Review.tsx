/** The questions a reader missed, when they are due: one after the other, each once. */
import '../push-button/push-button.css';
import { type ReactElement, useState, useSyncExternalStore } from 'react';
import { guarded } from '../figure-guard/figure-guard.tsx';
import { keep, useKept } from '../kept/kept.ts';
import { onKept, keptKeys, keptText } from '../kept/storage.ts';
import type { ReadyQuestion } from './question.ts';
import { QuestionCard } from './QuestionCard.tsx';
import { day, readSaid, reviewed, type Said, saidKey, waiting } from './review.ts';

export interface ReviewProps {
  readonly questions: readonly ReadyQuestion[];
  /** Chapters by slug, with their addresses. */
  readonly chapters: readonly { readonly slug: string; readonly title: string; readonly href: string }[];
  /** Milliseconds since 1970. Left to the clock but in tests. */
  readonly now?: () => number;
}

export const Review = guarded('The review', WholeReview);

function WholeReview({ questions, chapters, now = Date.now }: ReviewProps): ReactElement {
  const text = useSyncExternalStore(onKept, queueText, () => '');
  const known = new Map(questions.map((question) => [question.id, question]));
  const queue = text === '' ? [] : waiting().filter(({ id }) => known.has(id));
  const [opened, setOpened] = useState<number>();
  const [at, setAt] = useState<string>();
  const due = queue.filter((each) => each.due <= (opened ?? now()));
  const current = known.get(at ?? due[0]?.id ?? '');
  const later = queue.length - due.length;
  if (current === undefined) return <Nothing queue={queue} chapters={chapters} />;
  const chapter = chapters.find(({ slug }) => current.id.startsWith(`${slug}/`));
  const left = due.filter(({ id }) => id !== current.id).length;
  return (
    <section className="qz qz-review not-content" aria-label="Review">
      <p className="qz-from">
        From <a href={chapter?.href}>{chapter?.title}</a>
        {left > 0 && `. ${String(left)} more ${left === 1 ? 'is' : 'are'} due`}
        {later > 0 && `. ${String(later)} later`}.
      </p>
      <Reviewed
        key={current.id}
        question={current}
        now={now}
        onBegun={() => {
          setOpened(opened ?? now());
          setAt(current.id);
        }}
        next={left > 0 ? 'Next question' : 'Done'}
        onNext={() => setAt(undefined)}
      />
    </section>
  );
}

/** Changes whenever an answer is kept, here or in another tab. */
const queueText = () =>
  keptKeys()
    .filter((key) => key.startsWith('quiz/'))
    .map((key) => keptText(key) ?? '')
    .join('\n');

interface ReviewedProps {
  readonly question: ReadyQuestion;
  readonly now: () => number;
  readonly onBegun: () => void;
  readonly next: string;
  readonly onNext: () => void;
}

function Reviewed({ question, now, onBegun, next, onNext }: ReviewedProps): ReactElement {
  const before = useKept(saidKey(question.id), readSaid);
  const [said, setSaid] = useState<Said>();
  return (
    <>
      <QuestionCard
        question={question}
        said={said}
        again={false}
        onSaid={(given, outcome) => {
          const after = reviewed(before ?? { given, outcome }, given, outcome, now());
          onBegun();
          setSaid(after);
          keep(saidKey(question.id), after);
        }}
      />
      {said !== undefined && (
        <p className="qz-next">
          <span>{backWords(said, now())}</span>
          <button type="button" className="push-button push-button-main" onClick={onNext}>
            {next}
          </button>
        </p>
      )}
    </>
  );
}

function backWords({ review }: Said, now: number): string {
  if (review === undefined) return 'Answered four times: it does not come back.';
  const days = Math.round((review.due - now) / day);
  return `It comes back ${days === 1 ? 'tomorrow' : `in ${String(days)} days`}.`;
}

interface NothingProps extends Pick<ReviewProps, 'chapters'> {
  readonly queue: readonly { readonly id: string; readonly due: number }[];
}

function Nothing({ queue, chapters }: NothingProps): ReactElement {
  const [first] = queue;
  const when = first && new Date(first.due).toLocaleDateString('en', { day: 'numeric', month: 'long' });
  const parts = chapters
    .map(({ slug, title }) => ({ title, count: queue.filter(({ id }) => id.startsWith(`${slug}/`)).length }))
    .filter(({ count }) => count > 0)
    .map(({ title, count }) => `${String(count)} from ${title}`);
  return (
    <section className="qz qz-review not-content" aria-label="Review">
      <p className="qz-ask">Nothing is due.</p>
      <p className="qz-why">
        {first === undefined
          ? 'A question you miss in a chapter, or have shown to you, waits here and is asked again after 1, 3, 7 and 21 days. Answer it right four times and it is gone.'
          : `Waiting: ${parts.join(', ')}. The next is due on ${when ?? ''}.`}
      </p>
    </section>
  );
}
