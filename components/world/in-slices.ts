/** Long work of the engine, done a slice at a time, so that the page answers meanwhile. */
import type { Work } from '../../engine/clock/work.ts';

/** Milliseconds of one slice; a turn of the page costs a few more. */
const slice = 12;

/** @throws what the work throws */
export async function inSlices<Result>(work: Work<Result>): Promise<Result> {
  let began = performance.now();
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
    if (performance.now() - began < slice) continue;
    await nextTurn();
    began = performance.now();
  }
}

/**
 * After whatever the page has to do: input, painting, what others planned. Not `scheduler.yield()`: it comes back before
 * everything that waits, so nobody would see how far the work is.
 */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
