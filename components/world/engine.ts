/** The engine, fetched when a reader first touches something that needs it. */
import type { Action } from '../../engine/lab/world/action.ts';
import type { World } from '../../engine/lab/world/world-api.ts';
import type { WorldSpec } from './world-spec.ts';

/** @throws RangeError for a scenario that is not there, or is wrong */
export type OpenWorld = (spec: WorldSpec, actions: readonly Action[]) => World;

let loader = async (): Promise<OpenWorld> => (await import('./open-world.ts')).openSpec;

/** For stories and tests: another engine. */
export function setEngine(load: () => Promise<OpenWorld>): void {
  loader = load;
}

export function loadEngine(): Promise<OpenWorld> {
  return loader();
}
