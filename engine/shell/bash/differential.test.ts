/**
 * The same scripts run by the real bash and its tools in an empty directory and by ours: standard output, standard
 * error and exit status must be equal. Scripts are separated by a line `%%` in `cases/`; the one list of exceptions is
 * below. Skipped, loudly, where the real programs are missing or other versions.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bareMachine, runScript } from './bare-machine.ts';

/** Scripts whose difference is known, by their first words, with the reason. */
const exceptions: readonly (readonly [string, string])[] = [];

function version(command: string, words: readonly string[]): string {
  const { stdout, stderr } = spawnSync(command, words, { encoding: 'utf8' });
  return `${(stdout as string | null) ?? ''}${(stderr as string | null) ?? ''}`;
}

const present = {
  language: version('bash', ['--version']).includes('version 5.2'),
  text:
    version('bash', ['--version']).includes('version 5.2') && version('sort', ['--version']).includes('9.1'),
  jq: version('jq', ['--version']).includes('1.6'),
};

for (const name of ['language', 'text', 'jq'] as const) {
  const scripts = readFileSync(join(import.meta.dirname, 'cases', `${name}.txt`), 'utf8').split(/^%%\n/m);
  if (!present[name])
    console.warn(`differential: ${name} skipped, the real programs are not here in the right version`);
  describe.runIf(present[name])(`bash and ${name} scripts, as the real ones`, () => {
    it.each(scripts)('%s', (text) => {
      const script = text.replace(/\n$/, '');
      if (exceptions.some(([start]) => script.startsWith(start))) return;
      expect(ours(script)).toEqual(real(script));
    });
  });
}

function normalise(text: string, directory: string): string {
  return text.replaceAll(directory, '/tmp/t').replace(/(line \d+:) +\d+ (Killed|Terminated)/g, '$1 PID $2');
}

function ours(script: string): { stdout: string; stderr: string; status: number } {
  const { stdout, stderr, status } = runScript(bareMachine(), script);
  return { stdout: normalise(stdout, '/tmp/t'), stderr: normalise(stderr, '/tmp/t'), status };
}

function real(script: string): { stdout: string; stderr: string; status: number } {
  const directory = mkdtempSync(join(tmpdir(), 'shell-'));
  try {
    const { stdout, stderr, status } = spawnSync('/bin/bash', ['-c', script], {
      argv0: 'bash',
      cwd: directory,
      input: '',
      encoding: 'utf8',
      timeout: 20_000,
      env: { HOME: '/root', PATH: '/usr/bin:/bin' },
    });
    return {
      stdout: normalise(stdout, directory),
      stderr: normalise(stderr, directory),
      status: status ?? 130,
    };
  } finally {
    rmSync(directory, { recursive: true });
  }
}
