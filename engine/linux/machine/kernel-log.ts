/**
 * The kernel's log of one machine (kernel/printk/printk.c): lines with a level and the time since boot, the oldest of which
 * are forgotten when there are too many. `dmesg` shows it.
 */
import type { Clock, Time } from '../../clock/clock.ts';

export interface KernelLogLine {
  readonly at: Time;
  /** 0 (emergency) to 7 (debug). */
  readonly level: number;
  readonly text: string;
}

/** What about 256 kB hold. */
const most = 2000;

export class KernelLog {
  readonly #clock: Clock;
  #lines: KernelLogLine[] = [];
  readonly #listeners = new Set<(line: KernelLogLine) => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get lines(): readonly KernelLogLine[] {
    return this.#lines;
  }

  write(level: number, text: string): void {
    const line = { at: this.#clock.now, level, text };
    this.#lines.push(line);
    if (this.#lines.length > most) this.#lines.shift();
    for (const listener of this.#listeners) listener(line);
  }

  clear(): void {
    this.#lines = [];
  }

  /** @returns a function that ends it */
  listen(listener: (line: KernelLogLine) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}
