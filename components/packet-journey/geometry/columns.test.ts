// @vitest-environment node
import { expect, test } from 'vitest';
import { openWorld } from '../../../engine/lab/world/open-world.ts';
import { findScenario } from '../../../engine/lab/scenario/registry.ts';
import { projectJourney } from '../model/project-journey.ts';
import { columnOfSteps, columnsOf } from './columns.ts';
import { layoutJourney } from './journey-layout.ts';

/** Through the gateway to a node, and from there through the same switch to another node. */
const world = openWorld(findScenario('lab/vxlan')!);
const journey = world.journey({
  from: 'laptop',
  to: '10.10.20.4',
  port: 30080,
  protocol: 'tcp',
  endpoint: '10.8.1.8:8080',
});
const model = projectJourney(journey, { map: world.map() });
const names = (columns: readonly number[]) => columns.map((lane) => model.lanes[lane]!.label);

test('a switch that is passed twice stands twice, each time between the machines it joins', () => {
  expect(names(columnsOf(model, 0))).toEqual(['laptop', 'gw', 'switch', 'w1', 'switch', 'w2', 'web-2']);
});

test('so the way never turns back, and the answer uses the same columns', () => {
  const columns = columnsOf(model, 0);
  const forth = [...columnOfSteps(model, 0, columns).values()];
  expect(forth).toEqual([...forth].sort((one, other) => one - other));
  const reply = model.trips.findIndex(({ way }) => way === 'back');
  expect(columnsOf(model, reply)).toEqual(columns);
  const back = [...columnOfSteps(model, reply, columns).values()];
  expect(back).toEqual([...back].sort((one, other) => other - one));
  const { stations } = layoutJourney(model, 0, 924);
  expect(stations.map(({ x }) => x)).toEqual(stations.map(({ x }) => x).sort((one, other) => one - other));
});
