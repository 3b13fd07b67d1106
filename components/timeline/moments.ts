/** The log of a world as moments one can go to. Made from its actions when it is asked for. */
import type { Action } from '../../engine/lab/world/action.ts';
import type { World } from '../../engine/lab/world/world-api.ts';
import { actionWords } from '../world/action-words.ts';

export interface Moment {
  /** As many actions are done there; 0: as the scenario begins. */
  readonly count: number;
  readonly words: string;
  /** On the cluster's own clock: `09:30:12`; undefined for the beginning. */
  readonly time: string | undefined;
  readonly kind: Action['kind'] | 'beginning';
  /** It is done now, and not only remembered. */
  readonly isDone: boolean;
}

/** @param undone taken back, in the order of doing */
export function momentsOf(
  world: Pick<World, 'actions' | 'now' | 'wallTime'> | undefined,
  undone: readonly Action[],
): readonly Moment[] {
  const done = world?.actions ?? [];
  const began = world === undefined ? 0 : world.wallTime - world.now / 1000;
  return [
    { count: 0, words: 'the beginning', time: undefined, kind: 'beginning', isDone: true },
    ...[...done, ...undone].map((action, at): Moment => ({
      count: at + 1,
      words: actionWords(action),
      time: clockTime(began + action.at / 1000),
      kind: action.kind,
      isDone: at < done.length,
    })),
  ];
}

/** @param wallTime milliseconds since 1970 */
export function clockTime(wallTime: number): string {
  return new Date(wallTime).toISOString().slice(11, 19);
}
