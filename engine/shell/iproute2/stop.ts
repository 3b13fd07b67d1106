/**
 * The end of a command in the middle of its work, as C's `exit()`: a status and what is said on standard error. Thrown
 * and caught inside a command; nothing of it leaves the program.
 */
import type { Running } from '../../linux/process/wait.ts';

export class Stop extends Error {
  readonly status: number;
  /** For standard error, with its newline. */
  readonly text: string;

  constructor(status: number, text = '') {
    super(text);
    this.status = status;
    this.text = text;
  }
}

/** The exit status of a command that returns it, or ends by a Stop, whose text are then its last words. */
export function statusOf(process: { complain(text: string): void }, run: () => number): number {
  try {
    return run();
  } catch (stop) {
    if (!(stop instanceof Stop)) throw stop;
    process.complain(stop.text);
    return stop.status;
  }
}

/** The same of a command that waits. */
export function* statusOfRunning(
  process: { complain(text: string): void },
  running: Running<number>,
): Running<number> {
  try {
    return yield* running;
  } catch (stop) {
    if (!(stop instanceof Stop)) throw stop;
    process.complain(stop.text);
    return stop.status;
  }
}

/** `exit(-1)` */
export const wrongUsage = 255;

/** What the real tool has and this one lacks. */
export function notSimulated(what: string): Stop {
  return new Stop(1, `not simulated: ${what}\n`);
}
