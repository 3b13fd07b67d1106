/** The recordings are the ones the comparisons expect. */
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeTruth, recorded } from './recordings.ts';

describeTruth('recordings', () => {
  test('each recorded command says where it ran, what was typed, how it ended and what was printed', () => {
    const files = globSync('*.jsonl', { cwd: recorded('goldens/linux') });
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const [first] = readFileSync(recorded(`goldens/linux/${file}`), 'utf8').split('\n');
      expect(JSON.parse(first ?? ''), file).toBeTypeOf('object');
    }
  });
});
