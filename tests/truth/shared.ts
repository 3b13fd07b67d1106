/**
 * The folder of recorded truth (environment variable SHARED, else `../shared` beside the repository) and the originals
 * in it that are written in Python. Where the folder or Python is absent the suites that need them are skipped, and
 * say so in one loud line.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const repository = resolve(import.meta.dirname, '..', '..');

export const sharedFolder = resolve(process.env['SHARED'] ?? join(repository, '..', 'shared'));

/** @returns the path inside the shared folder, or undefined (after one loud line) where it is not there */
export function shared(...path: string[]): string | undefined {
  const full = join(sharedFolder, ...path);
  if (existsSync(full)) return full;
  console.warn(`SKIPPED: no ${full} (set SHARED to the folder of recorded truth)`);
  return undefined;
}

/** Run Python with the kernel oracle's folder on its path. @param input handed over on standard input as JSON */
export function python(script: string, input: unknown): unknown {
  const run = spawnSync('python3', ['-c', script], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 1 << 29,
    env: {
      ...process.env,
      PYTHONPATH: join(sharedFolder, 'kernel-oracle'),
      PYTHONDONTWRITEBYTECODE: '1',
      PYTHONHASHSEED: '0',
    },
  });
  if (run.status !== 0) throw new Error(`python3 failed: ${run.stderr}`);
  return JSON.parse(run.stdout);
}

export const hasPython = spawnSync('python3', ['--version']).status === 0;
if (!hasPython) console.warn('SKIPPED: no python3, so nothing is compared with the Python originals');

/** The recordings of a folder, by file name. */
export function recordings(folder: string): readonly { readonly name: string; readonly text: string }[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
}
