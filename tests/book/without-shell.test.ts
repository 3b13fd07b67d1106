/** A chapter's world without a shell, as its figures have it before a terminal is opened, is the one with a shell. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { finish } from '../../engine/clock/work.ts';
import { scenarioOfData } from '../../engine/lab/scenario/registry.ts';
import { parseScenarioFile } from '../../engine/lab/scenario/scenario-file.ts';
import { openingWithoutShell } from '../../engine/lab/scenario/without-shell.ts';
import { openWorld } from '../../engine/lab/world/open-world.ts';

const second = 1_000_000;

function scenario(name: string) {
  const file = join(import.meta.dirname, '../../docs', `${name}.yaml`);
  const parsed = parseScenarioFile(readFileSync(file, 'utf8'), file);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.scenario;
}

describe.each(['pod-to-pod/cluster', 'services/cluster', 'services/no-endpoints'])(
  'the world of %s',
  (name) => {
    const file = scenario(name);
    const bare = finish(openingWithoutShell(file, []));
    const full = openWorld(scenarioOfData(file));

    test('can be without a shell, and looks the same', () => {
      expect(bare?.map()).toEqual(full.map());
      expect(bare?.now).toBe(full.now);
    });

    test('lets packets take the same way, event by event', () => {
      const to = name.startsWith('services') ? 'web' : 'pod/default/web-1';
      const flow = { from: 'pod/default/client', to, protocol: 'tcp', port: 80 } as const;
      const events = (world: typeof full | undefined) =>
        world?.journey(flow).events.map((event) => JSON.stringify(event));
      expect(events(bare)?.length).toBeGreaterThan(10);
      expect(events(bare)).toEqual(events(full));
    });

    test('goes on in the same way', () => {
      for (const world of [bare, full]) {
        world?.perform({ kind: 'send', flow: { from: 'laptop', to: '10.10.20.4', protocol: 'icmp' } });
        world?.run(world.now + 5 * second);
      }
      expect(bare?.map()).toEqual(full.map());
      expect(bare?.next).toBe(full.next);
    });
  },
);

test('a world whose beginning is typed cannot be without a shell', () => {
  expect(finish(openingWithoutShell(scenario('pod-to-pod/lost-port'), []))).toBeUndefined();
});

test('nor can one in which somebody typed', () => {
  const typed = { kind: 'type', at: 0, tab: 't1', place: 'workstation', line: 'true' } as const;
  expect(finish(openingWithoutShell(scenario('services/cluster'), [typed]))).toBeUndefined();
});
