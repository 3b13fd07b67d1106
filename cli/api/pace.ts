/**
 * The pace of a served world's virtual clock. Usually that of the real one: what a client waits for on a real cluster it
 * waits for here. The world never runs ahead by itself and never falls back; each request first brings it to the present.
 */
import { millisecond, type Clock, type Time } from '../../engine/clock/clock.ts';

/** How often the world moves while nobody asks, in real milliseconds. */
const beat = 20;

export interface Pace {
  /** Called before each request. */
  catchUp(): void;
  stop(): void;
}

export class RealPace implements Pace {
  readonly #clock: Clock;
  readonly #speed: number;
  readonly #virtualStart: Time;
  readonly #realStart = performance.now();
  readonly #timer: NodeJS.Timeout;

  /** @param speed virtual seconds to a real one, at least 1 */
  constructor(clock: Clock, speed: number) {
    this.#clock = clock;
    this.#speed = speed;
    this.#virtualStart = clock.now;
    this.#timer = setInterval(() => {
      this.catchUp();
    }, beat);
  }

  catchUp(): void {
    const passed = (performance.now() - this.#realStart) * this.#speed;
    const present = this.#virtualStart + Math.floor(passed * millisecond);
    if (present > this.#clock.now) this.#clock.runUntil(present);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
