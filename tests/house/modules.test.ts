/** House rules about files: each says what it is, each is short enough to be read. A command's README: cli/examples.test.ts. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const sources = (pattern: string) => globSync(pattern, { cwd: root }).sort();

/** Files longer than 400 lines, each with its reason. Keep it empty: a long file is two files. */
const longForAReason: Readonly<Record<string, string>> = {};

const modules = sources('engine/**/*.ts').filter((file) => !file.endsWith('.test.ts'));

test('every module of the engine opens by saying, in 3 to 15 lines, what it models and what it leaves out', () => {
  const wrong = modules.filter((file) => {
    const header = /^\/\*\*[\s\S]*?\*\//.exec(read(file))?.[0];
    const lines = header?.split('\n').length ?? 0;
    return lines < 3 || lines > 15;
  });
  expect(wrong).toEqual([]);
});

test('no file of the engine or the components is longer than 400 lines', () => {
  const long = sources('{engine,components}/**/*.{ts,tsx}')
    .map((file) => ({ file, lines: read(file).split('\n').length - 1 }))
    .filter(({ file, lines }) => lines > 400 && !(file in longForAReason));
  expect(long).toEqual([]);
});

test('no file is called utils, helpers or manager', () => {
  expect(
    sources('{engine,components,cli,src}/**/*.{ts,tsx}').filter((file) =>
      /(^|\/|-)(utils?|helpers?|manager|misc|common)\.tsx?$/i.test(file),
    ),
  ).toEqual([]);
});
