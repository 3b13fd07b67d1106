/** The glossary: each term that a chapter uses is explained, each that is explained is used, and links between them lead on. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { glossary } from '../../docs/glossary.ts';

const root = join(import.meta.dirname, '../..');
const used = new Map<string, string>();
for (const file of globSync('docs/**/*.mdx', { cwd: root }))
  for (const [, id = ''] of readFileSync(join(root, file), 'utf8').matchAll(/<Term id="([^"]+)"/g))
    used.set(id, file);
const ids = glossary.map(({ id }) => id);

test('each term that a page uses is explained', () => {
  expect(used.size).toBeGreaterThan(20);
  expect([...used].filter(([id]) => !ids.includes(id))).toEqual([]);
});

test('each term that is explained is used', () => {
  expect(ids.filter((id) => !used.has(id))).toEqual([]);
});

test('no term stands twice, and they are in the order of the alphabet', () => {
  expect(new Set(ids).size).toBe(ids.length);
  const names = glossary.map(({ term }) => term.toLowerCase());
  expect(names).toEqual([...names].sort());
});

test('a word of a machine leads to one term', () => {
  const words = glossary.flatMap((term) => term.words ?? []);
  expect(new Set(words).size).toBe(words.length);
});

describe.each(glossary)('$term', ({ id, term, says, source, see = [] }) => {
  test('is explained in one or two sentences, with a source, and leads to other terms', () => {
    expect(id).toMatch(/^[a-z][a-z-]*$/);
    const sentences = says
      .replace(/`[^`]*`/g, 'x')
      .split(/[.!?](?:\s+|$)/)
      .filter((each) => each !== '');
    expect(sentences.length).toBeLessThanOrEqual(2);
    expect(says).toMatch(/\.$/);
    expect(says.split('`').length % 2, 'backticks in pairs').toBe(1);
    expect(says.toLowerCase().startsWith(term.toLowerCase()), 'does not repeat the term').toBe(false);
    expect(source.href).toMatch(/^https:\/\//);
    expect(source.title).not.toBe('');
    expect(see.filter((other) => other === id || !ids.includes(other))).toEqual([]);
  });
});
