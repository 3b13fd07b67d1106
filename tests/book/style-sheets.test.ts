/** The built style sheets: no rule that has the whole page restyled whenever something in it changes. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';

test('no selector asks what is inside an element (src/styles/without-has.ts)', () => {
  const { folder } = inject('site');
  const sheets = globSync('_astro/*.css', { cwd: folder });
  expect(sheets.length).toBeGreaterThan(0);
  for (const sheet of [...sheets, ...globSync('**/*.html', { cwd: folder })]) {
    const text = readFileSync(join(folder, sheet), 'utf8');
    const styles = sheet.endsWith('.css')
      ? [text]
      : [...text.matchAll(/<style[^>]*>([^]*?)<\/style>/g)].map(String);
    for (const style of styles) expect(/[^,{}]*:has\([^{]*/.exec(style)?.[0], sheet).toBeUndefined();
  }
});
