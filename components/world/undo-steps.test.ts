import { expect, test } from 'vitest';
import type { Action } from '../../engine/lab/world/action.ts';
import { redoneTo, undoneTo } from './undo-steps.ts';

const typed = (tab: string, pasted?: true): Action => ({
  kind: 'type',
  at: 0,
  tab,
  place: 'workstation',
  line: 'ls',
  ...(pasted && { pasted }),
});

test('the lines of a paste are taken back and done again at once', () => {
  const all = [typed('t1'), typed('t1'), typed('t1', true), typed('t1', true), typed('t1')];
  expect([5, 4, 1].map((done) => undoneTo(all, done))).toEqual([4, 1, 0]);
  expect([0, 1, 4].map((done) => redoneTo(all, done))).toEqual([1, 4, 5]);
});

test('what was done elsewhere between two lines of a paste parts them', () => {
  const all = [typed('t1'), typed('t2'), typed('t1', true)];
  expect(undoneTo(all, 3)).toBe(2);
  expect(redoneTo(all, 0)).toBe(1);
});
