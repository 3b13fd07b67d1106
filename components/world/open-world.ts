/**
 * A world of what a page says about it, as long as nobody opens a terminal. With this module comes the engine: it is
 * imported dynamically.
 */
import { openWithoutShell } from '../../engine/lab/scenario/without-shell.ts';
import type { OpenWorld } from './engine.ts';

export const openForFigures: OpenWorld = ({ file }, actions) =>
  file === undefined ? undefined : openWithoutShell(file, actions);
