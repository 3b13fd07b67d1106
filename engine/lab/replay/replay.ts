/**
 * Replaying a recording: build its laboratory, do its steps in order, keep what each recorded command printed.
 *
 * As the recorder did: a command whose record says which stream carried its output ran twice, the second time with
 * standard error on a terminal of its own; with `split` once, with both terminals.
 */
import { millisecond, second } from '../../clock/clock.ts';
import { attempt, FormatError, type Parsed } from '../format/fields.ts';
import type { Laboratory, Place } from '../laboratory/laboratory.ts';
import { buildLaboratory } from '../netlab/build.ts';
import type { LabSetting } from '../netlab/setting.ts';
import { streamOf } from './compare.ts';
import { Picker } from './picker.ts';
import type { CaptureStep, ExecStep, Output, RecordedCommand, Recording } from './recording.ts';
import { type Commands, Session } from './session.ts';
import { settingOf } from './setting.ts';
import { type RecordKey, type Step, stepsOf } from './steps.ts';

export type CommandSource = (place: Place, laboratory: Laboratory) => Commands;

export function replay(
  recording: Recording,
  commands: CommandSource,
  heldBack: readonly RecordedCommand[] = [],
): Parsed<ReadonlyMap<RecordKey, Output>> {
  return attempt(() => {
    const setting = settingOf(recording.lab);
    const run = new Replay(recording, setting, commands);
    for (const step of stepsOf(recording, heldBack)) run.do(step);
    return run.outputs;
  });
}

/** What tcpdump takes until it listens, beyond what every command takes. */
const captureStart = 40 * millisecond;

/** Seconds after which a command that still runs gets ^C. */
const patience = { usual: 60, as: 8, split: 15 };

class Replay {
  readonly outputs = new Map<RecordKey, Output>();
  readonly #laboratory: Laboratory;
  readonly #commands: CommandSource;
  readonly #split: boolean;
  readonly #picker: Picker;
  readonly #captures = new Map<string, Session>();

  constructor(recording: Recording, setting: LabSetting, commands: CommandSource) {
    this.#laboratory = buildLaboratory(setting, recording.file);
    this.#commands = commands;
    this.#split = recording.lab.split ?? false;
    this.#picker = new Picker(this.#laboratory, setting);
  }

  do(step: Step): void {
    switch (step.kind) {
      case 'sleep':
        this.#laboratory.pass(step.step.s * second);
        return;
      case 'exec':
        this.#picker.during(step.step.pick, () => {
          for (let times = step.step.times ?? 1; times > 0; times--) this.#stage(step.step);
        });
        return;
      case 'capture':
        this.#picker.during(step.step.pick, () => {
          this.#capture(step.id, step.step);
        });
        return;
      case 'stop':
        this.#captures.get(step.step.id)?.kill();
        this.#captures.delete(step.step.id);
        return;
      case 'end':
        this.outputs.set(step.key, this.#end(step.id));
        return;
      case 'run':
        this.#picker.during(step.record.pick, () => {
          this.outputs.set(step.key, this.#record(step.record));
        });
    }
  }

  #start(step: ExecStep | CaptureStep | RecordedCommand, split: boolean): Session {
    const place = this.#laboratory.places.get(step.on);
    if (place === undefined) throw new FormatError(`there is no place "${step.on}" in this laboratory`);
    return new Session(this.#laboratory, place, this.#commands(place, this.#laboratory), {
      command: step.cmd,
      columns: step.cols ?? 120,
      split,
      as: step.as,
      ...('do' in step && step.do === 'exec' && step.interrupt === undefined
        ? { stdin: step.stdin ?? '' }
        : {}),
    });
  }

  #stage(step: ExecStep): void {
    const session = this.#start(step, false);
    if (step.interrupt === undefined) session.finish(120);
    else this.#interruptAfter(session, step.interrupt);
  }

  #interruptAfter(session: Session, seconds: number): void {
    session.run(seconds);
    session.interrupt();
    session.finish(3);
  }

  #capture(id: string, step: CaptureStep | RecordedCommand): void {
    const session = this.#start(step, false);
    this.#captures.set(id, session);
    if (step.cmd.startsWith('tcpdump')) {
      session.run(5, 'listening on');
      this.#laboratory.pass(captureStart);
    } else if (step.pick !== undefined) this.#laboratory.pass(0.15 * second);
  }

  #end(id: string): Output {
    const session = this.#captures.get(id);
    if (session === undefined) return { exit: 127 };
    this.#captures.delete(id);
    session.interrupt();
    session.finish(3);
    return { exit: session.exit, merged: session.merged };
  }

  #record(record: RecordedCommand): Output {
    const first = this.#runToEnd(record, this.#split);
    const output = { exit: first.exit, merged: first.merged };
    if (record.stream === undefined) return output;
    const { stdout, stderr } = this.#split ? first : this.#runToEnd(record, true);
    return { ...output, stream: streamOf(stdout, stderr), stderr };
  }

  #runToEnd(record: RecordedCommand, split: boolean): Session {
    const session = this.#start(record, split);
    if (record.interrupt !== undefined) this.#interruptAfter(session, record.interrupt);
    else {
      const seconds = this.#split ? patience.split : record.as === undefined ? patience.usual : patience.as;
      session.finish(seconds);
    }
    return session;
  }
}
