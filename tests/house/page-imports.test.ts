/** The arrows as drawn by MDX and Astro files, which the dependency cruiser cannot read. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const rooms = {
  docs: ['docs/', 'components/', 'src/', 'engine/lab/'],
  src: ['src/', 'components/', 'docs/', 'engine/lab/'],
};

test.each(Object.entries(rooms))('pages in %s import along the arrows', (room, allowed) => {
  const wrong: string[] = [];
  for (const file of globSync(`${room}/**/*.{mdx,astro}`, { cwd: root })) {
    const text = readFileSync(join(root, file), 'utf8');
    for (const [, path] of text.matchAll(/^import\s[^;]*?from\s+['"](\.[^'"]+)['"]/gm)) {
      const target = relative(root, join(root, dirname(file), path ?? ''));
      if (!allowed.some((prefix) => target.startsWith(prefix))) wrong.push(`${file} → ${target}`);
    }
  }
  expect(wrong).toEqual([]);
});
