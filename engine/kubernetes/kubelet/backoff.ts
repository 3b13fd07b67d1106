/**
 * Waiting longer after each failure (client-go util/flowcontrol Backoff): as a rule 10 s, doubled up to five minutes.
 */
import { second, type Time } from '../../clock/clock.ts';

export class Backoff {
  readonly #first: Time;
  readonly #most: Time;
  #delay: Time = 0;
  #since: Time = 0;

  constructor(first: Time = 10 * second, most: Time = 300 * second) {
    this.#first = first;
    this.#most = most;
  }

  /** How long the present wait lasts; 0 before the first failure. */
  get delay(): Time {
    return this.#delay;
  }

  /** When the next attempt may be made. */
  get until(): Time {
    return this.#since + this.#delay;
  }

  /** One more failure at `now`. */
  fail(now: Time): void {
    // A long good time forgets.
    if (this.#delay > 0 && now - this.#since > 2 * this.#most) this.#delay = 0;
    this.#delay = this.#delay === 0 ? this.#first : Math.min(this.#delay * 2, this.#most);
    this.#since = now;
  }
}
