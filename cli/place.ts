/**
 * `--scenario` and `--on`: the world a command runs in, and where in it.
 */
import { findScenario, scenarios } from '../engine/lab/scenario/registry.ts';
import type { Standing } from '../engine/lab/stage/stage.ts';
import { UsageError } from './arguments.ts';

/** @param place undefined: the first place of the scenario */
export function standAt(name: string, place: string | undefined): Standing {
  const scenario = findScenario(name);
  if (scenario === undefined)
    throw new UsageError(
      `there is no scenario "${name}"; there are ${scenarios.map((each) => each.name).join(', ')}`,
    );
  const stage = scenario.build();
  const standing = stage.stand(place ?? stage.places()[0] ?? '');
  if (standing === undefined)
    throw new UsageError(
      `there is no place "${place ?? ''}" in ${name}; there are ${stage.places().join(', ')}`,
    );
  return standing;
}
