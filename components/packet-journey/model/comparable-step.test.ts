// @vitest-environment node
import { expect, test } from 'vitest';
import { addresses, openStory } from '../../testing/story-cluster.ts';
import { droppedAt } from '../parts/Notes.tsx';
import { comparableStep, parting } from './comparable-step.ts';
import type { JourneyModel } from './journey-model.ts';
import { projectJourney } from './project-journey.ts';

const flow = { from: 'pod/default/client', to: addresses['web-2'], port: 80, protocol: 'tcp' } as const;
const world = openStory();
const send = () => projectJourney(world.journey(flow), { map: world.map() });
const whole = send();
const again = send();
world.perform({ kind: 'fault', fault: { kind: 'link', at: 'node/k8s-w1', loss: 1 } });
const cut = send();

const syn = (model: JourneyModel) =>
  model.trips.find(({ way, label }) => way === 'forth' && label === 'SYN')!;

test('a flow that goes the same way stays at the same step', () => {
  expect(parting(whole, again)).toBeUndefined();
  for (const { index } of whole.steps) expect(comparableStep(whole, index, again)).toBe(index);
});

test('where the packet is dropped now is where the ways part, and where a reader further on is taken', () => {
  const lost = droppedAt(cut)!;
  expect(lost.decision).toBe('drop');
  expect(parting(whole, cut)).toBe(lost.index);
  expect(comparableStep(whole, syn(whole).steps.at(-1)!, cut)).toBe(lost.index);
});

test('before that the reader stays at the same decision', () => {
  const routed = whole.steps.find(({ decision }) => decision === 'forward')!;
  expect(cut.steps[comparableStep(whole, routed.index, cut)]).toMatchObject({
    decision: 'forward',
    device: routed.device,
  });
});

test('a packet that no longer comes leads to where the flow ends', () => {
  const answer = whole.trips.find(({ way }) => way === 'back')!;
  expect(comparableStep(whole, answer.steps[3]!, cut)).toBe(syn(cut).steps.at(-1));
});
