// @vitest-environment node
import { beforeAll, expect, test } from 'vitest';
import type { World } from '../../engine/lab/world/world-api.ts';
import type { Flow } from '../../engine/lab/probe/flow.ts';
import { projectJourney } from '../packet-journey/model/project-journey.ts';
import { addresses, openStory } from '../testing/story-cluster.ts';
import { passesOf } from './passes.ts';
import { ways } from './stations.ts';

let world: World;
beforeAll(() => {
  world = openStory();
});

const passes = (machine: string, flow: Partial<Flow> = {}) => {
  const whole = {
    from: 'pod/default/client',
    to: addresses['web-2'],
    port: 80,
    protocol: 'tcp',
    ...flow,
  } as const;
  const model = projectJourney(world.journey(whole), { map: world.map() });
  return passesOf(model, machine).filter(({ trip }) => trip === passesOf(model, machine)[0]?.trip);
};

test('what is forwarded and wrapped passes twice: as itself, and inside its wrapping', () => {
  expect(passes('k8s-w1').map(({ way }) => way.join(' '))).toEqual([
    'in prerouting routing forward postrouting out',
    'routing-out output postrouting out',
  ]);
});

test('what is unwrapped comes for this machine first, and then through it', () => {
  expect(passes('k8s-w2').map(({ way }) => way.join(' '))).toEqual([
    'in prerouting routing input program',
    'in prerouting routing forward postrouting out',
  ]);
});

test('what a machine is asked itself ends at a program', () => {
  const [asked] = passes('k8s-w1', { to: '10.10.20.4', port: 10_250 });
  expect(asked?.way.slice(0, 5)).toEqual(['in', 'prerouting', 'routing', 'input', 'program']);
});

test('every way is one that the picture draws', () => {
  const drawn = new Set(ways.map(([from, to]) => `${from} ${to}`));
  for (const machine of ['k8s-w1', 'k8s-w2'])
    for (const to of [addresses['web-2'], addresses['web-1'], addresses.web, '10.10.20.4', '10.10.20.1'])
      for (const { way } of passes(machine, { to }))
        for (const [at, station] of way.slice(1).entries())
          expect(drawn, `${to} on ${machine}`).toContain(`${way[at] ?? ''} ${station}`);
});
