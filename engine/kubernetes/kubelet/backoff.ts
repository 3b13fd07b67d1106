/**
 * Waiting longer after each failure (client-go util/flowcontrol Backoff): 10 s, doubled up to five minutes.
 */
import { second, type Time } from '../../clock/clock.ts';

const first = 10 * second;
const most = 300 * second;

export class Backoff {
  #delay: Time = 0;
  #since: Time = 0;

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
    if (this.#delay > 0 && now - this.#since > 2 * most) this.#delay = 0;
    this.#delay = this.#delay === 0 ? first : Math.min(this.#delay * 2, most);
    this.#since = now;
  }
}
