/** The law of arrows, tried on a house built to break it: each broken rule must be reported, and only those. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser';
import { afterEach, expect, test } from 'vitest';
// @ts-expect-error: the configuration is plain JavaScript, read by the tool itself
import configuration from '../../.dependency-cruiser.js';

type Configuration = { forbidden: unknown[]; options: ICruiseOptions };
const { forbidden, options } = configuration as Configuration;
let house = '';

afterEach(() => rmSync(house, { recursive: true, force: true }));

/** Builds a house of the given files and names the rules it breaks. */
async function broken(files: Readonly<Record<string, string>>) {
  house = mkdtempSync(join(tmpdir(), 'house-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(house, path)), { recursive: true });
    writeFileSync(join(house, path), text);
  }
  const { tsConfig: _, ...rest } = options;
  const rooms = [...new Set(Object.keys(files).map((path) => path.split('/')[0] ?? ''))];
  const { output } = await cruise(rooms, {
    ...rest,
    baseDir: house,
    validate: true,
    ruleSet: { forbidden } as NonNullable<ICruiseOptions['ruleSet']>,
  });
  return (output as ICruiseResult).summary.violations.map(({ rule }) => rule.name).sort();
}

const one = 'export const one = 1;\n';
const value = (path: string) => `import { one } from '${path}';\nexport const two = one + 1;\n`;
const type = (path: string) => `import { type one } from '${path}';\nexport type Two = typeof one;\n`;
const onlyType = (path: string) => `import type { one } from '${path}';\nexport type Two = typeof one;\n`;

test('a house in order breaks nothing', async () => {
  expect(
    await broken({
      'engine/net/a.ts': one,
      'engine/linux/b.ts': value('../net/a.ts'),
      'engine/kubernetes/c.ts': value('../linux/b.ts')
        .replaceAll('one', 'two')
        .replace('const two', 'const one'),
      'engine/shell/d.ts': value('../kubernetes/c.ts'),
      'engine/lab/e.ts': value('../kubernetes/c.ts'),
      'components/f.tsx': value('../engine/net/a.ts'),
    }),
  ).toEqual([]);
});

test.each([
  ['engine/net', 'engine/linux'],
  ['engine/clock', 'engine/net'],
  ['engine/linux', 'engine/kubernetes'],
  ['engine/linux', 'engine/lab'],
  ['engine/kubernetes', 'engine/cni'],
  ['engine/kubernetes', 'engine/shell'],
  ['engine/cni', 'engine/shell'],
  ['engine/shell', 'engine/lab'],
  ['engine/lab', 'components'],
  ['cli', 'components'],
  ['components', 'src'],
  ['src', 'engine/linux'],
])('%s must not import %s', async (from, to) => {
  const up = '../'.repeat(from.split('/').length);
  expect(await broken({ [`${to}/a.ts`]: one, [`${from}/b.ts`]: value(`${up}${to}/a.ts`) })).toEqual([
    `arrows: ${from}`,
  ]);
});

test('even a type may not go against the arrows', async () => {
  expect(await broken({ 'engine/lab/a.ts': one, 'engine/linux/b.ts': onlyType('../lab/a.ts') })).toEqual([
    'arrows: engine/linux',
  ]);
});

test('lab may import shell, and a test may import what it likes', async () => {
  expect(
    await broken({
      'engine/shell/a.ts': one,
      'engine/lab/b.ts': value('../shell/a.ts'),
      'engine/net/c.test.ts': `import { readFileSync } from 'node:fs';\n${value('../shell/a.ts')}export { readFileSync };\n`,
    }),
  ).toEqual([]);
});

test('components know the types of kernels, never their code', async () => {
  const rule = 'components look at the world through lab';
  expect(
    await broken({ 'engine/linux/a.ts': one, 'components/b.tsx': onlyType('../engine/linux/a.ts') }),
  ).toEqual([]);
  expect(
    await broken({ 'engine/linux/a.ts': one, 'components/b.tsx': type('../engine/linux/a.ts') }),
  ).toEqual([]);
  expect(
    await broken({ 'engine/linux/a.ts': one, 'components/b.tsx': value('../engine/linux/a.ts') }),
  ).toEqual([rule]);
});

test('two files that need each other are a cycle; a type that leads back is none', async () => {
  const there = "import { b } from './b.ts';\nexport const a: number = b;\n";
  const back = "import { a } from './a.ts';\nexport const b: number = a;\n";
  const typeBack = "import { type a } from './a.ts';\nexport const b: number = 1 as typeof a;\n";
  expect(await broken({ 'engine/net/a.ts': there, 'engine/net/b.ts': back })).toContain('no cycles');
  expect(await broken({ 'engine/net/a.ts': there, 'engine/net/b.ts': typeBack })).toEqual([]);
});

test('the engine knows no Node', async () => {
  expect(await broken({ 'engine/net/a.ts': "import 'node:fs';\n" })).toEqual(['engine is headless']);
});

test('what does not resolve is reported', async () => {
  expect(await broken({ 'engine/net/a.ts': "import './gone.ts';\n" })).toEqual(['resolvable']);
});
