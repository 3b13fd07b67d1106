/** How far one Undo and one Redo go in a log of actions: the lines of a paste are one step. */
import type { Action } from '../../engine/lab/world/action.ts';

/** @returns how many actions stand after one Undo of the first `done` */
export function undoneTo(all: readonly Action[], done: number): number {
  let count = done - 1;
  while (count > 0 && isPastedOn(all, count)) count--;
  return count;
}

/** @returns how many stand after one Redo */
export function redoneTo(all: readonly Action[], done: number): number {
  let count = done + 1;
  while (count < all.length && isPastedOn(all, count)) count++;
  return count;
}

/** Did it come in one paste with the action before it? What was done elsewhere meanwhile parts them. */
function isPastedOn(all: readonly Action[], at: number): boolean {
  const [before, action] = [all[at - 1], all[at]];
  if (action?.kind !== 'type' || before?.kind !== 'type') return false;
  return action.pasted === true && action.tab === before.tab;
}
