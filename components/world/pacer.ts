/**
 * Lets a world's time run beside the reader's, a slice at a time, so that the page never waits for the cluster. Time
 * runs while a command runs, and for a while after something was done; then the cluster stands still until the next.
 */
import { absentCode } from './engine.ts';
import type { World } from '../../engine/lab/world/world-api.ts';

/** `paused`: time stands still; `live`: a second a second; `fast`: ten; `skip`: waiting takes no time. */
export type Pace = 'paused' | 'live' | 'fast' | 'skip';

/** As a reader chooses among them, under the word “Time”. */
export const paces: readonly (readonly [Pace, string])[] = [
  ['paused', 'Pause'],
  ['live', '×1'],
  ['fast', '×10'],
  ['skip', 'Skip waiting'],
];

/** Milliseconds of one slice. */
const slice = 8;
/** Events between two looks at the reader's clock. */
const batch = 64;
/** Microseconds the cluster goes on by itself after the last thing done. */
const afterglow = 60_000_000;
/** A page that was hidden does not catch up: milliseconds a frame stands for at most. */
const longestFrame = 250;

export class Pacer {
  readonly #world: World;
  readonly #pace: () => Pace;
  readonly #isBusy: () => boolean;
  readonly #bring: (code: string) => Promise<boolean>;
  #frame: number | undefined;
  #last = 0;
  #until = 0;
  #stopped = false;

  /**
   * @param isBusy whether a command runs in a terminal: then time goes on however long it takes
   * @param bring fetches the code without which time stands; gives whether it came
   */
  constructor(
    world: World,
    pace: () => Pace,
    isBusy: () => boolean,
    bring: (code: string) => Promise<boolean>,
  ) {
    this.#world = world;
    this.#pace = pace;
    this.#isBusy = isBusy;
    this.#bring = bring;
  }

  /** Something was done: time runs on. */
  wake(): void {
    this.#until = this.#world.now + afterglow;
    if (this.#frame !== undefined || this.#stopped) return;
    this.#last = performance.now();
    this.#frame = requestAnimationFrame(this.#step);
  }

  stop(): void {
    this.#stopped = true;
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
  }

  readonly #step = (): void => {
    this.#frame = undefined;
    if (this.#stopped) return;
    const began = performance.now();
    const elapsed = Math.min(began - this.#last, longestFrame);
    this.#last = began;
    const pace = this.#pace();
    if (pace === 'paused') return;
    const ran = this.#unlessAbsent(() => {
      if (pace === 'skip') this.#skip(began);
      else this.#run(this.#world.now + Math.round(elapsed * 1000 * (pace === 'fast' ? 10 : 1)), began);
    });
    if (!ran) return;
    if (this.#world.next !== undefined && (this.#world.now < this.#until || this.#isBusy()))
      this.#frame = requestAnimationFrame(this.#step);
  };

  /** What is due at this moment, at most `budget` events. */
  now(budget: number): void {
    this.#unlessAbsent(() => this.#world.run(this.#world.now, budget));
  }

  /** @returns whether nothing was absent; else time goes on when it came */
  #unlessAbsent(act: () => void): boolean {
    try {
      act();
      return true;
    } catch (error) {
      const code = absentCode(error);
      if (code === undefined) throw error;
      void this.#bring(code).then((came) => {
        if (came) this.wake();
      });
      return false;
    }
  }

  #run(target: number, began: number): void {
    while (this.#world.run(target, batch)) if (performance.now() - began > slice) return;
  }

  #skip(began: number): void {
    while (performance.now() - began < slice) {
      const { next } = this.#world;
      if (next === undefined || (next > this.#until && !this.#isBusy())) return;
      this.#world.run(next, batch);
    }
  }
}
