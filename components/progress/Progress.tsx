/** What a reader has read, predicted, answered and solved, by chapter; all of it to a file and back. */
import './progress.css';
import { type ReactElement, useSyncExternalStore } from 'react';
import { guarded } from '../figure-guard/figure-guard.tsx';
import { useKeptProblem } from '../kept/kept.ts';
import { keptKeys, keptText, onKept } from '../kept/storage.ts';
import { FileTools } from './FileTools.tsx';
import { isDone, readCounts } from './reading.ts';

/** A chapter and what there is to do in it. */
export interface ChapterPlan {
  readonly slug: string;
  readonly title: string;
  readonly href: string;
  readonly sections: number;
  /** Figures that ask first, as `services/cluster-ip`. */
  readonly predictions: readonly string[];
  /** As `services/odds`. */
  readonly questions: readonly string[];
  /** Ids of their worlds. */
  readonly exercises: readonly string[];
}

export const Progress = guarded('The list of your progress', WholeProgress);

function WholeProgress({ chapters }: { readonly chapters: readonly ChapterPlan[] }): ReactElement {
  const shown = useSyncExternalStore(onKept, everything, () => '') !== '';
  const problem = useKeptProblem();
  const counts: ReadonlyMap<string, number> = shown ? readCounts() : new Map();
  const count = (ids: readonly string[], done: (id: string) => boolean) =>
    [shown ? ids.filter(done).length : 0, ids.length] as const;
  return (
    <section className="pg not-content" aria-label="Your progress">
      {problem !== undefined && (
        <p className="pg-notice" role="status">
          {problem}
        </p>
      )}
      <div className="pg-scroll">
        <table>
          <thead>
            <tr>
              {['Chapter', 'Sections read', 'Predicted', 'Questions', 'Exercises'].map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {chapters.map(({ slug, title, href, sections, predictions, questions, exercises }) => (
              <tr key={slug}>
                <th scope="row">
                  <a href={href}>{title}</a>
                </th>
                <Share of={[Math.min(counts.get(slug) ?? 0, sections), sections]} />
                <Share of={count(predictions, (id) => isDone(`predict/${id}`))} />
                <Share of={count(questions, (id) => isDone(`quiz/${id}`))} />
                <Share of={count(exercises, (id) => isDone(`exercise/${id}`))} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <FileTools />
    </section>
  );
}

/** Changes whenever something of it is kept. */
const everything = () =>
  keptKeys()
    .map((key) => `${key} ${keptText(key)?.length ?? 0}`)
    .join('\n');

function Share({ of: [done, all] }: { readonly of: readonly [done: number, all: number] }): ReactElement {
  if (all === 0) return <td className="pg-none">none</td>;
  return (
    <td data-done={done === all}>
      {done === all && <span aria-hidden="true">✓ </span>}
      {done} of {all}
    </td>
  );
}
