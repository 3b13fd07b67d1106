/**
 * Standard output as stdio buffers it: by lines on a terminal, by blocks elsewhere. So curl's talk on standard error can
 * come before a line of the body that has no end yet. A command that is killed loses what is in the buffer.
 */
import type { ShellProcess } from '../command.ts';

const block = 4096;

export class StandardOutput {
  readonly #process: ShellProcess;
  /** -N */
  unbuffered = false;
  #waiting = '';

  constructor(process: ShellProcess) {
    this.#process = process;
  }

  get isTerminal(): boolean {
    return this.#process.stdout.terminal !== undefined;
  }

  write(text: string): void {
    this.#waiting += text;
    const length = this.#waiting.length;
    const ready = this.unbuffered
      ? length
      : this.isTerminal
        ? this.#waiting.lastIndexOf('\n') + 1
        : length - (length % block);
    if (ready === 0) return;
    this.#process.print(this.#waiting.slice(0, ready));
    this.#waiting = this.#waiting.slice(ready);
  }

  flush(): void {
    this.#process.print(this.#waiting);
    this.#waiting = '';
  }
}
