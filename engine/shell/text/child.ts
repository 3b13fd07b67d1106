/**
 * Tools that run other commands (env, xargs, timeout, watch, nohup): find the program and start it as a child with the
 * same streams.
 */
import { Descriptor } from '../../linux/process/descriptor.ts';
import type { ProcessGroup } from '../../linux/process/group.ts';
import { waitForExit } from '../../linux/process/process.ts';
import type { Input, Output } from '../../linux/process/stream.ts';
import type { Running } from '../../linux/process/wait.ts';
import type { ShellProcess } from '../command.ts';

export interface ChildStreams {
  readonly stdin?: Input;
  readonly stdout?: Output;
  readonly environment?: ReadonlyMap<string, string>;
  readonly directory?: string;
  readonly group?: ProcessGroup;
}

/** @returns undefined when there is no such program */
export function startChild(
  process: ShellProcess,
  words: readonly string[],
  streams: ChildStreams = {},
): ShellProcess | undefined {
  const name = words[0] ?? '';
  const found = process.executables.find(name.replace(/^.*\//, ''));
  if (found === undefined) return undefined;
  return process.table.start({
    program: found.program,
    arguments: words,
    place: process.place,
    files: process.files,
    stdin: streams.stdin ?? Descriptor.shareInput(process.stdin),
    stdout: streams.stdout ?? Descriptor.shareOutput(process.stdout),
    stderr: Descriptor.shareOutput(process.stderr),
    environment: streams.environment ?? process.environment,
    directory: streams.directory ?? process.directory,
    parent: process,
    ...(streams.group === undefined ? {} : { group: streams.group }),
  });
}

/** @returns the exit status, 127 with GNU's complaint when there is no such program */
export function* runChild(
  process: ShellProcess,
  words: readonly string[],
  streams: ChildStreams = {},
): Running<number> {
  const child = startChild(process, words, streams);
  if (child === undefined) return 127;
  return (yield* waitForExit(child)).status;
}
