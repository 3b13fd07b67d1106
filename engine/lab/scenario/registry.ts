/**
 * Every scenario that has a name of its own. Chapters' and exercises' scenarios are files beside their prose.
 */
import { clusterScenario } from '../reference/cluster-stage.ts';
import type { Scenario } from '../stage/stage.ts';
import { parseScenarioFile } from './scenario-file.ts';
import { labScenarios } from './lab-stage.ts';
import type { ScenarioFile } from './scenario-data.ts';
import { worldCommands } from './world-commands.ts';

/** The reference cluster with nothing deployed. */
const reference = clusterScenario(
  {
    name: 'reference',
    title: 'The reference cluster',
    backend: 'vxlan',
    proxy: 'iptables',
    manifests: [],
    setup: [],
  },
  worldCommands,
);

export const scenarios: readonly Scenario[] = [reference, ...labScenarios];

/**
 * @param name a name, or the whole text of a scenario file (a page hands over its own)
 * @throws RangeError that says what is wrong in the text
 */
export function findScenario(name: string): Scenario | undefined {
  if (name.includes('\n')) return scenarioOfText(name, 'scenario');
  return scenarios.find((scenario) => scenario.name === name);
}

/**
 * A scenario of a file's text: a chapter's, an exercise's, a reader's own.
 * @param file named in errors
 * @throws RangeError that says what is wrong in the text
 */
export function scenarioOfText(text: string, file: string): Scenario {
  const parsed = parseScenarioFile(text, file);
  if (!parsed.ok) throw new RangeError(parsed.error);
  return scenarioOfData(parsed.scenario);
}

/** A scenario of what its file says. */
export function scenarioOfData(file: ScenarioFile): Scenario {
  return clusterScenario(file, worldCommands);
}
