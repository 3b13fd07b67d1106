/**
 * Keys waiting to be worked on, each at most once (client-go's workqueue): all that are due are handled in one event of
 * the clock.
 */
import { type Clock, millisecond, type Time, type Timer } from '../../clock/clock.ts';

export class WorkQueue {
  readonly #clock: Clock;
  readonly #work: (key: string) => void;
  readonly #delay: Time;
  #keys = new Set<string>();
  readonly #later = new Map<string, Timer>();
  #due = false;

  /** @param delay how long keys gather before they are handled */
  constructor(clock: Clock, work: (key: string) => void, delay: Time = millisecond) {
    this.#clock = clock;
    this.#work = work;
    this.#delay = delay;
  }

  add(key: string): void {
    this.#keys.add(key);
    if (this.#due) return;
    this.#due = true;
    this.#clock.after(this.#delay, () => {
      this.#due = false;
      const keys = this.#keys;
      this.#keys = new Set();
      for (const one of keys) this.#work(one);
    });
  }

  /** Again, `delay` from now; an earlier appointment of the key is kept when it is sooner. */
  addAfter(key: string, delay: Time): void {
    const known = this.#later.get(key);
    const at = this.#clock.now + delay;
    if (known?.pending === true && known.at <= at) return;
    known?.cancel();
    this.#later.set(
      key,
      this.#clock.after(delay, () => {
        this.#later.delete(key);
        this.add(key);
      }),
    );
  }
}
