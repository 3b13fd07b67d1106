/**
 * What a waiting program waits for: wait queues (kernel/sched/wait.c in spirit) and a deadline.
 *
 * A program is a generator; it yields a `Wait` and is resumed with the reason it woke. A wake-up is a hint: the program
 * looks again at what it waited for.
 */
import type { Time } from '../../clock/clock.ts';

/** `ready`: one of the queues was woken; `timeout`: the deadline passed; `signal`: a handled signal arrived. */
export type WakeReason = 'ready' | 'timeout' | 'signal';

export interface Wait {
  readonly on: readonly WaitQueue[];
  /** Absolute virtual time. */
  readonly until?: Time;
  /** Code that is not there yet: nothing happens in this world before it is (`later-program.ts`). */
  readonly absent?: string;
}

/** A program's code between two waits. Its return value is the exit status. */
export type Running<Result> = Generator<Wait, Result, WakeReason>;

/** Those who want to know when something changed. Most queues have one waiter at most, and need no set. */
export class WaitQueue {
  #waiter: (() => void) | undefined;
  #others: Set<() => void> | undefined;

  add(waiter: () => void): void {
    if (this.#waiter === waiter) return;
    if (this.#waiter === undefined && this.#others === undefined) {
      this.#waiter = waiter;
      return;
    }
    this.#others ??= new Set();
    this.#others.add(waiter);
  }

  delete(waiter: () => void): void {
    if (this.#waiter === waiter) this.#waiter = undefined;
    else this.#others?.delete(waiter);
    if (this.#others?.size === 0) this.#others = undefined;
  }

  /** In the order they came. */
  wake(): void {
    const first = this.#waiter;
    const others = this.#others === undefined ? undefined : [...this.#others];
    first?.();
    if (others !== undefined) for (const waiter of others) waiter();
  }
}
