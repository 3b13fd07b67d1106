/** What the words of a table mean, folded away under it. */
import type { ReactElement } from 'react';

interface MeaningsProps {
  /** `What the states mean` */
  readonly summary: string;
  readonly meanings: readonly (readonly [word: string, meaning: string])[];
}

export function Meanings({ summary, meanings }: MeaningsProps): ReactElement {
  return (
    <details className="kt-meanings">
      <summary>{summary}</summary>
      <dl>
        {meanings.map(([word, meaning]) => (
          <div key={word}>
            <dt>
              <code>{word}</code>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
