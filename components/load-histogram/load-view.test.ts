// @vitest-environment node
import { describe, expect, test } from 'vitest';
import type { Flow } from '../../engine/lab/probe/flow.ts';
import { addresses, openStory } from '../testing/story-cluster.ts';
import { chanceOfMore, chiSquare } from './chi-square.ts';
import { affinityOf, expectedShare, loadSentence, type LoadView } from './load-view.ts';
import { loadNow } from './run-load.ts';

describe('chance', () => {
  // Critical values of the table in every statistics book.
  test.each([
    [3.841, 1, 0.05],
    [6.635, 1, 0.01],
    [5.991, 2, 0.05],
    [11.345, 3, 0.01],
    [18.307, 10, 0.05],
  ])('χ² of %d or more with %d degrees of freedom comes in %d of cases', (statistic, degrees, chance) => {
    expect(chanceOfMore(statistic, degrees)).toBeCloseTo(chance, 4);
  });

  test('counts as expected have a statistic of nothing, which chance always exceeds', () => {
    expect(chiSquare([50, 50], 50)).toBe(0);
    expect(chanceOfMore(0, 1)).toBe(1);
    expect(chanceOfMore(5000, 1)).toBe(0);
  });
});

const flow: Flow = { from: 'pod/default/client', to: addresses.web, port: 80, protocol: 'tcp' };

describe('a load through the cluster', () => {
  test('has a bar a ready endpoint, by the pods’ names, and expects equal shares', () => {
    const view = loadNow(openStory(), flow, 200);
    expect(view.bars.map(({ pod }) => pod)).toEqual(['web-1', 'web-2']);
    expect(view.bars.reduce((sum, { count }) => sum + count, 0)).toBe(200);
    expect(view).toMatchObject({ service: 'default/web', affinity: undefined });
    expect(expectedShare(view)).toBe(100);
    expect(loadSentence(view)).toMatch(/^χ² is \d+\.\d\d with 1 degree of freedom: .* \d+ of 100 runs/);
  });

  test('that names no Service is one bar', () => {
    const view = loadNow(openStory(), { ...flow, to: addresses['web-1'] }, 5);
    expect(loadSentence(view)).toContain('its own address');
    expect(expectedShare(view)).toBeUndefined();
  });
});

describe('a sentence', () => {
  const view: LoadView = {
    wanted: 1000,
    tried: 1000,
    failed: 0,
    error: undefined,
    bars: [
      { endpoint: '10.8.0.4:80', pod: 'web-1', count: 500 },
      { endpoint: '10.8.1.3:80', pod: 'web-2', count: 500 },
    ],
    service: 'default/web',
    affinity: undefined,
  };
  const shares = (one: number, other: number): LoadView => ({
    ...view,
    tried: one + other,
    bars: view.bars.map((bar, at) => ({ ...bar, count: at === 0 ? one : other })),
  });

  test.each([
    [shares(520, 480), 'in about 21 of 100 runs. Nothing here speaks against equal chances'],
    [shares(600, 400), 'fewer than one of 100 runs. The endpoints are not equally likely'],
    [shares(3, 2), 'Too few to judge'],
    [{ ...shares(1000, 0), affinity: 10_800 }, 'keeps its first endpoint for 10,800 seconds'],
    [shares(1000, 0), 'something keeps the others from being chosen'],
    [{ ...shares(1000, 0), bars: view.bars.slice(0, 1) }, 'the only ready endpoint'],
    [{ ...view, failed: 1000, error: 'Connection refused', bars: [] }, 'has no ready endpoint'],
  ])('says what was seen (%#)', (seen, words) => {
    expect(loadSentence(seen)).toContain(words);
  });
});

test('session affinity is read from the Service', () => {
  expect(affinityOf({ spec: { sessionAffinity: 'ClientIP' } })).toBe(10_800);
  expect(
    affinityOf({
      spec: { sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 60 } } },
    }),
  ).toBe(60);
  expect(affinityOf({ spec: { sessionAffinity: 'None' } })).toBeUndefined();
});
