/**
 * `--replay`: run recordings through our world and print our records in their form, or compare (`--check`): each
 * difference, then `N passed, N failed`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { commandsAt } from '../engine/lab/scenario/commands.ts';
import { compareRecord } from '../engine/lab/replay/compare.ts';
import {
  isRecord,
  type Output,
  parseHeldBack,
  parseRecording,
  type RecordedCommand,
  type Recording,
} from '../engine/lab/replay/recording.ts';
import { replay } from '../engine/lab/replay/replay.ts';
import { closingLine, describeDifference, sum, type Tally, tally } from '../engine/lab/replay/report.ts';
import { type RecordKey, stepsOf } from '../engine/lab/replay/steps.ts';
import { UsageError } from './arguments.ts';
import { isOfCluster, replayClusterFiles } from './replay-cluster.ts';

export interface ReplayOptions {
  readonly files: readonly string[];
  readonly check: boolean;
  /** Only the closing line. */
  readonly quiet: boolean;
  /** Show the differences of records marked flaky too. */
  readonly all: boolean;
  /** A folder with held-back records, in files of the same names. */
  readonly heldBack: string | undefined;
}

/** @returns the exit status */
export function replayRecordings(options: ReplayOptions): number {
  const [first = ''] = options.files;
  return isOfCluster(readText(first)) ? replayClusterFiles(options) : replayFiles(options);
}

function replayFiles(options: ReplayOptions): number {
  const tallies: Tally[] = [];
  for (const file of options.files) {
    const recording = readRecording(file);
    const held = readHeldBack(file, options.heldBack);
    const outputs = replay(recording, commandsAt, held);
    if (!outputs.ok) throw new UsageError(`${file}: ${outputs.error}`);
    if (options.check) tallies.push(check(recording, held, outputs.value, options));
    else print(recording, held, outputs.value);
  }
  if (!options.check) return 0;
  const all = sum(tallies);
  process.stdout.write(`${closingLine(all)}\n`);
  return all.failed === 0 ? 0 : 1;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${error instanceof Error ? error.message : 'unreadable'}`);
  }
}

function readRecording(file: string): Recording {
  const parsed = parseRecording(readText(file), basename(file));
  if (!parsed.ok) throw new UsageError(parsed.error);
  return parsed.value;
}

function readHeldBack(file: string, folder: string | undefined): readonly RecordedCommand[] {
  if (folder === undefined || !existsSync(join(folder, basename(file)))) return [];
  const path = join(folder, basename(file));
  const parsed = parseHeldBack(readText(path), path);
  if (!parsed.ok) throw new UsageError(parsed.error);
  return parsed.value;
}

function check(
  recording: Recording,
  held: readonly RecordedCommand[],
  outputs: ReadonlyMap<RecordKey, Output>,
  { quiet, all }: ReplayOptions,
): Tally {
  const comparisons = stepsOf(recording, held).flatMap((step) => {
    if (step.kind !== 'run' && step.kind !== 'end') return [];
    const comparison = compareRecord(step.key, step.record, outputs.get(step.key), recording.lab);
    if (!quiet)
      process.stdout.write(describeDifference(recording.file, comparison, all ? 'flaky too' : 'failures'));
    return [comparison];
  });
  return tally(comparisons);
}

/** Every line of the recording, with our output where one was recorded; held-back records after them. */
function print(
  recording: Recording,
  held: readonly RecordedCommand[],
  outputs: ReadonlyMap<RecordKey, Output>,
): void {
  const lines: unknown[] = [recording.lab];
  for (const [index, line] of recording.lines.entries())
    lines.push(isRecord(line) ? withOutput(line, outputs.get(`g${index + 1}`)) : line);
  for (const [index, record] of held.entries()) lines.push(withOutput(record, outputs.get(`h${index}`)));
  for (const line of lines) process.stdout.write(`${JSON.stringify(line, asJson)}\n`);
}

function withOutput(record: RecordedCommand, output: Output | undefined): object {
  const { exit: _exit, merged: _merged, stream: _stream, stderr: _stderr, ...command } = record;
  const { exit = 127, merged = '', stream, stderr = '' } = output ?? {};
  return {
    ...command,
    exit,
    ...(merged === '' ? {} : { merged }),
    ...(stream === undefined ? {} : { stream }),
    ...(stderr === '' ? {} : { stderr }),
  };
}

function asJson(_key: string, value: unknown): unknown {
  return value instanceof Map ? Object.fromEntries(value) : value;
}
