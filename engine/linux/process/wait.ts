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
}

/** A program's code between two waits. Its return value is the exit status. */
export type Running<Result> = Generator<Wait, Result, WakeReason>;

/** Those who want to know when something changed. */
export class WaitQueue {
  readonly #waiters = new Set<() => void>();

  add(waiter: () => void): void {
    this.#waiters.add(waiter);
  }

  delete(waiter: () => void): void {
    this.#waiters.delete(waiter);
  }

  wake(): void {
    if (this.#waiters.size === 0) return;
    for (const waiter of [...this.#waiters]) waiter();
  }
}
