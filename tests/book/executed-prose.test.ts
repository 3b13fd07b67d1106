/** Prose that is executed: what its blocks and values become, and how it fails when it is wrong. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { mdxToJs } from 'satteri';
import { expect, test } from 'vitest';
import { builtWorld } from '../../src/book/chapter-world.ts';
import { type Page, wordsOfBlock } from '../../src/executed-prose/block-words.ts';
import { runPlugin } from '../../src/executed-prose/run-plugin.ts';
import { termsByWord } from '../../src/glossary/terms-by-word.ts';

const fileURL = pathToFileURL(join(import.meta.dirname, '../../docs/services/index.mdx'));
const compiled = async (...lines: readonly string[]) => {
  const { code } = await mdxToJs(lines.join('\n'), { fileURL, mdastPlugins: [runPlugin('/book/')] });
  return code;
};
const block = (meta: string, ...lines: readonly string[]) => ['```console run ' + meta, ...lines, '```', ''];

test('a block shows what its commands print, and carries them for the reader to type', async () => {
  const page = await compiled(...block('on="node/k8s-w1"', '$ hostname', '$ false # exit 1'));
  expect(page).toContain('$ hostname\\nk8s-w1\\n$ false');
  expect(page).toContain('"data-run": "hostname\\nfalse"');
});

test('values and blocks are run in the order in which they stand', async () => {
  const page = await compiled(
    ...block('', '$ echo one > /tmp/said'),
    'It says <Value of="cat /tmp/said" /> now,',
    '',
    ...block('', '$ echo two > /tmp/said'),
    'and then <Value of="cat /tmp/said" on="workstation" />.',
  );
  expect(page.indexOf('"one"')).toBeGreaterThan(0);
  expect(page.indexOf('"two"')).toBeGreaterThan(page.indexOf('"one"'));
});

test('a hidden block is run, not shown, and goes to the next that is', async () => {
  const page = await compiled(
    ...block('hidden on="node/k8s-w2"', '$ echo secret > /tmp/x'),
    ...block('on="node/k8s-w2"', '$ cat /tmp/x'),
  );
  expect(page).toContain('$ cat /tmp/x\\nsecret');
  expect(page).not.toContain('$ echo secret');
  expect(page).toContain('data-before');
});

test.each([
  ['a status nobody expected', block('', '$ false'), 'ended with 1, the prose says 0'],
  ['an output that has changed', block('', '$ echo new', 'old'), '-old\n+new'],
  ['a place that is not there', block('on="node/moon"', '$ true'), 'there is no place node/moon'],
  ['no command', block('', 'true'), 'begins with "$ "'],
  ['a value of many lines', ['<Value of="seq 2" /> here'], 'a value is one line'],
  ['a value of nothing', ['<Value on="workstation" /> here'], 'names no command'],
])('%s fails the build, with the line', async (_what, lines, words) => {
  await expect(compiled('One', '', ...lines)).rejects.toThrow(words);
  await expect(compiled('One', '', ...lines)).rejects.toThrow('index.mdx:3');
});

test('what an output names leads to this page’s map, a term to the glossary; a command leads nowhere', () => {
  const lines = ['$ echo DNAT to 10.96.10.50', 'DNAT to 10.96.10.50'];
  const hrefs = (map: Page['map']) =>
    wordsOfBlock(lines, new Set([0]), builtWorld('services').names('node/k8s-w1'), {
      terms: termsByWord('/book/'),
      map,
    }).map(({ line, from, href }) => `${line}:${from} ${href}`);
  const items = new Set(['service/default/web']);
  expect(hrefs({ id: 'map', items })).toEqual(['1:0 /book/glossary/#dnat', '1:8 #map-service/default/web']);
  expect(hrefs({ id: 'map', items: new Set() })).toEqual(['1:0 /book/glossary/#dnat']);
  expect(hrefs(undefined)).toEqual(['1:0 /book/glossary/#dnat']);
});
