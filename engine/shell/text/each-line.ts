/**
 * The loop of a filter of lines: every line of the files named (or of standard input), as it comes, so that a pipeline
 * streams; a file that cannot be read is complained about and passed over.
 */
import type { Running } from '../../linux/process/wait.ts';
import type { ShellProcess } from '../command.ts';
import { nextLine, openInput } from './tool.ts';

/** Each line of the operands (or standard input), as it comes. */
export function* eachLine(
  process: ShellProcess,
  operands: readonly string[],
  body: (line: string) => Running<void>,
): Running<number> {
  let status = 0;
  for (const name of operands.length === 0 ? ['-'] : operands) {
    const opened = openInput(process, name);
    if ('error' in opened) {
      process.complain(`${process.name}: ${name}: ${opened.error}\n`);
      status = 1;
      continue;
    }
    for (let line = yield* nextLine(opened.stream); line !== undefined; line = yield* nextLine(opened.stream))
      yield* body(line.replace(/\n$/, ''));
  }
  return status;
}
