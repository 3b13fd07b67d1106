/**
 * Every recording of the Linux tools replayed in our world: how many of the recorded outputs are equal. The figure may
 * only rise.
 */
import { describe, expect, it } from 'vitest';
import { compareRecord } from '../../engine/lab/replay/compare.ts';
import { parseRecording } from '../../engine/lab/replay/recording.ts';
import { replay } from '../../engine/lab/replay/replay.ts';
import { closingLine, sum, tally } from '../../engine/lab/replay/report.ts';
import { stepsOf } from '../../engine/lab/replay/steps.ts';
import { commandsAt } from '../../engine/lab/scenario/commands.ts';
import { recordings, shared } from './shared.ts';

const folder = shared('goldens', 'linux');

/** Equal outputs, of 1,945. */
const reached = 1890;

describe.skipIf(folder === undefined)('the recordings of the Linux tools', () => {
  it('are replayed in our world with at least as many equal outputs as before', { timeout: 180_000 }, () => {
    const tallies = recordings(folder ?? '').map(({ name, text }) => {
      const recording = parseRecording(text, name);
      if (!recording.ok) throw new Error(recording.error);
      const outputs = replay(recording.value, commandsAt);
      if (!outputs.ok) throw new Error(outputs.error);
      return tally(
        stepsOf(recording.value).flatMap((step) =>
          step.kind === 'run' || step.kind === 'end'
            ? [compareRecord(step.key, step.record, outputs.value.get(step.key), recording.value.lab)]
            : [],
        ),
      );
    });
    const all = sum(tallies);
    console.log(`recordings: ${closingLine(all)}`);
    expect(all.passed + all.failed + all.flaky).toBe(1945);
    expect(all.passed).toBeGreaterThanOrEqual(reached);
  });
});
