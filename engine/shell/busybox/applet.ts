/**
 * An applet: a command of its own by name, and what `busybox NAME` runs with the words after the name. `--help` alone is
 * answered before the applet sees it, on standard error.
 */
import type { Running } from '../../linux/process/wait.ts';
import type { Command, ShellProcess } from '../command.ts';
import { usageOf } from './usage.ts';

export interface Applet extends Command {
  readonly run: (process: ShellProcess, words: readonly string[]) => Running<number>;
}

/** @param body gets the words after the applet's name; gives the exit status */
export function applet(name: string, path: string, body: Applet['run']): Applet {
  const run: Applet['run'] = function* (process, words) {
    if (words.length !== 1 || words[0] !== '--help') return yield* body(process, words);
    process.complain(usageOf(name));
    return 0;
  };
  return { name, path, run, program: (process) => run(process, process.arguments.slice(1)) };
}
