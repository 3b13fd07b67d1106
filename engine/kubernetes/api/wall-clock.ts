/**
 * The world's date: the virtual clock's microseconds after a configured beginning.
 */
import type { Clock } from '../../clock/clock.ts';
import type { Timestamp } from '../objects/meta.ts';

const lastSecond = Date.UTC(9999, 11, 31, 23, 59, 59) / 1000;

export class WallClock {
  readonly clock: Clock;
  readonly #epoch: number;
  #second = -1;
  #text = '';

  /** @param epoch ISO date of the moment when the clock shows 0 */
  constructor(clock: Clock, epoch: string) {
    this.clock = clock;
    this.#epoch = Date.parse(epoch);
  }

  /** Milliseconds since 1970. */
  get milliseconds(): number {
    return this.#epoch + Math.floor(this.clock.now / 1000);
  }

  /** As metav1.Time writes it: whole seconds. */
  get timestamp(): Timestamp {
    const second = Math.floor(this.milliseconds / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#text = new Date(second * 1000).toISOString().replace('.000Z', 'Z');
    }
    return this.#text;
  }

  /** When the clock showed 0. */
  get epoch(): Timestamp {
    return new Date(this.#epoch).toISOString().replace('.000Z', 'Z');
  }

  /** As metav1.MicroTime writes it. */
  get microTimestamp(): Timestamp {
    const micros = String(this.clock.now % 1_000_000).padStart(6, '0');
    return this.timestamp.replace('Z', `.${micros}Z`);
  }

  /** The timestamp `seconds` from now, at most the last one that has four digits for its year. */
  after(seconds: number): Timestamp {
    return new Date(Math.min(Math.floor(this.milliseconds / 1000) + seconds, lastSecond) * 1000)
      .toISOString()
      .replace('.000Z', 'Z');
  }
}
