import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { storySpec } from '../testing/story-cluster.ts';
import { waitWords } from '../world/NextEvent.tsx';
import { setEngine } from '../world/engine.ts';
import { openSpec } from '../world/open-world-with-shell.ts';
import { forgetWorlds, worldStore } from '../world/world-store.ts';
import { momentsOf } from './moments.ts';
import { Timeline } from './Timeline.tsx';

const spec = storySpec('timeline-test');
const place = 'node/k8s-w1';

beforeEach(() => {
  localStorage.clear();
  forgetWorlds();
  setEngine(() => Promise.resolve(openSpec));
});
afterEach(cleanup);

test('moments are the beginning and every action, those taken back too, by the cluster’s clock', () => {
  const typed = { kind: 'type', tab: 't1', place, line: 'ip route' } as const;
  const world = {
    actions: [{ ...typed, at: 2_000_000 }],
    now: 5_000_000,
    wallTime: Date.UTC(2026, 0, 1, 9, 30, 5),
  };
  expect(momentsOf(world, [{ kind: 'key', tab: 't1', key: 'interrupt', at: 4_000_000 }])).toEqual([
    { count: 0, words: 'the beginning', time: undefined, kind: 'beginning', isDone: true },
    { count: 1, words: 'node/k8s-w1: ip route', time: '09:30:02', kind: 'type', isDone: true },
    { count: 2, words: 'Ctrl-C', time: '09:30:04', kind: 'key', isDone: false },
  ]);
});

test.each([
  [30, 'at once'],
  [250_000, 'in 250 ms'],
  [1_200_000, 'in 1.2 s'],
  [600_000_000, 'in 10 min'],
])('%i microseconds are %s', (microseconds, words) => {
  expect(waitWords(microseconds)).toBe(words);
});

describe('Timeline', () => {
  const slider = () => screen.getByRole('slider');

  test('teaches while it is empty', () => {
    render(<Timeline id="t" world={spec} />);
    expect(screen.getByText(/Nothing was done in this cluster yet/)).toBeDefined();
    expect(slider()).toHaveProperty('disabled', true);
  });

  test('puts the cluster where the slider is moved, and forward again', async () => {
    const store = worldStore(spec);
    const line = (text: string) => store.perform({ kind: 'type', tab: 't1', place, line: text });
    await line('ip route del 10.8.1.0/24');
    await line('echo done');
    render(<Timeline id="t" world={spec} />);
    const routes = () => JSON.stringify(store.world?.look('routes', place));
    await expect.poll(routes).not.toContain('10.8.1.0/24');
    await expect.poll(() => slider().getAttribute('aria-valuetext')).toBe('2 of 2: node/k8s-w1: echo done');
    fireEvent.change(slider(), { target: { value: '0' } });
    await expect.poll(routes).toContain('10.8.1.0/24');
    await screen.findByText(/2 actions can be done again/);
    expect(store.undone).toHaveLength(2);
    fireEvent.click(screen.getByRole('button', { name: 'Forward →' }));
    await expect.poll(() => store.world?.actions.length).toBe(1);
    await expect.poll(() => slider().getAttribute('aria-valuetext')).toContain('1 of 2');
  });

  test('sets the pace, and goes on to the next event', async () => {
    const store = worldStore(spec);
    await store.open();
    render(<Timeline id="t" world={spec} />);
    fireEvent.click(screen.getByRole('radio', { name: 'Pause' }));
    expect(store.snapshot().pace).toBe('paused');
    const { now, next } = store.world ?? {};
    fireEvent.click(screen.getByRole('button', { name: /Next event/ }));
    await expect.poll(() => store.world?.now).toBe(next);
    expect(next).toBeGreaterThan(now ?? Number.POSITIVE_INFINITY);
  });
});
