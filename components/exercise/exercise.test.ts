// @vitest-environment node
import { expect, test } from 'vitest';
import type { Exercise } from '../../engine/lab/exercise/check.ts';
import { furthest, hintText, judged, nextHint, readProgress, untouched } from './exercise-progress.ts';

const met = { state: 'pass', saw: '' } as const;
const open = { state: 'not-yet', saw: '' } as const;

test('all clauses met is solved, and stays solved', () => {
  const solved = judged(untouched, [met, met]);
  expect(solved.solved).toBe('alone');
  expect(judged(solved, [met, open]).solved).toBe('alone');
  expect(judged(untouched, [met, open]).solved).toBeUndefined();
  expect(judged(untouched, []).solved).toBeUndefined();
});

test('shown is not solved alone', () => {
  expect(judged({ ...untouched, shown: true }, [met]).solved).toBe('shown');
});

test('what was kept is looked at before it is believed', () => {
  expect(
    readProgress({ begun: true, hints: [-1, 0, 0, 'x', 1e9], solved: 'alone', shown: false }),
  ).toMatchObject({
    hints: [-1, 0],
  });
  expect(readProgress({ begun: 'yes', hints: 3, solved: 'cheated' })).toEqual(untouched);
  expect(readProgress('x')).toEqual(untouched);
});

test('what two tabs did is put together', () => {
  const one = { ...untouched, begun: true, hints: [-1], solved: 'alone' } as const;
  const other = { ...untouched, begun: true, hints: [0], shown: true };
  expect(furthest(one, other)).toEqual({ begun: true, hints: [-1, 0], solved: 'alone', shown: true });
});

test('hints begin with what was seen, and leave out what is met already', () => {
  const exercise = {
    checks: [
      { says: 'a comes about', clause: { kind: 'endpoints', service: 'a/b', count: 1 } },
      { says: 'b comes about', clause: { kind: 'endpoints', service: 'a/c', count: 1 } },
    ],
    hints: [{ text: 'for a', for: 0 }, { text: 'for b', for: 1 }, { text: 'for both' }],
  } as unknown as Exercise;
  const seen = { state: 'not-yet', saw: 'nothing' } as const;
  expect(nextHint(exercise, [], [met, seen])).toBe(-1);
  expect(hintText(exercise, -1, [met, seen])).toBe(
    'Begin with this: b comes about. When it was tried: nothing',
  );
  expect(nextHint(exercise, [-1], [met, seen])).toBe(1);
  expect(nextHint(exercise, [-1], [seen, seen])).toBe(0);
  expect(nextHint(exercise, [-1, 1], [met, seen])).toBe(2);
  expect(nextHint(exercise, [-1, 1, 2], [met, seen])).toBeUndefined();
});
