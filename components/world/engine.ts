/**
 * The engine, fetched when a reader first touches something that needs it; with the shell when a terminal is opened, or
 * when the world cannot be without.
 */
import type { Action } from '../../engine/lab/world/action.ts';
import type { Work } from '../../engine/clock/work.ts';
import type { World } from '../../engine/lab/world/world-api.ts';
import type { WorldSpec } from './world-spec.ts';

/**
 * A world in pieces; undefined when this one cannot be opened without a shell. Throws RangeError for a scenario that is not
 * there, or is wrong.
 */
export type OpenWorld = (spec: WorldSpec, actions: readonly Action[]) => Work<World | undefined>;

type Load = () => Promise<OpenWorld>;

let forFigures: Load = async () => (await import('./open-world.ts')).openForFigures;
let withShell: Load = async () => (await import('./open-world-for-terminal.ts')).loadForTerminal();

let bring = async (code: string) => (await import('./shell-code.ts')).bringCode(code);

/** For stories and tests: another engine. @param bringing fetches what one of its worlds was stopped by */
export function setEngine(load: Load, loadWithShell = load, bringing = bring): void {
  forFigures = load;
  withShell = loadWithShell;
  bring = bringing;
}

export function loadEngine(): Promise<OpenWorld> {
  return forFigures();
}

export function loadEngineWithShell(): Promise<OpenWorld> {
  return withShell();
}

/** What a world was stopped by: code that is fetched when it is first executed; undefined for any other error. */
export function absentCode(error: unknown): string | undefined {
  return error instanceof Error && 'absentCode' in error && typeof error.absentCode === 'string'
    ? error.absentCode
    : undefined;
}

/** Fetches what a world was stopped by. @throws what the network says */
export function bringCode(code: string): Promise<void> {
  return bring(code);
}
