/** What figures ask first: kept by chapter and figure, and counted on the progress page by the same names. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';

const { folder } = inject('site');
const html = (page: string) => readFileSync(join(folder, page), 'utf8');
const asked = globSync('*/index.html', { cwd: folder }).flatMap((page) =>
  [...html(page).matchAll(/data-task="predict\/([^"]+)"/g)].map(([, id = '']) => ({ page, id })),
);

test('a prediction is kept under its chapter', () => {
  expect(asked.length).toBeGreaterThan(1);
  expect(asked.filter(({ page, id }) => !id.startsWith(page.replace('index.html', '')))).toEqual([]);
  expect(new Set(asked.map(({ id }) => id)).size).toBe(asked.length);
});

test('the progress page counts every prediction that a chapter asks for', () => {
  const progress = html('progress/index.html').replaceAll('&quot;', '"');
  expect(asked.filter(({ id }) => !progress.includes(`"${id}"`))).toEqual([]);
});
