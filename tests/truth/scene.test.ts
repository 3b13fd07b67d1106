/**
 * The command lines of `scenes/*.scene` on the real kernel with the real tools and on our machine: same bytes, same exit
 * statuses. What differs is marked there, with its reason. Needs root, to make network namespaces.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareScene, type Comparison, readScenes, type Scene } from './scene.ts';

const able =
  spawnSync('unshare', [
    '-n',
    '-m',
    'sh',
    '-c',
    'ip -V && bridge -V && tc -V && brctl -V && ethtool --version',
  ]).status === 0;
if (!able) console.warn('SKIPPED: no root or no iproute2, so no real kernel could judge our commands');

const folder = join(import.meta.dirname, 'scenes');

describe.skipIf(!able)('what the real tools print on a real kernel', () => {
  it.concurrent.each(readdirSync(folder).filter((name) => name.endsWith('.scene')))(
    'is what ours print: %s',
    async (name) => {
      const results = await Promise.all(readScenes(join(folder, name)).map(compareSteadily));
      const differences = results.flatMap((result) => result.differences);
      const compared = results.reduce((sum, result) => sum + result.compared, 0);
      console.log(`${name}: ${String(compared)} compared, ${String(compared - differences.length)} equal`);
      expect(results.flatMap((result) => result.complaints)).toEqual([]);
      expect(differences.map(({ line, real, ours }) => ({ line: line.text, real, ours }))).toEqual([]);
    },
  );
});

/**
 * The kernel races with itself, the more the busier the machine: what differs counts when a second run, with no other
 * scene beside it, gives the same two answers.
 */
async function compareSteadily(scene: Scene): Promise<Comparison> {
  const first = await besideOthers(() => compareScene(scene));
  if (first.differences.length + first.complaints.length === 0) return first;
  const second = await alone(() => compareScene(scene));
  const steady = second.differences.filter((difference) =>
    first.differences.some((other) => JSON.stringify(other) === JSON.stringify(difference)),
  );
  const unsteady = first.differences.length - steady.length;
  if (unsteady > 0) console.log(`▲ ${scene.name}: ${String(unsteady)} lines differ on the kernel itself`);
  const complaints = second.complaints.filter((complaint) => first.complaints.includes(complaint));
  return { ...second, differences: steady, complaints };
}

const playing = new Set<Promise<Comparison>>();
/** The last that plays alone, or played. */
let lonely: Promise<unknown> = Promise.resolve();

async function besideOthers(play: () => Promise<Comparison>): Promise<Comparison> {
  for (let waited: unknown; waited !== lonely;) await (waited = lonely);
  const scene = play();
  playing.add(scene);
  return scene.finally(() => playing.delete(scene));
}

function alone(play: () => Promise<Comparison>): Promise<Comparison> {
  const scene = lonely.then(() => Promise.allSettled(playing)).then(play);
  lonely = scene.catch(() => undefined);
  return scene;
}
