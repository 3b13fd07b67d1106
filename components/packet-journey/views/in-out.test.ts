// @vitest-environment node
import { expect, test } from 'vitest';
import { addresses, openStory } from '../../testing/story-cluster.ts';
import { projectJourney } from '../model/project-journey.ts';
import { inOutOf } from './in-out.ts';

const world = openStory();
const model = projectJourney(
  world.journey({ from: 'pod/default/client', to: addresses['web-2'], port: 80, protocol: 'tcp' }),
  { map: world.map() },
);
const syn = model.trips.find(({ way }) => way === 'forth')!.steps.map((index) => model.steps[index]!);
const at = (label: string) => {
  const found = inOutOf(model, syn.find(({ lane }) => model.lanes[lane]!.label === label)!.index)!;
  const text = (stops: typeof found.in) =>
    stops.map(({ layer, device }) => `${String(layer)} ${device ?? '-'}`);
  return {
    in: text(found.in),
    out: text(found.out),
    steps: [...found.in, ...found.out].flatMap(({ steps }) => steps),
  };
};

test('a sender only goes down, a receiver only up', () => {
  expect(at('client').in).toEqual([]);
  expect(at('client').out.map((text) => text[0])).toEqual(['4', '3', '2']);
  expect(at('web-2').in.map((text) => text[0])).toEqual(['2', '3', '4']);
  expect(at('web-2').out).toEqual([]);
});

test('a node with a tunnel goes up to the tunnel and up again', () => {
  expect(at('k8s-w2').in).toEqual(['2 eth0', '3 eth0', '4 eth0', '2 flannel.1', '3 flannel.1']);
});

test('no step of the stay is left out', () => {
  for (const label of ['client', 'k8s-w1', 'k8s-w2', 'web-2'])
    expect(at(label).steps).toEqual(syn.filter(({ lane }) => model.lanes[lane]!.label === label));
});
