/**
 * What was recorded against what came now: exit status, what the terminal got, which stream carried it. Texts are
 * levelled first (normalise/); differences are told as a unified diff with one line of context.
 */
import { normalise } from './normalise/normalise.ts';
import type { LabLine, Output, RecordedCommand } from './recording.ts';
import type { RecordKey } from './steps.ts';
import { unifiedDiff } from './unified-diff.ts';

export interface Comparison {
  readonly key: RecordKey;
  readonly record: RecordedCommand;
  /** Empty: equal. */
  readonly differences: readonly string[];
}

/** @param now what our command did; undefined where it was not replayed at all */
export function compareRecord(
  key: RecordKey,
  record: RecordedCommand,
  now: Output | undefined,
  lab: LabLine,
): Comparison {
  if (now === undefined) return { key, record, differences: ['not replayed'] };
  const differences: string[] = [];
  if (now.exit !== record.exit) differences.push(`exit ${record.exit} recorded, ${now.exit} now`);
  for (const [field, wanted, got] of comparedFields(record, now)) {
    const before = normalise(record, wanted, field, lab);
    const after = normalise(record, got, field, lab);
    if (before !== after)
      differences.push(`${field}:`, ...unifiedDiff(before.split('\n'), after.split('\n')));
  }
  return { key, record, differences };
}

function comparedFields(record: RecordedCommand, now: Output): [string, string, string][] {
  const fields: [string, string, string][] = [['merged', record.merged ?? '', now.merged ?? '']];
  if (record.stream !== undefined)
    fields.push(
      ['stream', record.stream, now.stream ?? 'stdout'],
      ['stderr', record.stderr ?? '', now.stderr ?? ''],
    );
  return fields;
}

/** Which stream carried it, as the recorder named it. */
export function streamOf(stdout: string, stderr: string): 'stdout' | 'stderr' | 'both' {
  if (stderr === '') return 'stdout';
  return stdout === '' ? 'stderr' : 'both';
}
