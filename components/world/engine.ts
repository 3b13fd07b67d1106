/**
 * The engine, fetched when a reader first touches something that needs it; with the shell when a terminal is opened, or
 * when the world cannot be without.
 */
import type { Action } from '../../engine/lab/world/action.ts';
import type { World } from '../../engine/lab/world/world-api.ts';
import type { WorldSpec } from './world-spec.ts';

/**
 * @returns undefined when this world cannot be opened without a shell
 * @throws RangeError for a scenario that is not there, or is wrong
 */
export type OpenWorld = (spec: WorldSpec, actions: readonly Action[]) => World | undefined;

type Load = () => Promise<OpenWorld>;

let forFigures: Load = async () => (await import('./open-world.ts')).openForFigures;
let withShell: Load = async () => (await import('./open-world-with-shell.ts')).openSpec;

/** For stories and tests: another engine. */
export function setEngine(load: Load, loadWithShell = load): void {
  forFigures = load;
  withShell = loadWithShell;
}

export function loadEngine(): Promise<OpenWorld> {
  return forFigures();
}

export function loadEngineWithShell(): Promise<OpenWorld> {
  return withShell();
}
