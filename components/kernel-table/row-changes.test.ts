import { expect, test } from 'vitest';
import { begin, changesInWords, follow, settle } from './row-changes.ts';

const keyOf = (row: string) => row;
const fates = (followed: ReturnType<typeof begin<string>>) =>
  followed.marked.map(({ row, fate }) => (fate === 'here' ? row : `${row} ${fate}`));

test('what is seen first is no change', () => {
  expect(fates(begin('w1', ['a', 'b'], keyOf))).toEqual(['a', 'b']);
});

test('a row that goes stays where it was until it was seen, and one that comes is marked', () => {
  const first = begin('w1', ['a', 'b', 'c'], keyOf);
  const next = follow(first, ['a', 'c', 'd'], keyOf);
  expect(fates(next)).toEqual(['a', 'b gone', 'c', 'd new']);
  expect([next.came, next.went]).toEqual([['d'], ['b']]);
  expect(fates(settle(next))).toEqual(['a', 'c', 'd']);
});

test('marks last over looks that change nothing, and tell nothing twice', () => {
  const next = follow(begin('w1', ['a', 'b'], keyOf), ['b'], keyOf);
  const later = follow(next, ['b'], keyOf);
  expect(fates(later)).toEqual(['a gone', 'b']);
  expect(later.went).toEqual(['a']);
  expect(fates(follow(later, ['a', 'b'], keyOf))).toEqual(['a new', 'b']);
});

test('what comes while marks are shown is one change, what comes later another', () => {
  const next = follow(begin('w1', ['a'], keyOf), ['a', 'b'], keyOf);
  const more = follow(next, ['a', 'b', 'c'], keyOf);
  expect(more.came).toEqual(['b', 'c']);
  expect(follow(settle(more), ['a', 'b'], keyOf)).toMatchObject({ came: [], went: ['c'] });
});

test('equal rows are told apart by their order', () => {
  const next = follow(begin('w1', ['a', 'a'], keyOf), ['a'], keyOf);
  expect(fates(next)).toEqual(['a', 'a gone']);
});

test('changes are said in one sentence each', () => {
  const words = (row: string) => row;
  expect(changesInWords({ came: [], went: ['10.8.1.0/24'] }, 'route', words)).toBe(
    'Route gone: 10.8.1.0/24.',
  );
  expect(changesInWords({ came: ['a', 'b'], went: ['c'] }, 'rule', words)).toBe(
    'Rule gone: c. 2 rules are new.',
  );
  expect(changesInWords({ came: [], went: [] }, 'rule', words)).toBe('');
});
