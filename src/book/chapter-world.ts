/**
 * The world of a chapter or an exercise while the book is built: figures take their first form from it.
 * A name is a path in `docs/`: `services` is `docs/services/cluster.yaml`, `services/no-endpoints` its neighbour.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorldSpec } from '../../components/world/world-spec.ts';
import { scenarioOfText } from '../../engine/lab/scenario/registry.ts';
import { parseScenarioFile } from '../../engine/lab/scenario/scenario-file.ts';
import { openWorld } from '../../engine/lab/world/open-world.ts';
import type { World } from '../../engine/lab/world/world-api.ts';

const docs = join(process.cwd(), 'docs');
const worlds = new Map<string, World>();

/** @throws Error when there is no such file: a page names a world that is not there */
function textOf(name: string): string {
  const path = [join(docs, name, 'cluster.yaml'), join(docs, `${name}.yaml`)].find((each) =>
    existsSync(each),
  );
  if (path === undefined) throw new Error(`docs/${name}.yaml and docs/${name}/cluster.yaml are not there`);
  return readFileSync(path, 'utf8');
}

/** What a page's figures need to open the world in the browser. */
export function worldSpec(name: string): WorldSpec {
  const parsed = parseScenarioFile(textOf(name), name);
  if (!parsed.ok) throw new RangeError(parsed.error);
  const file = parsed.scenario;
  return { id: name, scenario: name, title: file.title, file };
}

/** A world of its own, as it begins: for what is typed into it. */
export function freshWorld(name: string): World {
  return openWorld(scenarioOfText(textOf(name), name));
}

/** Built once for all figures of the book; nobody does anything in it. */
export function builtWorld(name: string): World {
  let world = worlds.get(name);
  if (world === undefined) {
    world = freshWorld(name);
    worlds.set(name, world);
  }
  return world;
}
