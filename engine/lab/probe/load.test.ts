import { describe, expect, test } from 'vitest';
import { findScenario } from '../scenario/registry.ts';
import { openWorld } from '../world/open-world.ts';
import type { LoadTally } from './load.ts';

const world = openWorld(findScenario('lab/vxlan')!);
const load = (to: string, count: number, port = 80) =>
  world.load({ from: 'pod/default/client', to, port, protocol: 'tcp' }, count);
const sum = ({ shares }: LoadTally) => shares.reduce((total, { count }) => total + count, 0);

describe('a load of connections', () => {
  test('through a Service is shared about equally, and all are counted', () => {
    const tally = load('10.96.10.50', 300);
    expect(sum(tally)).toBe(300);
    expect(tally.failed).toBe(0);
    expect(tally.shares.length).toBeGreaterThan(1);
    for (const { count } of tally.shares)
      expect(Math.abs(count - 300 / tally.shares.length)).toBeLessThan(60);
  });

  test('to an address that nobody translates is taken by that address', () => {
    expect(load('10.8.1.8', 5, 8080).shares).toEqual([{ endpoint: '10.8.1.8:8080', count: 5 }]);
  });

  test('that nobody takes fails, and says why', () => {
    expect(load('10.8.1.8', 3, 81)).toEqual({ tried: 3, failed: 3, error: 'Connection refused', shares: [] });
    expect(load('10.96.10.50.', 3)).toMatchObject({
      failed: 3,
      error: expect.stringContaining('no address') as string,
    });
  });

  test('leaves the world as it is, tells how far it is, and can be left off', () => {
    const { now } = world;
    const told: number[] = [];
    const work = world.loading(
      { from: 'pod/default/client', to: '10.96.10.50', port: 80, protocol: 'tcp' },
      1000,
      ({ tried }) => told.push(tried),
    );
    while (told.length < 5) work.next();
    expect(told).toEqual([...told].sort((one, other) => one - other));
    expect(told.at(-1)).toBeLessThan(1000);
    expect(world.now).toBe(now);
  });
});
