/** A world's store as React sees it. */
import { useSyncExternalStore } from 'react';
import { type WorldSnapshot, worldStore, type WorldStore } from './world-store.ts';
import type { WorldSpec } from './world-spec.ts';

export function useWorld(spec: WorldSpec): readonly [WorldStore, WorldSnapshot] {
  const store = worldStore(spec);
  return [store, useSyncExternalStore(store.subscribe, store.snapshot, store.snapshot)];
}
