/**
 * One command as the recorder of the real cluster ran it: without a terminal, standard input empty, the two streams
 * kept apart, `bash -c` on the workstation and `sh -c` elsewhere.
 */
import { type Clock, millisecond, second, type Time } from '../../../clock/clock.ts';
import { signalNumber } from '../../../linux/process/process.ts';
import { Sink, TextInput } from '../../../linux/process/stream.ts';
import type { Standing } from '../../stage/stage.ts';

export interface ClusterOutput {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How long a command may take if nobody says otherwise; the recorder's own patience was never needed. */
const longest = 300 * second;

/** What starting a command costs, and the recorder's own work between two. */
const startUp = 100 * millisecond;

const rootsEnvironment: readonly (readonly [string, string])[] = [
  ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
  ['HOME', '/root'],
  ['USER', 'root'],
  ['COLUMNS', '120'],
];

export function runCommand(
  clock: Clock,
  standing: Standing,
  {
    shell,
    line,
    directory,
    patience = longest,
  }: {
    readonly shell: 'bash' | 'sh';
    readonly line: string;
    readonly directory: string;
    /** What goes on for longer is killed. */
    readonly patience?: Time;
  },
): ClusterOutput {
  let stdout = '';
  let stderr = '';
  const program = standing.executables.find(shell);
  if (program === undefined) return { exit: 127, stdout, stderr: `${shell}: not found\n` };
  clock.runUntil(clock.now + startUp);
  const process = standing.processes.start({
    program: program.program,
    arguments: [shell, '-c', line],
    place: standing.namespace,
    files: standing.files,
    stdin: new TextInput(''),
    stdout: new Sink((text) => (stdout += text)),
    stderr: new Sink((text) => (stderr += text)),
    environment: new Map([...rootsEnvironment, ...standing.environment]),
    directory,
    credentials: standing.credentials,
    executables: standing.executables,
  });
  clock.runWhile(() => process.exit === undefined, clock.now + patience);
  if (process.exit === undefined) {
    process.group.kill('SIGKILL');
    clock.runUntil(clock.now + millisecond);
  }
  const { exit } = process;
  if (exit === undefined) return { exit: 128 + signalNumber.SIGKILL, stdout, stderr };
  return { exit: exit.signal === undefined ? exit.status : 128 + signalNumber[exit.signal], stdout, stderr };
}
