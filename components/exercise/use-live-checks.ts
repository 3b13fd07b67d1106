/** Looks at an exercise's clauses again whenever its cluster changed and came to rest, one clause at a time. */
import { useEffect, useState } from 'react';
import type { Check, CheckOutcome } from '../../engine/lab/exercise/check.ts';
import type { WorldStore } from '../world/world-store.ts';

/** Milliseconds without a change before it looks. */
const rest = 350;

/** @param version of the world; @returns what each clause last came to; undefined: not looked at yet */
export function useLiveChecks(
  store: WorldStore,
  checks: readonly Check[],
  version: number,
  active: boolean,
): readonly (CheckOutcome | undefined)[] {
  const [outcomes, setOutcomes] = useState<readonly (CheckOutcome | undefined)[]>(() =>
    checks.map(() => undefined),
  );
  useEffect(() => {
    if (!active) return;
    let stopped = false;
    const look = (at: number, found: readonly CheckOutcome[]) => {
      const check = checks[at];
      const { world } = store;
      if (stopped || world === undefined) return;
      if (check === undefined) {
        setOutcomes(found);
        return;
      }
      const outcome = world.check([check])[0] ?? { state: 'cannot-check', why: 'nothing was found' };
      // A breath between clauses: each may send packets through a copy of the cluster.
      timer = setTimeout(() => look(at + 1, [...found, outcome]));
    };
    let timer = setTimeout(() => look(0, []), rest);
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [store, checks, version, active]);
  return outcomes;
}
