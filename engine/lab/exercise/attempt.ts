/**
 * An attempt at an exercise: its world, the lines somebody types, and what its checks then find. The tests of
 * every exercise are made of this.
 */
import { second, type Time } from '../../clock/clock.ts';
import type { Scenario } from '../stage/stage.ts';
import { openWorld } from '../world/open-world.ts';
import type { World } from '../world/world-api.ts';
import type { CheckOutcome, Exercise, TypedLine, WrongAttempt } from './check.ts';
import { checksOfWrong, recognised } from './recognise.ts';

/** How long a line may run, and what a cluster may take to follow it. */
const patience: Time = 120 * second;
const follow: Time = 15 * second;

export interface Attempt {
  readonly outcomes: readonly CheckOutcome[];
  /** Which of the exercise's wrong attempts it was taken for. */
  readonly wrong: WrongAttempt | undefined;
}

export function attempt(exercise: Exercise, scenario: Scenario, lines: readonly TypedLine[]): Attempt {
  const world = openWorld(scenario);
  type(world, lines);
  return {
    outcomes: world.check(exercise.checks),
    wrong: recognised(exercise, world.actions, world.check(checksOfWrong(exercise))),
  };
}

function type(world: World, lines: readonly TypedLine[]): void {
  for (const { on, line } of lines) {
    const console = world.console(`exercise ${on}`, on);
    world.perform({ kind: 'type', tab: `exercise ${on}`, place: on, line });
    const end = world.now + patience;
    do world.run(world.now + second / 10);
    while (!console.idle && world.now < end);
    world.run(world.now + follow);
  }
}

export function passed(outcomes: readonly CheckOutcome[]): boolean {
  return outcomes.every(({ state }) => state === 'pass');
}
