/** The engine, fetched when a reader first touches something that needs it. */
import type { Action } from '../../engine/lab/world/action.ts';
import type { World } from '../../engine/lab/world/world-api.ts';

/** @throws RangeError for a scenario that is not there */
export type OpenWorld = (scenario: string, actions: readonly Action[]) => World;

let loader: (() => Promise<OpenWorld>) | undefined;

/** For stories and tests: another engine. */
export function setEngine(load: () => Promise<OpenWorld>): void {
  loader = load;
}

export async function loadEngine(): Promise<OpenWorld> {
  if (loader === undefined) throw new Error('the engine is not part of this page');
  return loader();
}
