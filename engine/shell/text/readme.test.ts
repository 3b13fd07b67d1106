/**
 * Documentation drives code: each README of the shell and its text tools has its four sections, and every example in it
 * prints what it says.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bareMachine, runScript } from '../bash/bare-machine.ts';

const folders = ['../bash', '.', 'awk', 'sed', 'jq'];

describe.each(folders)('the README of %s', (folder) => {
  const text = readFileSync(join(import.meta.dirname, folder, 'README.md'), 'utf8');

  it('says what is modelled and what is not', () => {
    expect(text.match(/^## .*/gm)).toEqual(['## Syntax', '## Examples', '## Modelled', '## Not modelled']);
  });

  const examples = [...text.matchAll(/```console\n([^]*?)```/g)].flatMap((block) =>
    (block[1] ?? '').split(/^\$ /m).slice(1),
  );
  it.each(examples)('has a true example: %s', (example) => {
    const [command = '', ...output] = example.split('\n');
    const { stdout, stderr } = runScript(bareMachine(), `{ ${command}\n} 2>&1`);
    expect((stdout + stderr).trimEnd()).toBe(output.join('\n').trimEnd());
  });
});
