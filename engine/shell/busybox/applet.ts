/**
 * An applet: a command of its own by name, and what `busybox NAME` runs with the words after the name.
 */
import type { Running } from '../../linux/process/wait.ts';
import type { Command, ShellProcess } from '../command.ts';

export interface Applet extends Command {
  readonly run: (process: ShellProcess, words: readonly string[]) => Running<number>;
}

/** @param run gets the words after the applet's name; gives the exit status */
export function applet(name: string, path: string, run: Applet['run']): Applet {
  return { name, path, run, program: (process) => run(process, process.arguments.slice(1)) };
}
