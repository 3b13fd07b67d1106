/**
 * Every exercise of the book is a tested program: its start fails, each solution passes and is taken for no mistake, a
 * solution without one of its steps fails, each wrong attempt fails and gets its own hint.
 */
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scenarioNamed } from '../../cli/scenario.ts';
import { attempt, passed } from '../../engine/lab/exercise/attempt.ts';
import type { Exercise, TypedLine } from '../../engine/lab/exercise/check.ts';
import { goalOf, wordsOf } from '../../engine/lab/exercise/words.ts';

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
  const { id, checks, hints, solutions, wrong } = exercise;
  const scenario = scenarioNamed(exercise.scenario);
  const tried = (lines: readonly TypedLine[]) => attempt(exercise, scenario, lines);

  test(`${id}: the start does not pass, every check can be made, and nothing is taken for a mistake`, () => {
    const { outcomes, wrong: mistake } = tried([]);
    expect(outcomes.filter(({ state }) => state === 'cannot-check')).toEqual([]);
    expect(passed(outcomes)).toBe(false);
    expect(mistake).toBeUndefined();
  });

  test(`${id}: says what it wants, in one sentence of different clauses, and what it has shown`, () => {
    expect(goalOf(checks)).toMatch(/^Bring it about that .+\.$/);
    expect(new Set(checks.map(wordsOf)).size).toBe(checks.length);
    expect(exercise.shows.length).toBeGreaterThan(30);
    expect(solutions.length).toBeGreaterThan(0);
    expect(hints.length).toBeGreaterThan(0);
    expect(hints.filter((hint) => hint.for !== undefined && checks[hint.for] === undefined)).toEqual([]);
    expect(new Set(wrong.map(({ hint }) => hint)).size).toBe(wrong.length);
  });

  solutions.forEach((solution, number) => {
    test(`${id}: solution ${number + 1} passes`, () => {
      const { outcomes, wrong: mistake } = tried(solution);
      expect(outcomes.map(({ state }) => state)).toEqual(checks.map(() => 'pass'));
      expect(mistake).toBeUndefined();
    });
    solution.forEach((_, step) => {
      test(`${id}: solution ${number + 1} without step ${step + 1} does not pass`, () => {
        expect(passed(tried(solution.filter((__, at) => at !== step)).outcomes)).toBe(false);
      });
    });
  });

  wrong.forEach(({ lines, hint }, number) => {
    test(`${id}: wrong attempt ${number + 1} does not pass, and gets its own hint`, () => {
      const { outcomes, wrong: mistake } = tried(lines);
      expect(passed(outcomes)).toBe(false);
      expect(mistake?.hint).toBe(hint);
    });
  });
}
