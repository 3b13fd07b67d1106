/** A world of what a page says about it. With this module comes the engine: it is imported dynamically. */
import { findScenario, scenarioOfText, scenarios } from '../../engine/lab/scenario/registry.ts';
import type { Scenario } from '../../engine/lab/stage/stage.ts';
import { openWorld } from '../../engine/lab/world/open-world.ts';
import type { OpenWorld } from './engine.ts';
import type { WorldSpec } from './world-spec.ts';

export const openSpec: OpenWorld = (spec, actions) => openWorld(scenarioFor(spec), actions);

function scenarioFor({ scenario, text }: WorldSpec): Scenario {
  if (text !== undefined) return scenarioOfText(text, scenario);
  const found = findScenario(scenario);
  if (found !== undefined) return found;
  throw new RangeError(
    `there is no scenario ${scenario}; there are ${scenarios.map(({ name }) => name).join(', ')}`,
  );
}
