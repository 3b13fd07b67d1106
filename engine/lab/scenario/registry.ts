/**
 * Every scenario that has a name.
 */
import type { Scenario } from '../stage/stage.ts';
import { labScenarios } from './lab-stage.ts';

export const scenarios: readonly Scenario[] = [...labScenarios];

export function findScenario(name: string): Scenario | undefined {
  return scenarios.find((scenario) => scenario.name === name);
}
