/** What is kept for a reader, as React sees it. */
import { useMemo, useSyncExternalStore } from 'react';
import { keptProblem, keptText, onKept, parsed } from './storage.ts';

export { keep } from './storage.ts';

/**
 * What is kept, and anew whenever it changes, in another tab too.
 * @param read gets undefined where nothing readable is kept
 */
export function useKept<Value>(key: string, read: (value: unknown) => Value): Value {
  const text = useSyncExternalStore(
    onKept,
    () => keptText(key),
    () => undefined,
  );
  return useMemo(() => read(parsed(text)), [text, read]);
}

/** Why what is done on this page does not last; undefined while it does. */
export function useKeptProblem(): string | undefined {
  return useSyncExternalStore(onKept, keptProblem, () => undefined);
}
