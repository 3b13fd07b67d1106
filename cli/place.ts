/**
 * `--scenario` and `--on`: the world a command runs in, and where in it.
 */
import { finish } from '../engine/clock/work.ts';
import type { Standing } from '../engine/lab/stage/stage.ts';
import { UsageError } from './arguments.ts';
import { scenarioNamed } from './scenario.ts';

/** @param place undefined: the first place of the scenario */
export function standAt(name: string, place: string | undefined): Standing {
  const scenario = scenarioNamed(name);
  const stage = finish(scenario.building());
  const standing = stage.stand(place ?? stage.places()[0] ?? '');
  if (standing === undefined)
    throw new UsageError(
      `there is no place "${place ?? ''}" in ${name}; there are ${stage.places().join(', ')}`,
    );
  return standing;
}
