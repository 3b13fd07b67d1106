/**
 * Lines of sed's input, with a look at the next one, so that `$` knows the last.
 */
import type { Input } from '../../../linux/process/stream.ts';
import type { Running } from '../../../linux/process/wait.ts';
import { nextLine } from '../tool.ts';

export class Lines {
  #input: Input | undefined;
  #ahead: string | undefined;
  #lastFile = true;

  /** @param lastFile no lines of another file follow */
  open(input: Input, lastFile: boolean): void {
    this.#input = input;
    this.#lastFile = lastFile;
    this.#ahead = undefined;
  }

  /** The next line, with its newline. */
  *read(): Running<string | undefined> {
    if (this.#ahead !== undefined) {
      const line = this.#ahead;
      this.#ahead = undefined;
      return line;
    }
    return this.#input === undefined ? undefined : yield* nextLine(this.#input);
  }

  /** Whether the line read last has none after it. */
  *isLast(): Running<boolean> {
    if (!this.#lastFile) return false;
    this.#ahead ??= this.#input === undefined ? undefined : yield* nextLine(this.#input);
    return this.#ahead === undefined;
  }
}
