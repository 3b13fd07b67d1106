/**
 * `npm run -s api -- …`: a world's Kubernetes API for the reader's own kubectl, on the loopback address. Writes a
 * kubeconfig, prints the line to type, and goes on until Ctrl-C.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finish } from '../engine/clock/work.ts';
import { RealPace } from './api/pace.ts';
import { serveApi } from './api/serve.ts';
import { parseArguments, UsageError } from './arguments.ts';
import { scenarioNamed } from './scenario.ts';

const usage = `usage: npm run -s api -- [--scenario NAME|FILE] [--port N] [--kubeconfig FILE] [--speed N]
  --scenario NAME    the world: reference (default), a chapter's or an exercise's (services), or a YAML file
  --port N           listen there, on 127.0.0.1; without it, on any free port
  --kubeconfig FILE  write the kubeconfig there; without it, to a new folder that goes when this ends
  --speed N          virtual seconds to a real one: 1 (default) or more
`;

/** How old a cluster is when it is served: its own start must lie in the past. */
const age = 5 * 60 * 1000;

process.exitCode = await main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<number> {
  try {
    const { options, rest } = parseArguments(words, {
      '--scenario': 'value',
      '--port': 'value',
      '--kubeconfig': 'value',
      '--speed': 'value',
      '--help': 'flag',
      '-h': 'flag',
    });
    if (options['--help'] || options['-h']) {
      process.stdout.write(usage);
      return 0;
    }
    if (rest[0] !== undefined) throw new UsageError(`what is "${rest[0]}"?`);
    const port = numberIn('--port', options['--port'] ?? '0', 0, 65535);
    const speed = numberIn('--speed', options['--speed'] ?? '1', 1, 1000);
    const scenario = scenarioNamed(options['--scenario'] ?? 'reference');
    const epoch = Date.now() - age;
    const stage = finish(scenario.building({ epoch }));
    const { clock } = stage.environment;
    clock.runUntil(Math.max(clock.now, age * 1000));
    const served = await serveApi(stage, { port, pace: new RealPace(clock, speed) });
    const folder =
      options['--kubeconfig'] === undefined ? mkdtempSync(join(tmpdir(), 'kubeconfig-')) : undefined;
    const file = options['--kubeconfig'] ?? join(folder ?? '', 'config');
    writeFileSync(file, served.kubeconfig, { mode: 0o600 });
    process.stdout.write(
      `The API of "${scenario.name}" listens on https://127.0.0.1:${String(served.port)}. In another terminal:\n\n    export KUBECONFIG=${file}\n    kubectl get nodes\n\nCtrl-C ends it.\n`,
    );
    await new Promise<void>((resolve) => {
      process.once('SIGINT', resolve);
      process.once('SIGTERM', resolve);
    });
    await served.close();
    if (folder !== undefined) rmSync(folder, { recursive: true });
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError) && !(error instanceof Error && 'code' in error)) throw error;
    process.stderr.write(`api: ${error.message}\nTry 'npm run -s api -- --help'.\n`);
    return 2;
  }
}

function numberIn(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value) || value < least || value > most)
    throw new UsageError(
      `${option} takes a whole number from ${String(least)} to ${String(most)}, not "${text}"`,
    );
  return value;
}
