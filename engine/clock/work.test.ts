import { expect, test } from 'vitest';
import { Clock } from './clock.ts';
import { finish, runningUntil, runningWhile, type Work } from './work.ts';

function clockWith(events: number) {
  const clock = new Clock();
  const happened: number[] = [];
  for (let at = 1; at <= events; at++) clock.after(at * 10, () => happened.push(at));
  return { clock, happened };
}

const pieces = (work: Work<unknown>) => {
  let count = 1;
  while (work.next().done !== true) count++;
  return count;
};

test('work in pieces does what it does at once', () => {
  const [whole, inPieces] = [clockWith(100), clockWith(100)];
  finish(runningUntil(whole.clock, 705));
  expect(pieces(runningUntil(inPieces.clock, 705))).toBeGreaterThan(1);
  expect(inPieces.happened).toEqual(whole.happened);
  expect(inPieces.happened).toHaveLength(70);
  expect([whole.clock.now, inPieces.clock.now]).toEqual([705, 705]);
});

test('between two pieces nothing happens', () => {
  const { clock, happened } = clockWith(100);
  const work = runningUntil(clock, 1000);
  work.next();
  const before = happened.length;
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThan(100);
  finish(work);
  expect(happened).toHaveLength(100);
});

test('running while something holds ends as soon as it does not, and says whether', () => {
  const { clock, happened } = clockWith(100);
  expect(finish(runningWhile(clock, () => happened.length < 7))).toBe(true);
  expect(happened).toHaveLength(7);
  expect(finish(runningWhile(clock, () => happened.length < 90, 500))).toBe(false);
  expect(happened).toHaveLength(50);
  expect(finish(runningWhile(clock, () => true))).toBe(false);
  expect(happened).toHaveLength(100);
});
