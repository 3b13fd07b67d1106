/** Looks at an exercise's clauses again after whatever the reader did, one clause at a time. */
import { useEffect, useState } from 'react';
import type { Check, CheckOutcome } from '../../engine/lab/exercise/check.ts';
import type { WorldStore } from '../world/world-store.ts';

/** Milliseconds after something was done: at once, and while the cluster follows. Looking costs a copy of the cluster. */
const looks = [400, 1_500, 4_000, 10_000, 25_000];

/**
 * @param checks the same list each time
 * @param done changes with what was done to the world, undone things too
 * @returns what each clause last came to; undefined: not looked at yet
 */
export function useLiveChecks(
  store: WorldStore,
  checks: readonly Check[],
  done: string,
  active: boolean,
): readonly (CheckOutcome | undefined)[] {
  const [outcomes, setOutcomes] = useState<readonly (CheckOutcome | undefined)[]>(() =>
    checks.map(() => undefined),
  );
  useEffect(() => {
    if (!active) return;
    let stale = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const began = performance.now();
    // One after the other: on a slow machine a look takes longer than the time to the next.
    const plan = (number: number) => {
      const due = looks[number];
      if (due === undefined || stale) return;
      timer = setTimeout(
        () => {
          void look().then(() => {
            plan(number + 1);
          });
        },
        Math.max(0, began + due - performance.now()),
      );
    };
    const look = () =>
      store.check(checks).then(
        (found) => {
          if (!stale) setOutcomes(found);
        },
        (error: unknown) => {
          const why = error instanceof Error ? error.message : String(error);
          if (!stale) setOutcomes(checks.map(() => ({ state: 'cannot-check', why })));
        },
      );
    plan(0);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [store, checks, done, active]);
  return outcomes;
}
