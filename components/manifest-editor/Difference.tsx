/** What applying would change in an object, line by line. */
import '../unseen/unseen.css';
import type { ReactElement } from 'react';
import { unifiedDiff } from '../../engine/lab/replay/unified-diff.ts';
import type { TriedObject } from '../../engine/lab/manifest/try-manifest.ts';

export function Difference({ tried }: { readonly tried: TriedObject }): ReactElement {
  const { name, verb, before, after = '' } = tried;
  const lines = after.split('\n');
  const changes =
    before === undefined ? lines.map((line) => `+${line}`) : unifiedDiff(before.split('\n'), lines, 2);
  return (
    <div className="me-difference">
      <h3>
        {name}{' '}
        <small>{verb === 'created' ? 'would be new; the server fills in the rest' : 'would change'}</small>
      </h3>
      {/* What scrolls must be reachable by keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre role="region" aria-label="What would change" tabIndex={0}>
        {changes
          .filter((line) => line !== '+')
          .map((line, at) => (
            <ChangedLine key={at} line={line} />
          ))}
      </pre>
    </div>
  );
}

const words: Readonly<Record<string, string>> = { '+': 'added: ', '-': 'removed: ' };

function ChangedLine({ line }: { readonly line: string }): ReactElement {
  const sign = line.charAt(0);
  return (
    <span data-sign={sign}>
      <span aria-hidden="true">{sign === '@' ? '' : `${sign} `}</span>
      <span className="unseen">{words[sign] ?? ''}</span>
      {sign === '@' ? '…' : /^\s*/.exec(line.slice(1))?.[0]}
      {sign !== '@' && <span className="me-line">{line.slice(1).trimStart()}</span>}
      {'\n'}
    </span>
  );
}
