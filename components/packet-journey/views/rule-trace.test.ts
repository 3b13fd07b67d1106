// @vitest-environment node
import { expect, test } from 'vitest';
import { openWorld } from '../../../engine/lab/world/open-world.ts';
import { findScenario } from '../../../engine/lab/scenario/registry.ts';
import { projectJourney } from '../model/project-journey.ts';
import { ruleTrace } from './rule-trace.ts';

const world = openWorld(findScenario('lab/vxlan')!);
const journey = world.journey({
  from: 'laptop',
  to: '10.10.20.4',
  port: 30080,
  protocol: 'tcp',
  endpoint: '10.8.1.8:8080',
});
const model = projectJourney(journey, { map: world.map() });
const syn = model.trips.findIndex(({ way }) => way === 'forth');
const trace = ruleTrace(model, syn);

test('the jumps from a Service to its endpoint are one deeper each', () => {
  const chains = trace.passages.flatMap((passage) => passage.chains);
  const depths = ['KUBE-SERVICES', 'KUBE-NODEPORTS', 'KUBE-EXT-', 'KUBE-SVC-', 'KUBE-SEP-'].map(
    (name) => chains.find((chain) => chain.name.startsWith(`nat/${name}`))?.depth,
  );
  expect(depths).toEqual([1, 2, 3, 4, 5]);
});

test('a chain the packet comes back to stands where it stood', () => {
  for (const { chains } of trace.passages)
    for (const name of new Set(chains.map((chain) => chain.name)))
      if (/\/[A-Z]+$/.test(name) && !name.includes('KUBE'))
        expect(new Set(chains.filter((chain) => chain.name === name).map(({ depth }) => depth))).toEqual(
          new Set([0]),
        );
});

test('every rule that was tried is counted once, and those that did not match say why', () => {
  const rows = model.trips[syn]!.steps.flatMap((index) => model.steps[index]!.consulted)
    .filter(({ table }) => table === 'rules')
    .flatMap((consulted) => consulted.rows);
  expect(trace.tried).toBe(rows.length);
  expect(trace.matched).toBe(rows.filter(({ matched }) => matched).length);
  expect(rows.filter(({ matched, because }) => !matched && because === undefined)).toEqual([]);
});

test('an answer meets no rule of the table nat, but the tunnel that carries it is a connection of its own', () => {
  const back = model.trips.findIndex(({ way }) => way === 'back');
  const { passages } = ruleTrace(model, back);
  const nat = (outer: boolean) =>
    passages
      .filter((passage) => passage.outer === outer)
      .flatMap(({ chains }) => chains)
      .filter(({ name }) => name.startsWith('nat/'));
  expect(nat(false)).toEqual([]);
  expect(nat(true)).not.toEqual([]);
});
