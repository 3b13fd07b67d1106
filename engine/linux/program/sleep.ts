/**
 * Programs that do nothing: `pause` until a signal ends them, `sleep` for a while.
 */
import type { Time } from '../../clock/clock.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { Program } from '../process/process.ts';

export const pauseProgram: Program<NetworkNamespace> = function* () {
  for (;;) yield { on: [] };
};

/** @param duration microseconds */
export function sleepProgram(duration: Time): Program<NetworkNamespace> {
  return function* (process) {
    const until = process.clock.now + duration;
    while (process.clock.now < until) yield { on: [], until };
    return 0;
  };
}
