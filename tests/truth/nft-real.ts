/**
 * The real nft in a network namespace of its own, for comparisons. Absent where the program, the kernel or root is.
 */
import { spawnSync } from 'node:child_process';

export function realNamespace(name: string): boolean {
  return spawnSync('ip', ['netns', 'add', name]).status === 0;
}

export function removeNamespace(name: string): void {
  spawnSync('ip', ['netns', 'delete', name]);
}

/** A shell in the namespace. @returns what it printed */
export function shellIn(name: string, script: string): string {
  const run = spawnSync('ip', ['netns', 'exec', name, 'sh'], {
    input: script,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
  return run.stdout;
}

export const hasNft =
  process.getuid?.() === 0 &&
  spawnSync('nft', ['--version']).status === 0 &&
  spawnSync('ip', ['netns', 'list']).status === 0;
if (!hasNft)
  console.warn(
    'SKIPPED: no nft, no network namespaces or no root, so rules are not compared with the kernel',
  );
