/** A manifest as text, its keys told from its values: as it stands in the page and on paper. */
import type { ReactElement } from 'react';

export function HighlightedYaml({ text }: { readonly text: string }): ReactElement {
  return (
    // What scrolls must be reachable by keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <pre role="region" aria-label="Manifest" tabIndex={0}>
      <code>
        {text.split('\n').map((line, at) => (
          <Line key={at} line={line} />
        ))}
      </code>
    </pre>
  );
}

const parts = /^(\s*(?:- )*)([\w./-]+)(:)(.*)$/;

function Line({ line }: { readonly line: string }): ReactElement {
  const [, indent, key, colon, value] = parts.exec(line) ?? [];
  if (line.trimStart().startsWith('#')) return <span className="ce-comment">{`${line}\n`}</span>;
  if (key === undefined) return <span>{`${line}\n`}</span>;
  return (
    <span>
      {indent}
      <span className="ce-key">{key}</span>
      <span className="ce-mark">{colon}</span>
      {`${value ?? ''}\n`}
    </span>
  );
}
