/**
 * Cases that fresh random ones once found (fuzz/), with what the real kernel did: they must never differ again. Needs no
 * kernel.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseCases } from '../../engine/lab/oracle/case.ts';
import { compareAnswers, switchesOf } from '../../engine/lab/oracle/levels.ts';
import { runCase } from '../../engine/lab/oracle/run.ts';

const folder = join(import.meta.dirname, 'found');

describe('cases that once differed', () => {
  it.each(readdirSync(folder))('%s ends as on the real kernel', (file) => {
    const parsed = parseCases(readFileSync(join(folder, file), 'utf8'), file);
    if (!parsed.ok) throw new Error(parsed.error);
    for (const found of parsed.value) {
      const answers = runCase(found);
      if (!answers.ok) throw new Error(answers.error);
      const switches = switchesOf(found);
      const expected = found.expect ?? [];
      expect(expected.length).toBeGreaterThan(0);
      for (const [index, kernel] of expected.entries()) {
        const ours = answers.value.actual[index] ?? { v: '', fwd: [], rev: [] };
        const differs = compareAnswers(ours, kernel, switches);
        expect(differs, `probe ${String(index)}`).toBeUndefined();
      }
      expect(answers.value.errors).toEqual([]);
    }
  });
});
