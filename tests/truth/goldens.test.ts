/**
 * Every recording of the Linux tools replayed in our world. What differs is listed, with its reason, in
 * `goldens-exceptions.ts`; a record that is not on the list must be equal, and the list can only become shorter.
 */
import { describe, expect, it } from 'vitest';
import { compareRecord } from '../../engine/lab/replay/compare.ts';
import { parseRecording } from '../../engine/lab/replay/recording.ts';
import { replay } from '../../engine/lab/replay/replay.ts';
import { closingLine, describeDifference, tally } from '../../engine/lab/replay/report.ts';
import { stepsOf } from '../../engine/lab/replay/steps.ts';
import { commandsAt } from '../../engine/lab/scenario/commands.ts';
import { differing, flaky } from './goldens-exceptions.ts';
import { recordings, shared } from './shared.ts';

const folder = shared('goldens', 'linux');

const total = 1945;
/** Of every hundred recorded outputs so many are equal. */
const floor = 97;

function compareAll() {
  return recordings(folder ?? '').flatMap(({ name, text }) => {
    const recording = parseRecording(text, name);
    if (!recording.ok) throw new Error(recording.error);
    const outputs = replay(recording.value, commandsAt);
    if (!outputs.ok) throw new Error(outputs.error);
    return stepsOf(recording.value).flatMap((step) =>
      step.kind === 'run' || step.kind === 'end'
        ? [
            {
              file: name,
              ...compareRecord(step.key, step.record, outputs.value.get(step.key), recording.value.lab),
            },
          ]
        : [],
    );
  });
}

describe.skipIf(folder === undefined)('the recordings of the Linux tools', () => {
  it('are equal in our world but for those on the list', { timeout: 180_000 }, () => {
    const all = compareAll();
    const counts = tally(all);
    console.log(`recordings: ${closingLine(counts)}`);
    const listed = { ...differing, ...flaky };
    const nameOf = ({ file, key }: (typeof all)[number]) => `${file} ${key}`;
    const unlisted = all.filter((one) => one.differences.length > 0 && !Object.hasOwn(listed, nameOf(one)));
    for (const one of unlisted) console.log(describeDifference(one.file, one, 'flaky too'));
    const equal = new Set(all.filter(({ differences }) => differences.length === 0).map(nameOf));
    const known = new Set(all.map(nameOf));
    const mended = Object.keys(differing).filter((name) => equal.has(name));
    expect(unlisted.map(nameOf)).toEqual([]);
    expect(mended, 'equal now: take them off goldens-exceptions.ts').toEqual([]);
    expect(Object.keys(listed).filter((name) => !known.has(name))).toEqual([]);
    expect(all).toHaveLength(total);
    expect(counts.passed).toBeGreaterThanOrEqual((total * floor) / 100);
    expect(Object.keys(listed).length).toBeLessThanOrEqual((total * (100 - floor)) / 100);
  });
});
