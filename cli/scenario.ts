/**
 * `--scenario`: a name the engine knows, a chapter's or an exercise's of this book (`services`,
 * `services/no-endpoints`), or a file.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findScenario, scenarioOfText, scenarios } from '../engine/lab/scenario/registry.ts';
import type { Scenario } from '../engine/lab/stage/stage.ts';
import { UsageError } from './arguments.ts';

const docs = join(import.meta.dirname, '..', 'docs');

export function scenarioNamed(name: string): Scenario {
  const known = findScenario(name);
  if (known !== undefined) return known;
  const file = fileOf(name);
  if (file === undefined)
    throw new UsageError(
      `there is no scenario or file "${name}"; there are ${[...scenarios.map((each) => each.name), ...chapterScenarios()].join(', ')}`,
    );
  try {
    return scenarioOfText(readFileSync(file, 'utf8'), file);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}

function fileOf(name: string): string | undefined {
  const candidates = [name, join(docs, name, 'cluster.yaml'), join(docs, `${name}.yaml`)];
  return candidates.find((path) => path.endsWith('.yaml') && existsSync(path));
}

/** `services`, `services/no-endpoints`, … */
function chapterScenarios(): readonly string[] {
  return readdirSync(docs, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.yaml'))
    .map((path) => path.replace(/\/cluster\.yaml$|\.yaml$/, ''))
    .sort();
}
