/**
 * Every question of the book: the engine finds its answer, no mistake is right, every answer has its explanation, and no two
 * options are one.
 */
import { globSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scenarioNamed } from '../../cli/scenario.ts';
import { readyQuestion } from '../../components/quiz/answer-key.ts';
import { judge, readAnswer } from '../../components/quiz/judge.ts';
import type { Question } from '../../components/quiz/question.ts';
import { openWorld } from '../../engine/lab/world/open-world.ts';

const root = join(import.meta.dirname, '../..');
const files = globSync('docs/*/questions.ts', { cwd: root }).sort();

for (const file of files) {
  const { questions } = (await import(join(root, file))) as { readonly questions: readonly Question[] };
  describe(file, () => {
    test('at least four are asked, no two under one name', () => {
      expect(questions.length).toBeGreaterThanOrEqual(4);
      expect(new Set(questions.map(({ id }) => id)).size).toBe(questions.length);
    });
    for (const question of questions) proofsOf(basename(dirname(file)), question);
  });
}

test('there are chapters with questions', () => {
  expect(files.length).toBeGreaterThanOrEqual(2);
});

function proofsOf(chapter: string, question: Question): void {
  test(`${question.id}: the engine finds the answer, and nothing else is right`, () => {
    const ready = readyQuestion(chapter, question, () => openWorld(scenarioNamed(chapter)));
    const { answer } = ready;
    expect(`${ready.ask} ${ready.why}`).not.toMatch(/undefined|TODO/);
    expect(ready.why.length).toBeGreaterThan(30);
    if (answer.kind === 'chosen') {
      const { options } = answer;
      expect(new Set(options.map(({ text }) => text.trim().toLowerCase())).size).toBe(options.length);
      expect(options.length).toBeGreaterThanOrEqual(3);
      expect(options.filter(({ right }) => !right).length, 'some option is wrong').toBeGreaterThan(0);
      for (const { because, text } of options) expect(because.length, text).toBeGreaterThan(10);
      return;
    }
    expect(answer.right.length).toBeLessThanOrEqual(20);
    for (const right of answer.right) {
      expect(readAnswer(answer.form, right), `${right} can be typed`).toBeDefined();
      expect(judge(ready, [right])).toEqual({ right: true, because: [] });
    }
    expect(answer.mistakes.length, 'likely mistakes are told').toBeGreaterThanOrEqual(2);
    const mistaken = answer.mistakes.flatMap(({ answers }) => answers);
    expect(new Set(mistaken.map((each) => readAnswer(answer.form, each) ?? each)).size).toBe(mistaken.length);
    for (const { answers, because } of answer.mistakes)
      for (const each of answers) {
        expect(readAnswer(answer.form, each), `${each} can be typed`).toBeDefined();
        expect(judge(ready, [each]), each).toEqual({ right: false, because: [because] });
      }
  });
}
