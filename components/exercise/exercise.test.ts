// @vitest-environment node
import { expect, test } from 'vitest';
import type { Exercise } from '../../engine/lab/exercise/check.ts';
import { judged, readProgress, untouched, wrongAttempt } from './exercise-progress.ts';

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
  expect(readProgress({ begun: true, hints: 2, solved: 'alone', shown: false })).toMatchObject({ hints: 2 });
  expect(readProgress({ begun: 'yes', hints: -1, solved: 'cheated' })).toEqual(untouched);
  expect(readProgress('x')).toEqual(untouched);
});

test('a wrong attempt is known by its lines, in order, whatever stands between', () => {
  const exercise = {
    wrong: [
      {
        lines: [
          { on: 'workstation', line: 'kubectl delete pod a' },
          { on: 'workstation', line: 'kubectl get pods' },
        ],
        hint: 'no',
      },
    ],
  } as unknown as Exercise;
  const type = (line: string) => ({ kind: 'type', at: 0, tab: 't', place: 'workstation', line }) as const;
  expect(wrongAttempt(exercise, [type('kubectl  delete pod a'), type('ls'), type('kubectl get pods ')])).toBe(
    'no',
  );
  expect(wrongAttempt(exercise, [type('kubectl get pods'), type('kubectl delete pod a')])).toBeUndefined();
});
