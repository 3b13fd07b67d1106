/**
 * Work that may take long and can pause: a generator that stops between pieces of it. Who drives it decides when the next
 * piece is done, so a page stays alive while a cluster is built; a test does all of it at once (`finish`).
 */
import type { Clock, Time } from './clock.ts';

/** Each `yield` is a place to pause. Nothing else may change what the work is about until it is done. */
export type Work<Result> = Generator<undefined, Result, undefined>;

/** All of it, now. */
export function finish<Result>(work: Work<Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

/** Events between two pauses. */
const piece = 32;

/** `Clock.runWhile` in pieces. @returns whether `running()` ceased to hold */
export function* runningWhile(
  clock: Clock,
  running: () => boolean,
  limit: Time = Number.POSITIVE_INFINITY,
): Work<boolean> {
  for (let left = piece; running(); left--) {
    if (!clock.step(limit)) return !running();
    if (left > 0) continue;
    yield;
    left = piece;
  }
  return true;
}

/** `Clock.runUntil` in pieces. */
export function* runningUntil(clock: Clock, time: Time): Work<void> {
  yield* runningWhile(clock, () => true, time);
  clock.runUntil(time);
}
