/**
 * Programs whose code is fetched when somebody first executes them. Who executes one before waits as for a page of an
 * executable that is not in memory (a major page fault): the clock stands still until the code is there, so the world is the
 * same whenever it came.
 *
 * Left out: fetching. The engine says what is absent (`AbsentCode`); who drives the clock brings it and goes on.
 */
import { Interruption } from '../../clock/clock.ts';
import type { Program } from './process.ts';

/** The clock stands: a program is executed whose code is absent. Bring it and run the clock again. */
export class AbsentCode extends Interruption {
  /** What brings it, as whoever made the program calls it. */
  readonly absentCode = this.message;
}

/** @param find the program, once its code is there */
export function laterProgram<Place>(code: string, find: () => Program<Place> | undefined): Program<Place> {
  return function* (process) {
    for (;;) {
      const program = find();
      if (program !== undefined) return yield* program(process);
      yield { on: [], absent: code };
    }
  };
}
