import { expect, test } from 'vitest';
import type { Work } from '../../engine/clock/work.ts';
import { inSlices } from './in-slices.ts';

function* busy(pieces: number, milliseconds: number): Work<number> {
  for (let piece = 0; piece < pieces; piece++) {
    const end = performance.now() + milliseconds;
    while (performance.now() < end);
    yield;
  }
  return pieces;
}

test('long work lets the page have its turns, and gives its result', async () => {
  let turns = 0;
  const clock = setInterval(() => turns++, 1);
  expect(await inSlices(busy(30, 4))).toBe(30);
  clearInterval(clock);
  expect(turns).toBeGreaterThan(4);
});

test('what the work throws is thrown', async () => {
  const failing = function* (): Work<number> {
    throw new Error('no such scenario');
  };
  await expect(inSlices(failing())).rejects.toThrow('no such scenario');
});
