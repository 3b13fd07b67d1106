/** What is said once it is solved: what has been shown, which other ways there are, what comes next. */
import type { ReactElement } from 'react';
import type { Exercise } from '../../engine/lab/exercise/check.ts';
import { Quoted } from '../text/Quoted.tsx';
import type { ExerciseCardProps } from './ExerciseCard.tsx';

interface SolvedProps extends Pick<ExerciseCardProps, 'next'> {
  readonly exercise: Exercise;
}

export function Solved({ exercise: { shows, solutions }, next }: SolvedProps): ReactElement {
  return (
    <div className="ex-end">
      <p role="status">
        <Quoted text={shows} />
      </p>
      <details>
        <summary>
          {solutions.length === 1 ? 'One way to solve it' : `${solutions.length} ways to solve it`}
        </summary>
        {solutions.map((steps) => (
          <ol key={steps.map(({ line }) => line).join('\n')} className="ex-solution">
            {steps.map(({ on, line }) => (
              <li key={`${on} ${line}`}>
                <span>{on}</span>
                <code>{line}</code>
              </li>
            ))}
          </ol>
        ))}
      </details>
      {next !== undefined && (
        <p>
          Next: <a href={next.href}>{next.title}</a>
        </p>
      )}
    </div>
  );
}
