/** A world with every command. With this module comes the shell: it is imported when a reader opens a terminal. */
import { findScenario, scenarioOfData, scenarios } from '../../engine/lab/scenario/registry.ts';
import type { Scenario } from '../../engine/lab/stage/stage.ts';
import { openWorld } from '../../engine/lab/world/open-world.ts';
import type { OpenWorld } from './engine.ts';
import type { WorldSpec } from './world-spec.ts';

export const openSpec: OpenWorld = (spec, actions) => openWorld(scenarioFor(spec), actions);

function scenarioFor({ scenario, file }: WorldSpec): Scenario {
  if (file !== undefined) return scenarioOfData(file);
  const found = findScenario(scenario);
  if (found !== undefined) return found;
  throw new RangeError(
    `there is no scenario ${scenario}; there are ${scenarios.map(({ name }) => name).join(', ')}`,
  );
}
