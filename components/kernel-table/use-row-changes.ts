/** Rows with what became of them since the last look; the marks go after a moment. */
import { useEffect, useState } from 'react';
import { begin, follow, type Followed, settle } from './row-changes.ts';

/** Milliseconds a mark is shown. */
const shown = 1500;

/** @param scope of what the rows are: with another one, nothing came and nothing went */
export function useRowChanges<Row>(
  scope: string,
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): Followed<Row> {
  const [followed, set] = useState(() => begin(scope, rows, keyOf));
  let current = followed;
  if (followed.scope !== scope) current = begin(scope, rows, keyOf);
  else if (followed.rows !== rows) current = follow(followed, rows, keyOf);
  if (current !== followed) set(current);
  const marks = current.marked.some(({ fate }) => fate !== 'here');
  useEffect(() => {
    if (!marks) return;
    const timer = setTimeout(() => set(settle), shown);
    return () => clearTimeout(timer);
  }, [marks]);
  return current;
}
