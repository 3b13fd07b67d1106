/** Looks at an exercise's clauses again after whatever the reader did, one clause at a time. */
import { useEffect, useState } from 'react';
import type { Check, CheckOutcome } from '../../engine/lab/exercise/check.ts';
import type { WorldStore } from '../world/world-store.ts';

/** Milliseconds after something was done: at once, and while the cluster follows. Looking costs a copy of the cluster. */
const looks = [400, 1_500, 4_000, 10_000, 25_000];

/**
 * @param done counts what was done to the world, undone things too
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
    const timers = new Set<ReturnType<typeof setTimeout>>();
    const later = (delay: number, then: () => void) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        then();
      }, delay);
      timers.add(timer);
    };
    const look = (at: number, found: readonly CheckOutcome[]) => {
      const check = checks[at];
      const { world } = store;
      if (world === undefined) return;
      if (check === undefined) {
        setOutcomes(found);
        return;
      }
      const outcome = world.check([check])[0] ?? { state: 'cannot-check', why: 'nothing was found' };
      // A breath between clauses: the page stays alive.
      later(0, () => look(at + 1, [...found, outcome]));
    };
    for (const delay of looks) later(delay, () => look(0, []));
    return () => timers.forEach((timer) => clearTimeout(timer));
  }, [store, checks, done, active]);
  return outcomes;
}
