/**
 * The steps of a recording in their true order, held-back records put where they ran.
 *
 * A held-back record ran after line `after`; one that names a `step` *is* that `exec` step, now recorded; a held-back
 * capture begins after `after` and ends after `until`.
 */
import {
  type CaptureStep,
  type ExecStep,
  isRecord,
  type RecordedCommand,
  type Recording,
  type SleepStep,
  type StopStep,
} from './recording.ts';

/** `g12`: the record on line 12 of the recording; `h3`: the held-back record number 3. */
export type RecordKey = string;

export type Step =
  | { readonly kind: 'exec'; readonly step: ExecStep }
  | { readonly kind: 'sleep'; readonly step: SleepStep }
  /** Begin a capture; a held-back one is a record itself and its key is its id. */
  | { readonly kind: 'capture'; readonly id: string; readonly step: CaptureStep | RecordedCommand }
  | { readonly kind: 'stop'; readonly step: StopStep }
  /** Run a command to its end and record it. */
  | { readonly kind: 'run'; readonly key: RecordKey; readonly record: RecordedCommand }
  /** ^C to a capture; its output is recorded. */
  | { readonly kind: 'end'; readonly key: RecordKey; readonly id: string; readonly record: RecordedCommand };

export function stepsOf(recording: Recording, heldBack: readonly RecordedCommand[] = []): Step[] {
  const steps: Step[] = [...after(0, heldBack)];
  for (const [index, line] of recording.lines.entries()) {
    const number = index + 1;
    const held = heldBack.findIndex((record) => record.step === number);
    const record = heldBack[held];
    if (record !== undefined) steps.push({ kind: 'run', key: `h${held}`, record });
    else if (!isRecord(line)) steps.push(stage(line));
    else if (line.id === undefined) steps.push({ kind: 'run', key: `g${number}`, record: line });
    else steps.push({ kind: 'end', key: `g${number}`, id: line.id, record: line });
    steps.push(...after(number, heldBack));
  }
  return steps;
}

function stage(line: ExecStep | SleepStep | CaptureStep | StopStep): Step {
  switch (line.do) {
    case 'exec':
      return { kind: 'exec', step: line };
    case 'sleep':
      return { kind: 'sleep', step: line };
    case 'capture':
      return { kind: 'capture', id: line.id, step: line };
    case 'stop':
      return { kind: 'stop', step: line };
  }
}

function after(line: number, heldBack: readonly RecordedCommand[]): Step[] {
  const begin = [...heldBack.entries()]
    .filter(([, record]) => record.after === line && record.step === undefined)
    .map(([number, record]): Step => {
      const key = `h${number}`;
      return record.until === undefined
        ? { kind: 'run', key, record }
        : { kind: 'capture', id: key, step: record };
    });
  const end = [...heldBack.entries()]
    .filter(([, record]) => record.until === line)
    .map(([number, record]): Step => ({ kind: 'end', key: `h${number}`, id: `h${number}`, record }));
  return [...begin, ...end];
}
