/**
 * The end of a command in the middle of its work, as C's `exit()`: a status and what is said on standard error. Thrown
 * and caught inside a command; nothing of it leaves the program.
 */

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

/** `exit(-1)` */
export const wrongUsage = 255;

/** What the real tool has and this one lacks. */
export function notSimulated(what: string): Stop {
  return new Stop(1, `not simulated: ${what}\n`);
}
