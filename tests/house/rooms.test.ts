/** The kernel's rooms: each says what it models, what it leaves out and in whose words, and names only files that are there. */
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const kernel = join(root, 'engine/linux');

it('every room of the kernel has a README', () => {
  const rooms = readdirSync(kernel, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(rooms.length).toBeGreaterThan(25);
  expect(
    rooms.map(({ name }) => name).filter((name) => !existsSync(join(kernel, name, 'README.md'))),
  ).toEqual([]);
});

describe.each(globSync('engine/{linux,net}/**/README.md', { cwd: root }).sort())('%s', (path) => {
  const text = readFileSync(join(root, path), 'utf8');

  it('names files that are there', () => {
    const named = [...text.matchAll(/`([\w./-]+(?:\.ts|\/))`/g)].map(([, name = '']) => name);
    const missing = named.filter(
      (name) => !existsSync(join(root, dirname(path), name)) && !existsSync(join(root, name)),
    );
    expect(missing).toEqual([]);
  });

  it.skipIf(path.endsWith('/module/README.md') || !path.startsWith('engine/linux'))(
    'says what is modelled, what is left out, and in whose words',
    () => {
      expect(text.match(/^## .*/gm)).toEqual(['## Modelled', '## Left out', '## Sources']);
    },
  );
});
