/**
 * Every exercise of the book is a tested program: its start fails, each solution passes, a solution without one of its
 * steps fails, each wrong attempt fails.
 */
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scenarioNamed } from '../../cli/scenario.ts';
import { attempt, passed } from '../../engine/lab/exercise/attempt.ts';
import type { Exercise } from '../../engine/lab/exercise/check.ts';

const root = join(import.meta.dirname, '../..');
const files = globSync('docs/*/exercises.ts', { cwd: root });

for (const file of files) {
  const { exercises } = (await import(join(root, file))) as { readonly exercises: readonly Exercise[] };
  describe(file, () => {
    for (const exercise of exercises) proofsOf(exercise);
  });
}

test('there are chapters with exercises', () => {
  expect(files.length).toBeGreaterThanOrEqual(2);
});

function proofsOf(exercise: Exercise): void {
  const scenario = scenarioNamed(exercise.scenario);
  const tried = (lines: Parameters<typeof attempt>[2]) => attempt(exercise, scenario, lines);

  test(`${exercise.id}: the start does not pass, and every check can be made`, () => {
    const outcomes = tried([]);
    expect(outcomes.filter(({ state }) => state === 'cannot-check')).toEqual([]);
    expect(passed(outcomes)).toBe(false);
  });

  exercise.solutions.forEach((solution, number) => {
    test(`${exercise.id}: solution ${number + 1} passes`, () => {
      expect(tried(solution).map(({ state }) => state)).toEqual(exercise.checks.map(() => 'pass'));
    });
    solution.forEach((_, step) => {
      test(`${exercise.id}: solution ${number + 1} without step ${step + 1} does not pass`, () => {
        expect(passed(tried(solution.filter((__, at) => at !== step)))).toBe(false);
      });
    });
  });

  exercise.wrong.forEach(({ lines, hint }, number) => {
    test(`${exercise.id}: wrong attempt ${number + 1} does not pass, and has a hint`, () => {
      expect(passed(tried(lines))).toBe(false);
      expect(hint).not.toBe('');
    });
  });
}
