/** A run of connections in the reader's world: started, told as it goes, cancelled. */
import { useRef, useState } from 'react';
import type { Work } from '../../engine/clock/work.ts';
import type { Flow } from '../../engine/lab/probe/flow.ts';
import { longWork } from '../world/long-work.ts';
import type { WorldStore } from '../world/world-store.ts';
import type { LoadView } from './load-view.ts';

export interface LoadRun {
  readonly view: LoadView;
  readonly running: boolean;
  /** It could not be run. */
  readonly error: string | undefined;
  /** The world's count of actions when it was run; undefined: it is what the page was built with. */
  readonly actions: number | undefined;
  readonly start: (flow: Flow, count: number) => Promise<void>;
  readonly cancel: () => void;
}

/** Milliseconds between two drawings of the bars. */
const pace = 80;

export function useLoad(store: WorldStore, built: LoadView): LoadRun {
  const [view, show] = useState(built);
  const [running, setRunning] = useState(false);
  const [error, setError] = useState<string | undefined>(undefined);
  const [actions, setActions] = useState<number | undefined>(undefined);
  const cancelled = useRef(false);
  const start = async (flow: Flow, count: number) => {
    cancelled.current = false;
    setRunning(true);
    setError(undefined);
    try {
      const [world, { runLoad }] = await Promise.all([store.open(), import('./run-load.ts')]);
      setActions(world.actions.length);
      let drawn = 0;
      const told = (so: LoadView) => {
        const now = performance.now();
        if (now - drawn < pace) return;
        drawn = now;
        show(so);
      };
      const done = await longWork(() =>
        whileWanted(runLoad(world, flow, count, told), () => !cancelled.current),
      );
      if (done !== undefined) show(done);
    } catch (problem) {
      setError(`They could not be opened: ${problem instanceof Error ? problem.message : String(problem)}`);
    }
    setRunning(false);
  };
  return {
    view,
    running,
    error,
    actions,
    start,
    cancel: () => {
      cancelled.current = true;
    },
  };
}

/** @returns undefined when it was given up */
function* whileWanted<Result>(work: Work<Result>, wanted: () => boolean): Work<Result | undefined> {
  while (wanted()) {
    const step = work.next();
    if (step.done === true) return step.value;
    yield;
  }
  return undefined;
}
