/**
 * Documentation drives code: each command has a README with four sections, and every example in it prints what it says.
 * What has changed on purpose is written anew by `node cli/examples.ts --write FOLDER`.
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { differencesOf, examplesOf, runExample } from '../engine/lab/transcript/examples.ts';
import { scenarioNamed } from './scenario.ts';

const shell = join(import.meta.dirname, '..', 'engine', 'shell');
const read = (path: string) => readFileSync(join(shell, path), 'utf8');
/** Folders that give commands to a shell: those of the table, and kubectl, which needs an API's door. */
const folders = ['kubectl', ...read('commands.ts').matchAll(/from '\.\/([^'/]+)\//g)].map((match) =>
  typeof match === 'string' ? match : (match[1] ?? ''),
);
const readmes = globSync(`{${folders.join()}}/**/README.md`, { cwd: shell }).sort();

it('a folder that gives commands to a shell has a README', () => {
  expect(folders.length).toBeGreaterThan(30);
  expect(folders.filter((folder) => !existsSync(join(shell, folder, 'README.md')))).toEqual([]);
});

describe.each(readmes)('%s', (path) => {
  const text = read(path);
  const examples = examplesOf(text);

  it('says what is typed, shows it, and says what is modelled and what is not', () => {
    expect(text.match(/^## .*/gm)).toEqual(['## Syntax', '## Examples', '## Modelled', '## Not modelled']);
  });

  it('has examples, each of them typed in a world', () => {
    expect(examples.flatMap(({ turns }) => turns).length).toBeGreaterThan(0);
    const section = /^## Examples\n([^]*?)(?=^## )/m.exec(text)?.[1] ?? '';
    expect(examplesOf(section)).toEqual(examples);
    expect(section.replace(/^```console[^]*?^```$/gm, '')).not.toMatch(/^(```| {4})/m);
  });

  it.each(examples)('prints what it says: $turns.0.line', (example) => {
    const now = runExample(example, scenarioNamed(example.scenario));
    expect(differencesOf(example, now).join('\n')).toBe('');
  });
});
