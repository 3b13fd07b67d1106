/**
 * Our comparison of recordings against the original replayer's: both judge the same made-up outcome of a replay, with
 * differences of every kind in it, and must print the same differences and the same closing line.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Random } from '../../engine/clock/random.ts';
import { compareRecord } from '../../engine/lab/replay/compare.ts';
import { type Output, parseRecording, type Recording } from '../../engine/lab/replay/recording.ts';
import { closingLine, describeDifference, tally } from '../../engine/lab/replay/report.ts';
import { stepsOf } from '../../engine/lab/replay/steps.ts';
import { hasPython, recordings, shared } from './shared.ts';

const folder = shared('goldens', 'linux');
const replayer = shared('kernel-oracle', 'replay.py');

function read(): Recording[] {
  return recordings(folder ?? '').map(({ name, text }) => {
    const parsed = parseRecording(text, name);
    if (!parsed.ok) throw new Error(parsed.error);
    return parsed.value;
  });
}

/** What a replay might have printed: most of it right. */
function outcome(recording: Recording, random: Random): Record<string, Output> {
  const outputs: Record<string, Output> = {};
  for (const step of stepsOf(recording)) {
    if (step.kind !== 'run' && step.kind !== 'end') continue;
    const { exit, merged = '', stream, stderr = '' } = step.record;
    const draw = random.fraction();
    if (draw < 0.01) continue;
    outputs[step.key] = {
      exit: draw < 0.05 ? exit + 1 : exit,
      merged: draw > 0.1 && draw < 0.2 ? merged.split('\n').slice(1).join('\n') : merged,
      ...(stream === undefined ? {} : { stream: draw > 0.2 && draw < 0.23 ? 'both' : stream }),
      ...(stream === undefined ? {} : { stderr: draw > 0.25 && draw < 0.28 ? `${stderr}more\n` : stderr }),
    };
  }
  return outputs;
}

describe.skipIf(folder === undefined || replayer === undefined || !hasPython)('comparing a replay', () => {
  it('prints what the original replayer prints for the same outcome', () => {
    const saved = mkdtempSync(join(tmpdir(), 'replay-'));
    try {
      const random = new Random('outcome');
      let report = '';
      const all = read().flatMap((recording) => {
        const outputs = outcome(recording, random);
        writeFileSync(join(saved, recording.file.replace('.jsonl', '.json')), JSON.stringify(outputs));
        return stepsOf(recording).flatMap((step) => {
          if (step.kind !== 'run' && step.kind !== 'end') return [];
          const compared = compareRecord(step.key, step.record, outputs[step.key], recording.lab);
          report += describeDifference(recording.file, compared, 'flaky too');
          return [compared];
        });
      });
      expect(all).toHaveLength(1945);
      report += `${closingLine(tally(all))}\n`;
      let theirs: string;
      const files = recordings(folder ?? '').map(({ name }) => join(folder ?? '', name));
      try {
        theirs = execFileSync('python3', [replayer ?? '', '--all', '--from', saved, ...files], {
          encoding: 'utf8',
          maxBuffer: 1 << 28,
          env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', PYTHONHASHSEED: '0' },
        });
      } catch (error) {
        theirs = (error as { stdout: string }).stdout;
      }
      console.log(`comparison: ${theirs.trimEnd().split('\n').at(-1) ?? ''}`);
      expect(report).toBe(theirs);
    } finally {
      rmSync(saved, { recursive: true });
    }
  });

  it('every recording is read without complaint', () => {
    expect(read()).toHaveLength(146);
  });
});
