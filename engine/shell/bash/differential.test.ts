/**
 * The same scripts as the real bash and its tools: standard output, standard error and exit status must be equal. The
 * scripts are in `cases/*.txt`, separated by a line `%%`; what the real programs did (Debian 12: bash 5.2, coreutils 9.1,
 * grep 3.8, sed 4.9, gawk 5.2, jq 1.6) is stored beside them. `SHELL_CASES=record` runs the real ones again, in an empty
 * directory, and stores their answers; `SHELL_CASES=live` compares with them instead of with the store.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { describe, expect, it } from 'vitest';
import { bareMachine, runScript } from './bare-machine.ts';

interface Answer {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

/** Scripts whose difference is known, by their first words, with the reason. None is needed at present. */
const exceptions: readonly (readonly [script: string, reason: string])[] = [];

const folder = join(import.meta.dirname, 'cases');

describe.each(['language', 'text', 'jq'])('%s scripts', (name) => {
  const scripts = readFileSync(join(folder, `${name}.txt`), 'utf8')
    .split(/^%%\n/m)
    .map((text) => text.replace(/\n$/, ''));
  const store = join(folder, `${name}.json`);
  if (env.SHELL_CASES === 'record')
    writeFileSync(
      store,
      `${JSON.stringify(Object.fromEntries(scripts.map((script) => [script, real(script)])), undefined, 2)}\n`,
    );
  const stored = JSON.parse(readFileSync(store, 'utf8')) as Record<string, Answer>;

  it.each(scripts)('do what the real ones do: %s', (script) => {
    if (exceptions.some(([start]) => script.startsWith(start))) return;
    const { stdout, stderr, status } = runScript(bareMachine(), script);
    const answer = { stdout: normalise(stdout, '/tmp/t'), stderr: normalise(stderr, '/tmp/t'), status };
    expect(answer).toEqual(env.SHELL_CASES === 'live' ? real(script) : stored[script]);
  });
});

/** Process ids are free. */
function normalise(text: string, directory: string): string {
  return text.replaceAll(directory, '/tmp/t').replace(/(line \d+:) +\d+ (Killed|Terminated)/g, '$1 PID $2');
}

function real(script: string): Answer {
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
