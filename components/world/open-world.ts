/**
 * A world of what a page says about it, as long as nobody opens a terminal. With this module comes the engine: it is
 * imported dynamically.
 */
import { openingWithoutShell } from '../../engine/lab/scenario/without-shell.ts';
import type { OpenWorld } from './engine.ts';

export const openForFigures: OpenWorld = function* ({ file }, actions) {
  return file === undefined ? undefined : yield* openingWithoutShell(file, actions);
};
