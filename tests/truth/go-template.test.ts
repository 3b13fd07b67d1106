/**
 * Our Go templates against Go's own: 247 templates on one object, with the text written, or the error in its words.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GoTemplate } from '../../engine/shell/kubectl/printers/go-template/execute.ts';

interface Answer {
  readonly template: string;
  readonly parse?: string;
  readonly text?: string;
  readonly error?: string;
}

const recorded = JSON.parse(
  readFileSync(join(import.meta.dirname, 'go-template', 'answers.json'), 'utf8'),
) as { readonly data: unknown; readonly answers: readonly Answer[] };

/** `call` of what is no function names the argument as it was written. */
const different = ['{{call .kind}}'];

function ours(template: string): Answer {
  try {
    const { text, error } = new GoTemplate(template).execute(recorded.data);
    return error === undefined ? { template, text } : { template, text, error };
  } catch (error) {
    return { template, parse: (error as Error).message };
  }
}

describe('Go templates', () => {
  it('are written as Go writes them, but for the one named', () => {
    const wrong = recorded.answers.filter(
      (answer) => JSON.stringify(sorted(ours(answer.template))) !== JSON.stringify(sorted(answer)),
    );
    expect(wrong.map(({ template }) => template)).toEqual(different);
    expect(recorded.answers.length).toBe(247);
  });
});

function sorted({ template, parse, text, error }: Answer): readonly unknown[] {
  return [template, parse, text, error];
}
