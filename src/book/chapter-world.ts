/**
 * The world of a chapter where the book is built: its scenario file beside the prose, opened once for all figures of
 * the page, and described so that the page can open it again.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorldSpec } from '../../components/world/world-spec.ts';
import { findScenario, scenarioOfText } from '../../engine/lab/scenario/registry.ts';
import { openWorld } from '../../engine/lab/world/open-world.ts';
import type { World } from '../../engine/lab/world/world-api.ts';

const docs = join(process.cwd(), 'docs');
const worlds = new Map<string, World>();

/**
 * @param name a chapter (`services`), an exercise's own file (`services/no-endpoints`), or a scenario of the engine
 * @throws Error that says which file is missing
 */
export function worldSpec(name: string): WorldSpec {
  const [slug = '', own = 'cluster'] = name.split('/');
  const file = join(docs, slug, `${own}.yaml`);
  if (existsSync(file)) {
    const text = readFileSync(file, 'utf8');
    return { id: name, scenario: name, title: scenarioOfText(text, file).title, text };
  }
  const known = findScenario(name);
  if (known === undefined)
    throw new Error(`there is no world ${name}: neither docs/${slug}/${own}.yaml nor a scenario`);
  return { id: name, scenario: name, title: known.title };
}

/** A new world, for whoever changes it. */
export function newWorld(name: string): World {
  const spec = worldSpec(name);
  const scenario = spec.text === undefined ? findScenario(name) : scenarioOfText(spec.text, name);
  if (scenario === undefined) throw new Error(`there is no world ${name}`);
  return openWorld(scenario);
}

/** The world as every reader first finds it: shared by the figures, which send their packets in copies of it. */
export function builtWorld(name: string): World {
  let world = worlds.get(name);
  if (world === undefined) {
    world = newWorld(name);
    worlds.set(name, world);
  }
  return world;
}
