/**
 * A recording: the lab to build, every step that changed its state and every output that was recorded, in the true
 * order. One JSON object a line; replaying it from the first line to the last gives the same outputs again.
 *
 * This is the format of the goldens of the Linux tools (one terminal of `cols` × 40, `bash -c cmd`).
 */
import {
  attempt,
  Fields,
  FormatError,
  boolean,
  dictionary,
  flag,
  list,
  number,
  oneOf,
  type Parsed,
  parseJsonLines,
  string,
} from '../format/fields.ts';
import { readServicePort } from '../netlab/service-format.ts';
import type { ServicePort } from '../../kubernetes/proxy/iptables/service-port.ts';
import { type LabMode, labModes } from '../netlab/mode.ts';

/** Line 0. */
export interface LabLine {
  readonly lab: LabMode;
  /** A named set, or the services themselves. */
  readonly services: string | readonly ServicePort[];
  /** `none`: the rules come as `exec` steps with their text in `stdin`. */
  readonly kube_proxy: 'iptables' | 'none';
  readonly pod_mtu?: number;
  readonly bridge_nf?: number;
  /** Of the pods' bridge ports. */
  readonly hairpin?: boolean;
  /** Recorded in one run with two terminals, one for each stream. */
  readonly split?: boolean;
}

/** Privileges taken away from a command. */
export type Privileges = 'uid1000' | 'default-caps' | 'no-net-raw';

/** The endpoints drawn for a command's connections, in order, per service port (`default/web:http`). */
export type Picks = ReadonlyMap<string, readonly string[]>;

interface Command {
  readonly on: string;
  readonly cmd: string;
  readonly as?: Privileges;
  readonly pick?: Picks;
  /** ^C after so many seconds if it still runs. */
  readonly interrupt?: number;
  readonly cols?: number;
}

export interface ExecStep extends Command {
  readonly do: 'exec';
  readonly stdin?: string;
  readonly times?: number;
}

export interface SleepStep {
  readonly do: 'sleep';
  /** Seconds. */
  readonly s: number;
}

export interface CaptureStep extends Command {
  readonly do: 'capture';
  readonly id: string;
}

export interface StopStep {
  readonly do: 'stop';
  readonly id: string;
}

export type Stream = 'stdout' | 'stderr' | 'both';

/** What a command printed on its terminal and how it ended. */
export interface Output {
  /** Negative: killed by that signal. */
  readonly exit: number;
  readonly merged?: string;
  readonly stream?: Stream;
  readonly stderr?: string;
}

export interface RecordedCommand extends Command, Output {
  /** This is the output of the capture of that id: here it gets ^C. */
  readonly id?: string;
  readonly note?: string;
  /** Differs between two honest runs, with the reason. */
  readonly flaky?: string;
  /** Held-back records only: the line of the recording after which it ran. */
  readonly after?: number;
  /** Held-back records only: the line of the `exec` step that is this very command. */
  readonly step?: number;
  /** Held-back captures only: the line after which it ends. */
  readonly until?: number;
}

export type Staging = ExecStep | SleepStep | CaptureStep | StopStep;
export type Line = Staging | RecordedCommand;

export interface Recording {
  readonly file: string;
  readonly lab: LabLine;
  /** Line 1 and on. */
  readonly lines: readonly Line[];
}

export function isRecord(line: Line): line is RecordedCommand {
  return !('do' in line);
}

export function parseRecording(text: string, file: string): Parsed<Recording> {
  return attempt(() => {
    const [head, ...rest] = parseJsonLines(text, file);
    if (head === undefined) throw new FormatError(`${file}: empty: the first line names the lab`);
    return {
      file,
      lab: readLabLine(head.value, head.where),
      lines: checkCaptures(rest.map(({ value, where }) => ({ line: readLine(value, where), where }))),
    };
  });
}

/** Records that were kept out of a recording, from a file of their own. */
export function parseHeldBack(text: string, file: string): Parsed<readonly RecordedCommand[]> {
  return attempt(() =>
    parseJsonLines(text, file).map(({ value, where }) => {
      const line = readLine(value, where);
      if (!isRecord(line) || line.after === undefined)
        throw new FormatError(`${where}: a held-back record has "exit" and "after"`);
      return line;
    }),
  );
}

function readLabLine(value: unknown, where: string): LabLine {
  const fields = new Fields(value, where);
  if (!fields.has('lab')) throw new FormatError(`${where}: the first line of a recording names its "lab"`);
  const line: LabLine = {
    lab: fields.take('lab', oneOf(...labModes)),
    services: fields.take('services', (services, place) =>
      typeof services === 'string' ? services : list(readServicePort)(services, place),
    ),
    kube_proxy: fields.take('kube_proxy', oneOf('iptables', 'none')),
    ...fields.optional('pod_mtu', number),
    ...fields.optional('bridge_nf', number),
    ...fields.optional('hairpin', flag),
    ...fields.optional('split', boolean),
  };
  fields.end();
  return line;
}

function readLine(value: unknown, where: string): Line {
  const fields = new Fields(value, where);
  const line = fields.has('do') ? readStaging(fields) : readRecord(fields);
  fields.end();
  return line;
}

function readStaging(fields: Fields): Staging {
  const step = fields.take('do', oneOf('exec', 'sleep', 'capture', 'stop'));
  switch (step) {
    case 'exec':
      return {
        do: step,
        ...readCommand(fields),
        ...fields.optional('stdin', string),
        ...fields.optional('times', number),
      };
    case 'sleep':
      return { do: step, s: fields.take('s', number) };
    case 'capture':
      return { do: step, ...readCommand(fields), id: fields.take('id', string) };
    case 'stop':
      return { do: step, id: fields.take('id', string) };
  }
}

function readRecord(fields: Fields): RecordedCommand {
  return {
    ...readCommand(fields),
    exit: fields.take('exit', number),
    ...fields.optional('merged', string),
    ...fields.optional('stream', oneOf('stdout', 'stderr', 'both')),
    ...fields.optional('stderr', string),
    ...fields.optional('id', string),
    ...fields.optional('note', string),
    ...fields.optional('flaky', string),
    ...fields.optional('after', number),
    ...fields.optional('step', number),
    ...fields.optional('until', number),
  };
}

function readCommand(fields: Fields): Command {
  return {
    on: fields.take('on', string),
    cmd: fields.take('cmd', string),
    ...fields.optional('as', oneOf('uid1000', 'default-caps', 'no-net-raw')),
    ...fields.optional('pick', dictionary(list(string))),
    ...fields.optional('interrupt', number),
    ...fields.optional('cols', number),
  };
}

/** A capture is stopped or recorded once, and after it began. */
function checkCaptures(lines: readonly { readonly line: Line; readonly where: string }[]): Line[] {
  const running = new Set<string>();
  return lines.map(({ line, where }) => {
    if ('do' in line && line.do === 'capture') {
      if (running.has(line.id)) throw new FormatError(`${where}: a capture "${line.id}" is already running`);
      running.add(line.id);
    } else if ('id' in line && !running.delete(line.id))
      throw new FormatError(`${where}: no capture "${line.id}" is running here`);
    return line;
  });
}
