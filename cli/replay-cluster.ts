/**
 * `--replay` of recordings of a real cluster: run them on the reference cluster and print our records in their form, or
 * compare (`--check`) with the program that lies beside the recordings and says what may differ between two honest runs
 * (`normalise_cluster.py`).
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { FormatError } from '../engine/lab/format/fields.ts';
import { parseClusterRecording } from '../engine/lab/replay/cluster/recording.ts';
import { recordedCluster } from '../engine/lab/replay/cluster/recorded-cluster.ts';
import { ClusterReplay } from '../engine/lab/replay/cluster/replay.ts';
import { UsageError } from './arguments.ts';
import type { ReplayOptions } from './replay.ts';

/** Whether a file's first line is that of a cluster's recording. */
export function isOfCluster(text: string): boolean {
  return /^\{"scenario":/.test(text);
}

/** @returns the exit status */
export function replayClusterFiles(options: ReplayOptions): number {
  if (!options.check) {
    for (const file of options.files)
      process.stdout.write(replayed(withHeldBack(file, options.heldBack), file));
    return 0;
  }
  const { report, passed, failed } = compareWithRecordings(options);
  if (!options.quiet) process.stdout.write(report);
  process.stdout.write(`${String(passed)} passed, ${String(failed)} failed\n`);
  return failed === 0 ? 0 : 1;
}

export interface ClusterComparison {
  /** Each difference, headed by `scenario:line place $ command`. */
  readonly report: string;
  readonly passed: number;
  readonly failed: number;
}

/**
 * @param program that compares; that of the recordings' folder unless another is named
 * @throws UsageError when the comparing program or Python is not there, or a recording cannot be read
 */
export function compareWithRecordings({
  files,
  heldBack,
  all,
  program = join(dirname(resolve(files[0] ?? '')), '..', 'normalise_cluster.py'),
}: Pick<ReplayOptions, 'files' | 'heldBack' | 'all'> & { readonly program?: string }): ClusterComparison {
  if (!existsSync(program))
    throw new UsageError(`${program} is not there: it says what may differ between two honest runs`);
  const folder = mkdtempSync(join(tmpdir(), 'replay-cluster-'));
  const [golden, ours] = [join(folder, 'golden'), join(folder, 'ours')];
  try {
    for (const side of [golden, ours]) mkdirSync(side);
    for (const file of files) {
      const text = withHeldBack(file, heldBack);
      writeFileSync(join(golden, basename(file)), text);
      writeFileSync(join(ours, basename(file)), replayed(text, file));
    }
    const words = [program, 'compare', golden, ours, ...(all ? ['--all'] : [])];
    const run = spawnSync('python3', words, { encoding: 'utf8', maxBuffer: 2 ** 28 });
    if (run.error !== undefined) throw new UsageError(`--check needs python3: ${run.error.message}`);
    const closing = /(\d+) passed, (\d+) failed\s*$/.exec(run.stdout);
    if (closing === null) throw new UsageError(`${program}: ${run.stderr}`);
    return {
      report: run.stdout.slice(0, closing.index),
      passed: Number(closing[1]),
      failed: Number(closing[2]),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @returns a line for each command, up to the first step that cannot be done here */
function replayed(text: string, file: string): string {
  const parsed = parseClusterRecording(text, basename(file));
  if (!parsed.ok) throw new UsageError(parsed.error);
  const lines: unknown[] = [parsed.value.head.scenario].map((scenario) => ({ scenario }));
  try {
    const replay = new ClusterReplay(recordedCluster, parsed.value);
    for (const step of parsed.value.steps) {
      const line = replay.step(step);
      if (line !== undefined) lines.push(line);
    }
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    process.stderr.write(`${basename(file)}: ${error.message}\n`);
  }
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** The recording with the records that were kept aside where they ran (`after`, `step`: numbers of lines). */
function withHeldBack(file: string, folder: string | undefined): string {
  const text = readFileSync(file, 'utf8');
  const path = folder === undefined ? undefined : join(folder, basename(file));
  if (path === undefined || !existsSync(path)) return text;
  const held = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ({ line, ...(JSON.parse(line) as { readonly after?: number; readonly step?: number }) }));
  return text
    .trim()
    .split('\n')
    .flatMap((line, index) => [
      held.find(({ step }) => step === index)?.line ?? line,
      ...held.filter(({ after, step }) => after === index && step === undefined).map((record) => record.line),
    ])
    .join('\n');
}
