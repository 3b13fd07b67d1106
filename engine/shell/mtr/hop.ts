/**
 * What mtr keeps of each hop (struct nethost of ui/net.c): who answered, how many probes, and times with a running
 * mean and deviation.
 */
import type { Time } from '../../clock/clock.ts';
import type { Address } from '../../net/address/address.ts';

export class Hop {
  address: Address | undefined;
  /** Somebody said that the host cannot be reached. */
  failed = false;
  sent = 0;
  returned = 0;
  /** A probe is on its way. */
  inTransit = false;
  /** Microseconds. */
  last: Time = 0;
  best: Time = 0;
  worst: Time = 0;
  average = 0;
  #squares = 0;
  jitter: Time = 0;
  jitterAverage = 0;
  jitterWorst: Time = 0;
  #logs = 0;

  take(address: Address, took: Time): void {
    this.inTransit = false;
    this.address ??= address;
    if (this.returned > 0) this.jitter = Math.abs(took - this.last);
    this.last = took;
    this.returned++;
    const before = this.average;
    this.average += (took - before) / this.returned;
    this.#squares += (took - before) * (took - this.average);
    this.best = this.returned === 1 ? took : Math.min(this.best, took);
    this.worst = Math.max(this.worst, took);
    this.jitterWorst = Math.max(this.jitterWorst, this.jitter);
    this.jitterAverage += (this.jitter - this.jitterAverage) / this.returned;
    this.#logs += Math.log(Math.max(1, took));
  }

  /** Per cent. */
  get loss(): number {
    const counted = this.sent - (this.inTransit ? 1 : 0);
    return counted === 0 ? 0 : 100 - (100 * this.returned) / counted;
  }

  get dropped(): number {
    return this.sent - (this.inTransit ? 1 : 0) - this.returned;
  }

  get deviation(): number {
    return this.returned > 1 ? Math.sqrt(this.#squares / (this.returned - 1)) : 0;
  }

  get geometricMean(): number {
    return this.returned === 0 ? 0 : Math.exp(this.#logs / this.returned);
  }
}
