/** A world with every command at once, and scenarios by name: for stories and tests. */
import { findScenario, scenarioOfData, scenarios } from '../../engine/lab/scenario/registry.ts';
import type { Scenario } from '../../engine/lab/stage/stage.ts';
import { openingWorld } from '../../engine/lab/world/open-world.ts';
import type { OpenWorld } from './engine.ts';
import type { WorldSpec } from './world-spec.ts';

export const openSpec: OpenWorld = (spec, actions) => openingWorld(scenarioFor(spec), actions);

function scenarioFor({ scenario, file }: WorldSpec): Scenario {
  if (file !== undefined) return scenarioOfData(file);
  const found = findScenario(scenario);
  if (found !== undefined) return found;
  throw new RangeError(
    `there is no scenario ${scenario}; there are ${scenarios.map(({ name }) => name).join(', ')}`,
  );
}
